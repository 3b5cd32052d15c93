package dev.registrykit.testkit.contract.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
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
    void what_is_rolled_back_did_not_happen() {
        TrustedPublisher kept = publisher("1", REPOSITORY, "npm:widget");
        TrustedPublisher lost = publisher("1", REPOSITORY, "npm:widget");
        insert(kept);
        Rollback.of(unitOfWork(), stores -> {
            publishers(stores).insert(lost);
            publishers(stores).remove(kept.id());
        });
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

    private <T extends @Nullable Object> T inStore(Function<TrustedPublisherStore, T> use) {
        return unitOfWork().<T>run(stores -> use.apply(publishers(stores)));
    }

    private static TrustedPublisher publisher(String repositoryId, String repository, String... patterns) {
        return TrustedPublisher.of(id(), registration(ISSUER, repositoryId, repository, patterns), NOON);
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
