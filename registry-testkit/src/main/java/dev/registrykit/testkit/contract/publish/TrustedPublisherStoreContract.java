package dev.registrykit.testkit.contract.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.publisher.TrustedPublisherStore;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.contract.Rollback;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a {@link TrustedPublisherStore} must do: find publishers by package, by repository id and by repository name, as
 * their patterns and policies mean it.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class TrustedPublisherStoreContract<S> {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00.123Z");
    private static final String ISSUER = "https://issuer.example";
    private static final String REPOSITORY = "https://github.com/Acme/Widget";

    /** For subclasses. */
    protected TrustedPublisherStoreContract() {}

    /** A unit of work on an empty store; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The store of one transaction. */
    protected abstract TrustedPublisherStore publishers(S stores);

    @Test
    void a_publisher_comes_back_as_it_was_inserted() {
        WorkloadPolicy policy = WorkloadPolicy.builder(ISSUER, REPOSITORY)
                .repositoryId("123")
                .ownerId("45")
                .workflow(".github/workflows/publish.yml")
                .environment("Größe ✓")
                .ref("refs/tags/*")
                .protectedRef()
                .runner("github-hosted")
                .acceptEvent("workflow_run")
                .build();
        TrustedPublisher publisher = TrustedPublisher.of(
                id(),
                Registration.builder(policy, Subject.organisation("acme"))
                        .packages(PackagePattern.parse("maven:com.acme:widget"), PackagePattern.parse("npm:@acme/*"))
                        .label("nächtlich")
                        .stageOnly()
                        .build(),
                NOON);
        insert(publisher);
        assertSame(find(publisher.id()), publisher);
        assertThat(policyOf(publisher.id())).isEqualTo(policy);
    }

    @Test
    void an_unknown_id_finds_nothing() {
        insert(publisher("1", REPOSITORY, "npm:widget"));
        assertThat(find(id())).isNull();
        assertThat(policyOf(id())).isNull();
    }

    @Test
    void an_id_cannot_be_taken_twice() {
        TrustedPublisher publisher = publisher("1", REPOSITORY, "npm:widget");
        insert(publisher);
        assertThatThrownBy(() -> insert(publisher)).isInstanceOf(StoreException.class);
    }

    @Test
    void a_package_finds_the_publishers_whose_patterns_cover_it() {
        TrustedPublisher exact = publisher("1", REPOSITORY, "maven:com.acme.tools:widget");
        TrustedPublisher namespace = publisher("2", REPOSITORY, "maven:com.acme.tools:*");
        TrustedPublisher tree = publisher("3", REPOSITORY, "maven:com.acme.**");
        TrustedPublisher all = publisher("4", REPOSITORY, "maven:**");
        Stream.of(exact, namespace, tree, all).forEach(this::insert);
        insert(publisher("5", REPOSITORY, "maven:com.acme:*"));
        insert(publisher("6", REPOSITORY, "maven:com.ac.**"));
        insert(publisher("7", REPOSITORY, "maven:com.acme.tools:widgets"));
        insert(publisher("8", REPOSITORY, "npm:**"));

        assertThat(ofPackage(PackageName.maven("com.acme.tools", "widget")))
                .containsExactlyInAnyOrder(exact.id(), namespace.id(), tree.id(), all.id());
        assertThat(ofPackage(PackageName.maven("com.acmefoo", "widget"))).containsExactly(all.id());
        assertThat(ofPackage(PackageName.npm("@acme/widget"))).hasSize(1);
        assertThat(ofPackage(PackageName.ofPurl("pkg:pypi/widget"))).isEmpty();
    }

    @Test
    void one_publisher_for_many_patterns_is_found_once() {
        TrustedPublisher publisher = publisher("1", REPOSITORY, "npm:**", "npm:@acme/*", "npm:@acme/widget");
        insert(publisher);
        assertThat(ofPackage(PackageName.npm("@acme/widget"))).containsExactly(publisher.id());
        assertThat(ofRepository("1", REPOSITORY)).containsExactly(publisher.id());
    }

    @Test
    void five_hundred_patterns_are_kept() {
        String[] patterns = new String[500];
        for (int i = 0; i < patterns.length; i++) {
            patterns[i] = "generic:" + "a".repeat(240) + i;
        }
        TrustedPublisher publisher = publisher("1", REPOSITORY, patterns);
        insert(publisher);
        assertSame(find(publisher.id()), publisher);
    }

    @Test
    void a_repository_finds_publishers_by_its_id_and_by_its_name_in_any_case() {
        TrustedPublisher byBoth = publisher("1", REPOSITORY, "npm:a");
        TrustedPublisher byId = publisher("1", "https://github.com/acme/renamed", "npm:b");
        TrustedPublisher byName = publisher("2", "https://github.com/ACME/widget", "npm:c");
        Stream.of(byBoth, byId, byName).forEach(this::insert);
        insert(publisher("3", "https://github.com/acme/other", "npm:d"));
        insert(TrustedPublisher.of(id(), registration("https://issuer.example/other", "1", REPOSITORY, "npm:e"), NOON));

        assertThat(ofRepository("1", "https://github.com/acme/WIDGET"))
                .containsExactlyInAnyOrder(byBoth.id(), byId.id(), byName.id());
        assertThat(ofRepository("9", "https://github.com/acme/strange")).isEmpty();
        assertThat(ofRepository("", "")).isEmpty();
    }

    @Test
    void the_oldest_come_first_then_the_smaller_id() {
        List<TrustedPublisher> inOrder = new ArrayList<>();
        for (String suffix : List.of("c", "a", "b")) {
            inOrder.add(TrustedPublisher.of(
                    "00000000-0000-4000-8000-00000000000" + suffix,
                    registration(ISSUER, "1", REPOSITORY, "npm:widget"),
                    suffix.equals("c") ? NOON.minusMillis(1) : NOON));
        }
        List<TrustedPublisher> shuffled = new ArrayList<>(inOrder);
        Collections.reverse(shuffled);
        shuffled.forEach(this::insert);
        List<String> ids = inOrder.stream().map(TrustedPublisher::id).toList();
        assertThat(ofPackage(PackageName.npm("widget"))).containsExactlyElementsOf(ids);
        assertThat(ofRepository("1", REPOSITORY)).containsExactlyElementsOf(ids);
    }

    @Test
    void a_removed_publisher_is_found_nowhere() {
        TrustedPublisher publisher = publisher("1", REPOSITORY, "npm:widget");
        insert(publisher);
        assertThat(remove(publisher.id())).isTrue();
        assertThat(remove(publisher.id())).isFalse();
        assertThat(find(publisher.id())).isNull();
        assertThat(ofPackage(PackageName.npm("widget"))).isEmpty();
        assertThat(ofRepository("1", REPOSITORY)).isEmpty();
    }

    @Test
    void of_many_who_remove_at_once_one_does() {
        TrustedPublisher publisher = publisher("1", REPOSITORY, "npm:widget");
        insert(publisher);
        List<Boolean> removed = Race.of(8, runner -> remove(publisher.id()));
        assertThat(Collections.frequency(removed, true)).isEqualTo(1);
    }

    @Test
    void a_pending_publisher_comes_back_as_it_was_inserted_and_counts_for_no_package() {
        TrustedPublisher pending = pending("alice", "npm:widget", NOON);
        assertThat(insertPending(pending, 3)).isTrue();
        assertSame(find(pending.id()), pending);
        assertThat(ofPackage(PackageName.npm("widget"))).isEmpty();
        int counted = inStore(store -> store.count(PackagePattern.parse("npm:widget")));
        assertThat(counted).isZero();
        assertThat(ids(store -> store.holdPending(PackageName.npm("widget")))).hasSize(1);
        assertThat(ofRepository("1", REPOSITORY)).containsExactly(pending.id());
    }

    @Test
    void an_account_has_no_more_pending_publishers_than_asked_however_many_come_at_once() {
        List<Boolean> inserted = Race.of(8, runner -> insertPending(pending("alice", "npm:widget-" + runner, NOON), 3));
        assertThat(Collections.frequency(inserted, true)).isEqualTo(3);
        assertThat(insertPending(pending("bob", "npm:widget", NOON), 3)).isTrue();
        assertThat(ids(store -> store.pendingOfAccount(Subject.user("alice")))).hasSize(3);
    }

    @Test
    void a_pending_publisher_is_confirmed_once_and_in_time_only() {
        TrustedPublisher pending = pending("alice", "npm:widget", NOON);
        insertPending(pending, 1);
        Instant end = NOON.plus(TrustedPublisher.PENDING_LIFETIME);
        assertThat(confirm(pending, end)).isFalse();
        List<Boolean> confirmed = Race.of(8, runner -> confirm(pending, end.minusMillis(1)));
        assertThat(Collections.frequency(confirmed, true)).isEqualTo(1);
        assertThat(ofPackage(PackageName.npm("widget"))).containsExactly(pending.id());
        assertThat(insertPending(pending("alice", "npm:other", NOON), 1))
                .as("its place is free")
                .isTrue();
        assertThat(did(store -> store.expire(pending.id(), end))).isFalse();
    }

    @Test
    void of_the_pending_publishers_of_a_package_that_are_confirmed_at_once_one_is() {
        for (int round = 0; round < 5; round++) {
            String name = "npm:widget-" + round;
            PackageName packageName = PackageName.ofString(name);
            List<TrustedPublisher> rivals = List.of(
                    pending("a" + round, name, NOON),
                    pending("b" + round, name, NOON),
                    pending("c" + round, name, NOON));
            rivals.forEach(rival -> insertPending(rival, 1));
            List<Boolean> won = Race.of(
                    rivals.size(),
                    runner -> inStore(store -> {
                        List<TrustedPublisher> held = store.holdPending(packageName);
                        TrustedPublisher own = rivals.get(runner);
                        boolean confirmed = store.confirm(own.id(), NOON);
                        if (confirmed) {
                            held.stream()
                                    .filter(other -> !other.id().equals(own.id()))
                                    .forEach(other -> store.remove(other.id()));
                        }
                        return confirmed;
                    }));
            assertThat(Collections.frequency(won, true)).isEqualTo(1);
            assertThat(ofPackage(packageName)).hasSize(1);
        }
    }

    @Test
    void a_pending_publisher_is_reminded_of_once_and_expires_when_its_time_is_over() {
        TrustedPublisher first = pending("alice", "npm:first", NOON.minusMillis(1));
        TrustedPublisher second = pending("alice", "npm:second", NOON);
        insertPending(second, 2);
        insertPending(first, 2);
        Instant end = NOON.plus(TrustedPublisher.PENDING_LIFETIME);
        assertThat(ids(store -> store.pendingUnreminded(end, 10))).containsExactly(first.id(), second.id());
        assertThat(ids(store -> store.pendingUnreminded(end, 1))).containsExactly(first.id());
        List<Boolean> reminded = Race.of(4, runner -> inStore(store -> store.remind(first.id())));
        assertThat(Collections.frequency(reminded, true)).isEqualTo(1);
        assertThat(ids(store -> store.pendingUnreminded(end, 10))).containsExactly(second.id());
        assertThat(ids(store -> store.pendingExpired(end.minusMillis(1), 10))).containsExactly(first.id());
        assertThat(did(store -> store.expire(second.id(), end.minusMillis(1)))).isFalse();
        assertThat(did(store -> store.expire(first.id(), end.minusMillis(1)))).isTrue();
        assertThat(find(first.id())).isNull();
    }

    @Test
    void of_jobs_with_other_ids_that_are_first_at_once_one_pins_the_policy() {
        TrustedPublisher unpinned = unpinned("npm:widget");
        insert(unpinned);
        assertThat(ofRepository("7", "https://github.com/acme/WIDGET")).containsExactly(unpinned.id());
        List<Boolean> pinned = Race.of(8, runner -> pin(unpinned, "" + runner));
        assertThat(Collections.frequency(pinned, true)).isEqualTo(1);
        WorkloadPolicy policy = policyOf(unpinned.id());
        assertThat(policy).isEqualTo(pinnedTo(unpinned, "" + pinned.indexOf(true)));
        assertThat(pin(unpinned, "9")).isFalse();
        assertThat(ofRepository("" + pinned.indexOf(true), "https://elsewhere.example"))
                .containsExactly(unpinned.id());
        assertThat(pin(unpinned("npm:other"), "1")).isFalse();
    }

    @Test
    void a_withdrawn_pattern_covers_nothing_and_the_last_one_removes_the_publisher() {
        TrustedPublisher publisher = publisher("1", REPOSITORY, "npm:a", "npm:b");
        insert(publisher);
        List<Boolean> withdrawn =
                Race.of(6, runner -> inStore(store -> store.withdraw(publisher.id(), PackagePattern.parse("npm:a"))));
        assertThat(Collections.frequency(withdrawn, true)).isEqualTo(1);
        assertThat(ofPackage(PackageName.npm("a"))).isEmpty();
        assertThat(ofPackage(PackageName.npm("b"))).containsExactly(publisher.id());
        assertThat(did(store -> store.withdraw(publisher.id(), PackagePattern.parse("npm:b"))))
                .isTrue();
        assertThat(find(publisher.id())).isNull();
    }

    @Test
    void trusted_publishing_is_required_by_every_pattern_that_covers_a_package() {
        PackagePattern tree = PackagePattern.parse("maven:com.acme.**");
        PackagePattern exact = PackagePattern.parse("maven:com.acme.tools:widget");
        PackageName widget = PackageName.maven("com.acme.tools", "widget");
        assertThat(requireTrusted(tree)).isTrue();
        assertThat(requireTrusted(tree)).isFalse();
        assertThat(requireTrusted(exact)).isTrue();
        assertThat(trustedOnly(store -> store.trustedOnly(widget))).containsExactly(tree, exact);
        assertThat(trustedOnly(store -> store.trustedOnly(PackageName.maven("com.acmefoo", "widget"))))
                .isEmpty();
        assertThat(did(store -> store.allowTokens(tree))).isTrue();
        assertThat(did(store -> store.allowTokens(tree))).isFalse();
        assertThat(trustedOnly(store -> store.trustedOnly(widget))).containsExactly(exact);
    }

    @Test
    void what_is_rolled_back_did_not_happen() {
        TrustedPublisher kept = publisher("1", REPOSITORY, "npm:widget");
        TrustedPublisher lost = publisher("1", REPOSITORY, "npm:widget");
        insert(kept);
        Rollback.of(unitOfWork(), stores -> {
            publishers(stores).insert(lost);
            publishers(stores).remove(kept.id());
            publishers(stores).requireTrusted(PackagePattern.parse("npm:widget"), Subject.user("alice"), NOON);
        });
        assertThat(trustedOnly(store -> store.trustedOnly(PackageName.npm("widget"))))
                .isEmpty();
        assertThat(ofPackage(PackageName.npm("widget"))).containsExactly(kept.id());
        assertThat(ofRepository("1", REPOSITORY)).containsExactly(kept.id());
        assertThat(find(lost.id())).isNull();
    }

    private void insert(TrustedPublisher publisher) {
        inStore(store -> {
            store.insert(publisher);
            return 0;
        });
    }

    private boolean insertPending(TrustedPublisher publisher, int limit) {
        return inStore(store -> store.insertPending(publisher, limit));
    }

    private boolean confirm(TrustedPublisher publisher, Instant now) {
        return inStore(store -> store.confirm(publisher.id(), now));
    }

    private boolean pin(TrustedPublisher publisher, String repositoryId) {
        return inStore(store -> store.pin(publisher.id(), pinnedTo(publisher, repositoryId)));
    }

    private boolean requireTrusted(PackagePattern pattern) {
        return inStore(store -> store.requireTrusted(pattern, Subject.user("alice"), NOON));
    }

    private List<String> ids(Function<TrustedPublisherStore, List<TrustedPublisher>> use) {
        return inStore(use).stream().map(TrustedPublisher::id).toList();
    }

    private boolean remove(String id) {
        return inStore(store -> store.remove(id));
    }

    private @Nullable TrustedPublisher find(String id) {
        return this.<@Nullable TrustedPublisher>inStore(store -> store.find(id));
    }

    private @Nullable WorkloadPolicy policyOf(String id) {
        TrustedPublisher publisher = this.<@Nullable TrustedPublisher>inStore(store -> store.find(id));
        return publisher == null ? null : publisher.policy();
    }

    private List<String> ofPackage(PackageName name) {
        return inStore(store -> store.ofPackage(name)).stream()
                .map(TrustedPublisher::id)
                .toList();
    }

    private List<String> ofRepository(String repositoryId, String repository) {
        return inStore(store -> store.ofRepository(ISSUER, repositoryId, repository)).stream()
                .map(TrustedPublisher::id)
                .toList();
    }

    private List<PackagePattern> trustedOnly(Function<TrustedPublisherStore, List<PackagePattern>> use) {
        return inStore(use);
    }

    private boolean did(Predicate<TrustedPublisherStore> use) {
        return inStore(use::test);
    }

    private <T extends @Nullable Object> T inStore(Function<TrustedPublisherStore, T> use) {
        return unitOfWork().<T>run(stores -> use.apply(publishers(stores)));
    }

    private static TrustedPublisher publisher(String repositoryId, String repository, String... patterns) {
        return TrustedPublisher.of(id(), registration(ISSUER, repositoryId, repository, patterns), NOON);
    }

    private static TrustedPublisher pending(String account, String name, Instant createdAt) {
        WorkloadPolicy policy = registration(ISSUER, "1", REPOSITORY, name).policy();
        return TrustedPublisher.of(
                id(),
                Registration.builder(policy, Subject.user(account))
                        .packages(PackagePattern.parse(name))
                        .singleUse()
                        .pending()
                        .build(),
                createdAt);
    }

    private static TrustedPublisher unpinned(String name) {
        WorkloadPolicy policy = WorkloadPolicy.builder(ISSUER, REPOSITORY)
                .pinOnFirstUse()
                .workflow(".github/workflows/publish.yml")
                .build();
        return TrustedPublisher.of(
                id(),
                Registration.builder(policy, Subject.user("alice"))
                        .packages(PackagePattern.parse(name))
                        .build(),
                NOON);
    }

    private static WorkloadPolicy pinnedTo(TrustedPublisher publisher, String repositoryId) {
        return publisher
                .policy()
                .pinnedTo(WorkloadIdentity.builder(ISSUER)
                        .sourceRepository(REPOSITORY)
                        .sourceRepositoryId(repositoryId)
                        .sourceRepositoryOwnerId("45")
                        .build());
    }

    private static Registration registration(
            String issuer, String repositoryId, String repository, String... patterns) {
        WorkloadPolicy policy = WorkloadPolicy.builder(issuer, repository)
                .repositoryId(repositoryId)
                .ownerId("45")
                .workflow(".github/workflows/publish.yml")
                .build();
        return Registration.builder(policy, Subject.user("alice"))
                .packages(Stream.of(patterns).map(PackagePattern::parse).toList())
                .build();
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static void assertSame(@Nullable TrustedPublisher found, TrustedPublisher expected) {
        assertThat(found).isNotNull().usingRecursiveComparison().isEqualTo(expected);
    }
}
