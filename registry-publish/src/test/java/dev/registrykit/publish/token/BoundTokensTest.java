package dev.registrykit.publish.token;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.MavenPath;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.World;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.publisher.TrustedPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a token is bound to, beyond its scope: a version, files, one release, staging, and the switch of its packages. */
class BoundTokensTest {
    private static final Release ONE = Release.of(WIDGET, "1.0.0");
    private static final Release TWO = Release.of(WIDGET, "2.0.0");
    private static final String DIGEST = "ab".repeat(32);

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private String issued(TokenRequest.Builder request) {
        return world.issued(request).secret().reveal();
    }

    private TokenRequest.Builder any() {
        return world.request("npm:**", "maven:**").actions(Action.READ);
    }

    private String tried(String token, RequestedAccess asked) {
        return code(world.tokens().authenticate(bearing(token), asked));
    }

    private String published(String token, Release release) {
        return tried(token, RequestedAccess.of(Action.PUBLISH_VERSION, release));
    }

    private static RequestedAccess file(String path) {
        return RequestedAccess.of(Action.PUBLISH_VERSION, MavenPath.parse(path));
    }

    @Test
    void a_token_for_a_version_publishes_no_other_and_reads_any() {
        String token = issued(any().version("1.0.0"));
        assertThat(published(token, ONE)).isEqualTo("allowed");
        assertThat(published(token, TWO)).isEqualTo("version-not-in-scope");
        assertThat(tried(token, RequestedAccess.of(Action.PUBLISH_VERSION, WIDGET)))
                .isEqualTo("release-required");
        assertThat(tried(token, RequestedAccess.of(Action.READ, TWO))).isEqualTo("allowed");
        assertThat(tried(token, RequestedAccess.of(Action.READ, WIDGET))).isEqualTo("allowed");
    }

    @Test
    void a_token_for_files_publishes_no_other() {
        String token = issued(any().sha256(DIGEST.toUpperCase(Locale.ROOT)));
        RequestedAccess release = RequestedAccess.of(Action.PUBLISH_VERSION, ONE);
        assertThat(tried(token, release.sha256(DIGEST))).isEqualTo("allowed");
        assertThat(tried(token, release.sha256("cd".repeat(32)))).isEqualTo("digest-not-in-scope");
        assertThat(tried(token, release)).isEqualTo("digest-required");
        assertThat(tried(
                        token,
                        RequestedAccess.of(Action.PUBLISH_VERSION, WIDGET).sha256(DIGEST)))
                .isEqualTo("release-required");
        assertThat(tried(token, RequestedAccess.of(Action.READ, ONE))).isEqualTo("allowed");
        assertThatIllegalArgumentException().isThrownBy(() -> release.sha256("ab"));
    }

    @Test
    void of_maven_files_only_metadata_and_checksums_need_no_digest() {
        String token = issued(any().sha256(DIGEST));
        assertThat(tried(token, file("com/acme/widget/1.0/widget-1.0.jar"))).isEqualTo("digest-required");
        assertThat(tried(token, file("com/acme/widget/1.0/widget-1.0.jar.asc"))).isEqualTo("digest-required");
        assertThat(tried(token, file("com/acme/widget/1.0/widget-1.0.jar.sha1")))
                .isEqualTo("allowed");
        assertThat(tried(token, file("com/acme/widget/maven-metadata.xml"))).isEqualTo("allowed");
        assertThat(tried(token, file("com/acme/widget/maven-metadata.xml.sha1")))
                .isEqualTo("allowed");
    }

    @Test
    void a_single_use_token_is_for_the_release_that_was_named_first() {
        String token = issued(any().singleUse());
        assertThat(tried(token, RequestedAccess.of(Action.READ, TWO))).isEqualTo("allowed");
        assertThat(tried(token, RequestedAccess.of(Action.PUBLISH_VERSION, WIDGET)))
                .isEqualTo("release-required");
        assertThat(published(token, ONE)).isEqualTo("allowed");
        assertThat(published(token, ONE)).isEqualTo("allowed");
        assertThat(published(token, TWO)).isEqualTo("token-used");
        assertThat(published(token, Release.of(PackageName.npm("other"), "1.0.0")))
                .isEqualTo("token-used");
    }

    @Test
    void a_maven_release_of_a_single_use_token_has_many_files_and_metadata() {
        String token = issued(any().singleUse());
        assertThat(tried(token, file("com/acme/widget/maven-metadata.xml"))).isEqualTo("allowed");
        assertThat(tried(token, file("com/acme/widget/1.0/widget-1.0.pom"))).isEqualTo("allowed");
        assertThat(tried(token, file("com/acme/widget/1.0/widget-1.0.jar.sha1")))
                .isEqualTo("allowed");
        assertThat(tried(token, file("com/acme/widget/1.1/widget-1.1.pom"))).isEqualTo("token-used");
        assertThat(tried(token, file("com/acme/widget/maven-metadata.xml"))).isEqualTo("allowed");
        assertThat(tried(token, file("com/acme/gadget/maven-metadata.xml"))).isEqualTo("token-used");
    }

    @Test
    void a_refused_request_does_not_open_a_single_use_token() {
        String token = issued(any().singleUse());
        world.rights((owner, action, packageName) -> false);
        assertThat(published(token, TWO)).isEqualTo("owner-may-not");
        world.rights((owner, action, packageName) -> true);
        assertThat(published(token, ONE)).isEqualTo("allowed");
    }

    @Test
    void a_closed_release_takes_no_more_files() {
        String token = issued(any().singleUse());
        Grant grant = grant(token, RequestedAccess.of(Action.PUBLISH_VERSION, ONE));
        assertThat(world.tokens().closeRelease(grant)).isTrue();
        assertThat(world.tokens().closeRelease(grant)).isFalse();
        assertThat(published(token, ONE)).isEqualTo("token-used");
        assertThat(tried(token, file("com/acme/widget/maven-metadata.xml"))).isEqualTo("token-used");
        assertThat(tried(token, RequestedAccess.of(Action.READ, ONE))).isEqualTo("allowed");
    }

    private Grant grant(String token, RequestedAccess asked) {
        return world.tokens()
                .authenticate(bearing(token), asked)
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    @Test
    void what_binds_publishing_cannot_bind_other_actions() {
        assertThatIllegalStateException()
                .isThrownBy(() -> any().actions(Action.DELETE).singleUse().build())
                .withMessageContaining("bind");
    }

    @Test
    void an_accounts_token_does_not_publish_where_trusted_publishing_is_required() {
        String token = issued(any().actions(Action.YANK, Action.STAGE, Action.PUBLISH_NEW_PACKAGE));
        world.publish.publishers().requireTrustedPublishing(PackagePattern.parse("npm:@acme/*"), ALICE, request());
        for (Action action : new Action[] {Action.PUBLISH_VERSION, Action.PUBLISH_NEW_PACKAGE, Action.STAGE}) {
            assertThat(tried(token, RequestedAccess.of(action, ONE))).isEqualTo("trusted-publishing-required");
        }
        assertThat(tried(token, RequestedAccess.of(Action.YANK, ONE))).isEqualTo("allowed");
        assertThat(tried(token, RequestedAccess.of(Action.PUBLISH_VERSION, PackageName.npm("@acmefoo/widget"))))
                .isEqualTo("allowed");
        assertThat(world.eventsOf(WIDGET)).contains("token.refused trusted-publishing-required");
        String workload = workload(world.register("npm:@acme/widget"), Action.PUBLISH_VERSION);
        assertThat(published(workload, ONE)).isEqualTo("allowed");
    }

    private String workload(TrustedPublisher publisher, Action... actions) {
        return mint(TokenRequest.forWorkload(publisher.id(), job("123456"))
                .actions(actions)
                .packages(publisher.packages()));
    }

    private String mint(TokenRequest.Builder request) {
        TokenRequest complete = request.name("trusted publishing")
                .expiresAt(world.clock.instant().plus(Duration.ofMinutes(15)))
                .build();
        return world.work()
                .run(stores -> world.tokens().mint(stores, complete, request()))
                .secret()
                .reveal();
    }

    private static WorkloadIdentity job(String repositoryId) {
        return WorkloadIdentity.builder(World.policy().build().issuer())
                .sourceRepository("https://github.com/acme/widget")
                .sourceRepositoryId(repositoryId)
                .sourceRepositoryOwnerId("98765")
                .build();
    }

    @Test
    void a_stage_only_publishers_token_stages_whatever_its_scope_says() {
        TrustedPublisher publisher =
                registered(Registration.builder(World.policy().build(), ALICE)
                        .packages(PackagePattern.exactly(WIDGET))
                        .stageOnly());
        String token = workload(publisher, Action.STAGE, Action.PUBLISH_VERSION);
        assertThat(published(token, ONE)).isEqualTo("action-not-in-scope");
        assertThat(tried(token, RequestedAccess.of(Action.STAGE, ONE))).isEqualTo("allowed");
    }

    private TrustedPublisher registered(Registration.Builder registration) {
        return world.publish
                .publishers()
                .register(registration.build(), request())
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    @Test
    void a_pending_publishers_token_creates_its_package_with_one_release_and_no_more() {
        TrustedPublisher pending =
                registered(Registration.builder(World.policy().build(), ALICE)
                        .packages(PackagePattern.exactly(WIDGET))
                        .pending());
        String wide = workload(pending, Action.PUBLISH_NEW_PACKAGE, Action.PUBLISH_VERSION);
        assertThat(published(wide, ONE)).isEqualTo("action-not-in-scope");
        String token =
                mint(TokenRequest.forWorkload(pending.id(), job("123456")).newPackage(WIDGET));
        assertThat(published(token, ONE)).isEqualTo("action-not-in-scope");
        assertThat(tried(token, RequestedAccess.of(Action.PUBLISH_NEW_PACKAGE, PackageName.npm("other"))))
                .isEqualTo("package-not-in-scope");
        assertThat(tried(token, RequestedAccess.of(Action.PUBLISH_NEW_PACKAGE, ONE)))
                .isEqualTo("allowed");
        world.work().run(stores -> world.publish.publishers().confirm(stores, pending, request()));
        assertThat(published(token, ONE)).as("another file of the release").isEqualTo("allowed");
        assertThat(published(token, TWO)).isEqualTo("token-used");
        assertThat(published(token, Release.of(PackageName.npm("other"), "1.0.0")))
                .isEqualTo("action-not-in-scope");
    }

    @Test
    void a_pending_publishers_token_ends_with_it() {
        TrustedPublisher pending =
                registered(Registration.builder(World.policy().build(), ALICE)
                        .packages(PackagePattern.exactly(WIDGET))
                        .pending());
        world.clock.advance(TrustedPublisher.PENDING_LIFETIME.minusMinutes(5));
        String token =
                mint(TokenRequest.forWorkload(pending.id(), job("123456")).newPackage(WIDGET));
        world.clock.advance(Duration.ofMinutes(5));
        assertThat(tried(token, RequestedAccess.of(Action.PUBLISH_NEW_PACKAGE, ONE)))
                .isEqualTo("publisher-removed");
    }

    @Test
    void a_token_does_not_work_for_a_package_that_was_taken_from_its_publisher() {
        TrustedPublisher publisher = world.register("npm:@acme/widget", "npm:@acme/other");
        String token = workload(publisher, Action.PUBLISH_VERSION);
        world.publish.publishers().removeAllOf(WIDGET, ALICE, request());
        assertThat(published(token, ONE)).isEqualTo("publisher-may-not");
        assertThat(published(token, Release.of(PackageName.npm("@acme/other"), "1.0.0")))
                .isEqualTo("allowed");
    }

    @Test
    void what_jobs_of_a_repository_got_is_found_and_revoked_at_once() {
        TrustedPublisher publisher = world.register("npm:@acme/widget");
        String issuer = publisher.policy().issuer();
        Instant from = world.clock.instant();
        String first = workload(publisher, Action.PUBLISH_VERSION);
        world.clock.advance(Duration.ofMinutes(1));
        String second = workload(publisher, Action.PUBLISH_VERSION);
        Instant to = world.clock.instant();
        world.clock.advance(Duration.ofMinutes(1));
        String later = workload(publisher, Action.PUBLISH_VERSION);
        TokenSearch search = TokenSearch.builder()
                .workload(issuer, "123456")
                .issuedBetween(from, to)
                .build();
        assertThat(world.tokens().find(search)).hasSize(2);
        assertThat(world.tokens().revokeAll(search, ALICE, request())).isEqualTo(2);
        assertThat(world.tokens().revokeAll(search, ALICE, request())).isZero();
        assertThat(published(first, ONE)).isEqualTo("token-revoked");
        assertThat(published(second, ONE)).isEqualTo("token-revoked");
        assertThat(published(later, ONE)).isEqualTo("allowed");
        assertThat(world.eventsOf(WIDGET)).filteredOn("token.revoked"::equals).hasSize(2);
    }

    @Test
    void a_revoked_or_expired_token_is_not_opened() {
        IssuedToken issued = world.issued(any().singleUse());
        world.tokens().revoke(issued.token().id(), ALICE, request());
        Decision<Grant> refused = world.tokens()
                .authenticate(bearing(issued.secret().reveal()), RequestedAccess.of(Action.PUBLISH_VERSION, ONE));
        assertThat(code(refused)).isEqualTo("token-revoked");
        assertThat(world.text("SELECT opened FROM rk_publish_token")).isEqualTo("null");
    }
}
