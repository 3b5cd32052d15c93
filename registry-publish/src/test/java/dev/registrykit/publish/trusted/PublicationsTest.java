package dev.registrykit.publish.trusted;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.policy;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.TestIssuer;
import dev.registrykit.publish.World;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.publisher.TrustedPublisher;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written down when a release comes, and what pending publishers become by it. */
class PublicationsTest {
    private static final Release FIRST = Release.of(WIDGET, "1.0.0");
    private static final Subject BOB = Subject.user("bob");

    private final AtomicBoolean counts = new AtomicBoolean(true);
    private final World world =
            new World(builder -> builder.publisherRights((publisher, action, packageName) -> counts.get()));
    private final Publications publications = world.publish.publications();

    @AfterEach
    void close() {
        world.close();
    }

    private String apiToken() {
        String idToken = world.issuer.token(world.issuer.claims(AUDIENCE));
        return world.publish
                .trustedPublishing()
                .exchange(IdentityToken.of(idToken), request())
                .orElseThrow(failure -> new AssertionError(failure.toString()))
                .secret()
                .reveal();
    }

    private Grant grant(Action action, String token) {
        return world.tokens()
                .authenticate(bearing(token), action, FIRST)
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    private TrustedPublisher pending(Subject account) {
        Registration registration = Registration.builder(policy().build(), account)
                .packages(PackagePattern.exactly(WIDGET))
                .pending()
                .build();
        TrustedPublisher publisher =
                TrustedPublisher.of(UUID.randomUUID().toString(), registration, world.clock.instant());
        assertThat(new JdbcUnitOfWork<>(world.pool, PublishStores::jdbc)
                        .<Boolean>run(stores -> stores.publishers().insertPending(publisher, 3)))
                .isTrue();
        return publisher;
    }

    private boolean isPending(TrustedPublisher publisher) {
        TrustedPublisher found = world.publish.publishers().find(publisher.id());
        assertThat(found).isNotNull();
        return found.isPending();
    }

    @Test
    void a_release_is_written_down_once_with_the_job_that_brought_it() {
        TrustedPublisher publisher = world.register("npm:@acme/widget");
        Grant grant = grant(Action.PUBLISH_VERSION, apiToken());

        assertThat(code(publications.record(grant, FIRST, request()))).isEqualTo("allowed");
        assertThat(code(publications.record(grant, FIRST, request()))).isEqualTo("allowed");

        List<Publication> found = publications.ofRelease(FIRST);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).publisherId()).isEqualTo(publisher.id());
        assertThat(found.get(0).tokenId()).isEqualTo(grant.credentialId());
        assertThat(found.get(0).workload().runInvocation())
                .isEqualTo("https://github.com/acme/widget/actions/runs/777/attempts/1");
        assertThat(found.get(0).workload().sourceDigest()).hasSize(40);
        assertThat(world.eventsOf(WIDGET)).containsOnlyOnce("release.published");
        assertThat(publications.ofRelease(Release.of(WIDGET, "1.0.1"))).isEmpty();
    }

    @Test
    void everything_that_runs_of_a_repository_published_in_some_time_is_found() {
        world.register("npm:@acme/widget");
        Instant first = world.clock.instant();
        publications.record(grant(Action.PUBLISH_VERSION, apiToken()), FIRST, request());
        world.clock.advance(Duration.ofHours(1));
        Instant second = world.clock.instant();
        publications.record(grant(Action.PUBLISH_VERSION, apiToken()), Release.of(WIDGET, "1.0.1"), request());

        assertThat(versions(first, second)).containsExactly("1.0.0", "1.0.1");
        assertThat(versions(first.plusMillis(1), second)).containsExactly("1.0.1");
        assertThat(versions(first, second.minusMillis(1))).containsExactly("1.0.0");
        assertThat(publications.publishedBy(TestIssuer.CLOUD, "654321", first, second))
                .isEmpty();
        assertThat(publications.publishedBy("https://gitlab.com", "123456", first, second))
                .isEmpty();
    }

    private List<String> versions(Instant from, Instant to) {
        return publications.publishedBy(TestIssuer.CLOUD, "123456", from, to).stream()
                .map(publication -> publication.release().version())
                .toList();
    }

    @Test
    void token_and_publisher_are_looked_at_again_when_the_upload_ends() {
        TrustedPublisher publisher = world.register("npm:@acme/widget");
        String revoked = apiToken();
        Grant ofRevoked = grant(Action.PUBLISH_VERSION, revoked);
        Grant grant = grant(Action.PUBLISH_VERSION, apiToken());

        world.publish.trustedPublishing().revoke(bearing(revoked));
        assertThat(code(publications.record(ofRevoked, FIRST, request()))).isEqualTo("token-revoked");
        counts.set(false);
        assertThat(code(publications.record(grant, FIRST, request()))).isEqualTo("publisher-may-not");
        counts.set(true);
        world.publish.publishers().remove(publisher.id(), ALICE, request());
        assertThat(code(publications.record(grant, FIRST, request()))).isEqualTo("publisher-removed");
        assertThat(publications.ofRelease(FIRST)).isEmpty();
        assertThat(world.eventsOf(WIDGET)).doesNotContain("release.published");
    }

    @Test
    void an_upload_that_began_in_time_may_end_after_the_token() {
        world.register("npm:@acme/widget");
        Grant grant = grant(Action.PUBLISH_VERSION, apiToken());
        world.clock.advance(Duration.ofMinutes(20));

        assertThat(code(publications.record(grant, FIRST, request()))).isEqualTo("allowed");
    }

    @Test
    void an_account_s_upload_has_no_job_and_a_broken_store_is_an_outage() {
        Grant account = grant(Action.PUBLISH_VERSION, world.token("npm:@acme/widget"));
        assertThat(code(publications.record(account, FIRST, request()))).isEqualTo("no-workload");

        world.register("npm:@acme/widget");
        Grant grant = grant(Action.PUBLISH_VERSION, apiToken());
        world.database.off(true);
        assertThat(code(publications.record(grant, FIRST, request()))).isEqualTo("unavailable store-unavailable");
    }

    @Test
    void a_pending_publisher_s_token_creates_its_package_and_nothing_else() {
        pending(ALICE);
        String token = apiToken();

        assertThat(code(world.tokens().authenticate(bearing(token), Action.PUBLISH_VERSION, FIRST)))
                .isEqualTo("action-not-in-scope");
        assertThat(code(world.tokens()
                        .authenticate(
                                bearing(token),
                                Action.PUBLISH_NEW_PACKAGE,
                                Release.of(PackageName.npm("@acme/gadget"), "1.0.0"))))
                .isEqualTo("package-not-in-scope");
        assertThat(code(world.tokens().authenticate(bearing(token), Action.PUBLISH_NEW_PACKAGE, FIRST)))
                .isEqualTo("allowed");
        assertThat(world.eventsOf(WIDGET)).doesNotContain("exchange.granted");
        assertThat(world.eventsOf(ALICE)).contains("exchange.granted");
    }

    @Test
    void the_first_release_confirms_its_publisher_and_tells_the_others_that_they_lost() {
        TrustedPublisher winner = pending(ALICE);
        Grant grant = grant(Action.PUBLISH_NEW_PACKAGE, apiToken());
        TrustedPublisher loser = pending(BOB);

        assertThat(code(publications.record(grant, FIRST, request()))).isEqualTo("allowed");
        assertThat(isPending(winner)).isFalse();
        assertThat(world.publish.publishers().find(loser.id())).isNull();
        assertThat(world.eventsOf(BOB)).containsExactly("publisher.pending-lost");
        assertThat(world.eventsOf(WIDGET)).contains("publisher.confirmed", "release.published");

        assertThat(code(world.tokens().authenticate(bearing(apiToken()), Action.PUBLISH_VERSION, FIRST)))
                .isEqualTo("allowed");
    }

    @Test
    void whoever_lost_the_name_in_the_meantime_does_not_create_it() {
        TrustedPublisher loser = pending(ALICE);
        Grant grant = grant(Action.PUBLISH_NEW_PACKAGE, apiToken());
        world.publish.publishers().remove(loser.id(), ALICE, request());

        assertThat(code(publications.record(grant, FIRST, request()))).isEqualTo("publisher-removed");
    }

    @Test
    void a_pending_publisher_whose_time_is_over_matches_no_job_and_creates_nothing() {
        pending(ALICE);
        Grant grant = grant(Action.PUBLISH_NEW_PACKAGE, apiToken());
        world.clock.advance(TrustedPublisher.PENDING_LIFETIME);

        String idToken = world.issuer.token(world.issuer.claims(AUDIENCE));
        assertThat(code(world.publish.trustedPublishing().exchange(IdentityToken.of(idToken), request())))
                .isEqualTo("no-publisher");
        assertThat(code(publications.record(grant, FIRST, request()))).isEqualTo("publisher-removed");
    }

    @Test
    void a_rollback_of_the_host_undoes_conversion_and_record_and_a_commit_keeps_them() throws SQLException {
        TrustedPublisher winner = pending(ALICE);
        world.clock.advance(Duration.ofSeconds(1));
        TrustedPublisher loser = pending(BOB);
        Grant grant = grant(Action.PUBLISH_NEW_PACKAGE, apiToken());

        try (Connection connection = world.pool.getConnection()) {
            connection.setAutoCommit(false);
            assertThat(code(onTransactionOf(connection).record(grant, FIRST, request())))
                    .isEqualTo("allowed");
            connection.rollback();
            assertThat(isPending(winner)).isTrue();
            assertThat(isPending(loser)).isTrue();
            assertThat(publications.ofRelease(FIRST)).isEmpty();
            assertThat(world.eventsOf(WIDGET)).isEmpty();

            assertThat(code(onTransactionOf(connection).record(grant, FIRST, request())))
                    .isEqualTo("allowed");
            connection.commit();
        }
        assertThat(isPending(winner)).isFalse();
        assertThat(publications.ofRelease(FIRST)).hasSize(1);
    }

    private Publications onTransactionOf(Connection connection) {
        RegistryPublish.Builder builder =
                RegistryPublish.builder(JdbcUnitOfWork.joining(connection, PublishStores::jdbc), world.keyRing);
        return world.configure(builder).build().publications();
    }
}
