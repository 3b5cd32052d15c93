package dev.registrykit.publish.publisher;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.World;
import dev.registrykit.publish.provider.GitHubActions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublishersTest {
    private static final Subject BOB = Subject.user("bob");
    private static final PackagePattern EXACT = PackagePattern.exactly(WIDGET);

    private final World world = new World();
    private final Publishers publishers = world.publish.publishers();

    @AfterEach
    void close() {
        world.close();
    }

    private static WorkloadPolicy policy(String workflow) {
        return GitHubActions.cloud()
                .policy("acme/widget")
                .repositoryId("123456")
                .ownerId("98765")
                .workflow(".github/workflows/" + workflow)
                .build();
    }

    private static Registration.Builder registration(Subject by, String workflow) {
        return Registration.builder(policy(workflow), by);
    }

    private Decision<TrustedPublisher> pending(Subject by, String name) {
        return publishers.register(
                registration(by, "publish.yml")
                        .packages(PackagePattern.parse(name))
                        .pending()
                        .build(),
                request());
    }

    private static TrustedPublisher allowed(Decision<TrustedPublisher> decision) {
        return decision.orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    @Test
    void the_same_policy_is_registered_for_a_package_once() {
        Registration once = registration(ALICE, "a.yml").packages(EXACT).build();
        assertThat(code(publishers.register(once, request()))).isEqualTo("allowed");
        assertThat(code(publishers.register(once, request()))).isEqualTo("publisher-exists");
        Registration more = registration(BOB, "a.yml")
                .packages(EXACT, PackagePattern.parse("npm:other"))
                .build();
        assertThat(code(publishers.register(more, request()))).isEqualTo("publisher-exists");
        Registration other = registration(BOB, "b.yml").packages(EXACT).build();
        assertThat(code(publishers.register(other, request()))).isEqualTo("allowed");
    }

    @Test
    void a_pattern_has_at_most_fifty_publishers() {
        for (int i = 0; i < Publishers.MAX_PER_PATTERN; i++) {
            allowed(publishers.register(
                    registration(ALICE, "w" + i + ".yml").packages(EXACT).build(), request()));
        }
        assertThat(code(publishers.register(
                        registration(ALICE, "more.yml").packages(EXACT).build(), request())))
                .isEqualTo("too-many-publishers");
    }

    @Test
    void registrations_are_limited_for_an_account_wherever_it_comes_from() {
        for (int i = 0; i < 100; i++) {
            RequestContext elsewhere = RequestContext.builder("POST", "/")
                    .clientAddress("198.51.100." + i)
                    .build();
            allowed(publishers.register(
                    registration(ALICE, "p.yml")
                            .packages(PackagePattern.parse("npm:p" + i))
                            .build(),
                    elsewhere));
        }
        Registration next = registration(ALICE, "p.yml")
                .packages(PackagePattern.parse("npm:next"))
                .build();
        assertThat(code(publishers.register(next, request()))).isEqualTo("too-many-registrations");
        assertThat(code(publishers.register(
                        registration(BOB, "p.yml").packages(EXACT).build(), request())))
                .isEqualTo("allowed");
        world.clock.advance(Duration.ofDays(1));
        assertThat(code(publishers.register(next, request()))).isEqualTo("allowed");
    }

    @Test
    void registrations_are_limited_for_a_network_and_issuer_whoever_makes_them() {
        for (int i = 0; i < 100; i++) {
            allowed(publishers.register(
                    registration(Subject.user("u" + i), "p.yml")
                            .packages(PackagePattern.parse("npm:p" + i))
                            .build(),
                    request()));
        }
        Registration next = registration(BOB, "p.yml").packages(EXACT).build();
        assertThat(code(publishers.register(next, request()))).isEqualTo("too-many-registrations");
        assertThat(code(publishers.register(
                        next, RequestContext.builder("POST", "/").build())))
                .as("a request without an address")
                .isEqualTo("allowed");
    }

    @Test
    void an_account_has_at_most_three_pending_publishers_and_expired_ones_make_room() {
        for (String name : List.of("npm:a", "npm:b", "npm:c")) {
            allowed(pending(ALICE, name));
        }
        assertThat(code(pending(ALICE, "npm:d"))).isEqualTo("too-many-pending");
        assertThat(code(pending(BOB, "npm:a"))).as("a name is not reserved").isEqualTo("allowed");
        world.clock.advance(TrustedPublisher.PENDING_LIFETIME);
        assertThat(code(pending(ALICE, "npm:d"))).isEqualTo("allowed");
        assertThat(world.eventsOf(ALICE)).contains("publisher.pending-expired");
        assertThat(publishers.pendingOf(ALICE)).hasSize(1);
    }

    @Test
    void a_pending_publisher_is_for_one_package_and_no_pattern() {
        assertThatIllegalStateException()
                .isThrownBy(() -> registration(ALICE, "p.yml")
                        .packages(PackagePattern.parse("npm:@acme/*"))
                        .pending()
                        .build())
                .withMessageContaining("one package");
        assertThatIllegalStateException()
                .isThrownBy(() -> registration(ALICE, "p.yml")
                        .packages(EXACT, PackagePattern.parse("npm:other"))
                        .pending()
                        .build())
                .withMessageContaining("one package");
    }

    @Test
    void a_pending_publisher_tells_its_own_account_alone() {
        TrustedPublisher pending = allowed(pending(ALICE, "npm:@acme/widget"));
        publishers.remove(pending.id(), ALICE, request());
        assertThat(world.eventsOf(WIDGET)).isEmpty();
        assertThat(world.eventsOf(ALICE)).containsExactlyInAnyOrder("publisher.added", "publisher.removed");
    }

    @Test
    void the_publisher_that_creates_the_package_is_confirmed_and_the_losers_are_told() {
        TrustedPublisher winner = allowed(pending(ALICE, "npm:@acme/widget"));
        TrustedPublisher loser = allowed(pending(BOB, "npm:@acme/widget"));
        TrustedPublisher elsewhere = allowed(pending(BOB, "npm:other"));
        assertThat(confirm(winner)).isTrue();
        assertThat(confirm(loser)).isFalse();
        assertThat(publishers.ofPackage(WIDGET))
                .extracting(TrustedPublisher::id)
                .containsExactly(winner.id());
        assertThat(publishers.find(loser.id())).isNull();
        assertThat(publishers.find(elsewhere.id())).isNotNull();
        assertThat(world.eventsOf(BOB)).contains("publisher.pending-lost");
        assertThat(world.eventsOf(WIDGET)).containsExactly("publisher.confirmed");
    }

    @Test
    void a_package_that_is_created_by_hand_ends_all_pending_publishers_of_its_name() {
        TrustedPublisher lost = allowed(pending(BOB, "npm:@acme/widget"));
        assertThat(publishers.packageCreated(WIDGET, request())).isEqualTo(1);
        assertThat(publishers.packageCreated(WIDGET, request())).isZero();
        assertThat(confirm(lost)).isFalse();
        assertThat(world.eventsOf(BOB)).contains("publisher.pending-lost");
    }

    private boolean confirm(TrustedPublisher publisher) {
        return world.work().run(stores -> publishers.confirm(stores, publisher, request()));
    }

    @Test
    void a_pending_publisher_is_reminded_of_after_25_days_and_ends_after_30() {
        TrustedPublisher pending = allowed(pending(ALICE, "npm:@acme/widget"));
        world.clock.advance(Duration.ofDays(25).minusMillis(1));
        assertThat(publishers.remindAndExpire(10)).isZero();
        world.clock.advance(Duration.ofMillis(1));
        assertThat(publishers.remindAndExpire(10)).isEqualTo(1);
        assertThat(publishers.remindAndExpire(10)).isZero();
        world.clock.advance(Duration.ofDays(5));
        assertThat(confirm(pending)).isFalse();
        world.publish.housekeeping().runOnce(10);
        assertThat(publishers.find(pending.id())).isNull();
        assertThat(world.eventsOf(ALICE))
                .containsExactly("publisher.pending-expired", "publisher.pending-expiring", "publisher.added");
    }

    @Test
    void a_transferred_package_leaves_its_publishers_and_their_other_packages_stay() {
        TrustedPublisher both = allowed(publishers.register(
                registration(ALICE, "p.yml")
                        .packages(EXACT, PackagePattern.parse("npm:@acme/other"))
                        .build(),
                request()));
        TrustedPublisher single = allowed(
                publishers.register(registration(ALICE, "q.yml").packages(EXACT).build(), request()));
        TrustedPublisher wide = allowed(publishers.register(
                registration(ALICE, "r.yml")
                        .packages(PackagePattern.parse("npm:@acme/*"))
                        .build(),
                request()));
        assertThat(publishers.removeAllOf(WIDGET, BOB, request())).isEqualTo(2);
        assertThat(publishers.ofPackage(WIDGET))
                .extracting(TrustedPublisher::id)
                .containsExactly(wide.id());
        assertThat(publishers.ofPackage(PackageName.npm("@acme/other")))
                .extracting(TrustedPublisher::id)
                .containsExactlyInAnyOrder(both.id(), wide.id());
        assertThat(publishers.find(single.id())).isNull();
        assertThat(world.eventsOf(WIDGET))
                .filteredOn("publisher.removed"::equals)
                .hasSize(2);
    }

    @Test
    void only_a_policy_that_waits_is_pinned_and_only_where_names_can_be_resolved() {
        WorkloadPolicy waiting = GitHubActions.cloud()
                .policy("acme/widget")
                .pinOnFirstUse()
                .workflow(".github/workflows/publish.yml")
                .build();
        assertThat(code(publishers.pinned(waiting))).isEqualTo("no-resolver");
        assertThat(code(publishers.pinned(policy("p.yml")))).isEqualTo("allowed");
    }

    @Test
    void what_was_restricted_is_told_once_and_can_be_allowed_again() {
        assertThat(publishers.isTrustedPublishingRequired(WIDGET)).isFalse();
        publishers.requireTrustedPublishing(EXACT, ALICE, request());
        publishers.requireTrustedPublishing(EXACT, ALICE, request());
        assertThat(publishers.isTrustedPublishingRequired(WIDGET)).isTrue();
        assertThat(publishers.allowTokens(EXACT, BOB, request())).isTrue();
        assertThat(publishers.allowTokens(EXACT, BOB, request())).isFalse();
        assertThat(publishers.isTrustedPublishingRequired(WIDGET)).isFalse();
        assertThat(world.eventsOf(WIDGET))
                .containsExactlyInAnyOrder("publishing.unrestricted", "publishing.restricted");
    }
}
