package dev.registrykit.publish.trusted;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.policy;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.MavenPath;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.publish.World;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.token.RequestedAccess;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the token of an exchange may be used for, from the job's request to the last file of a release. */
class BoundExchangeTest {
    private static final Release ONE = Release.of(WIDGET, "1.0.0");
    private static final Release TWO = Release.of(WIDGET, "2.0.0");
    private static final PackageName GADGET = PackageName.npm("@acme/gadget");
    private static final String DIGEST = "ab".repeat(32);

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private TrustedPublisher registered(Registration.Builder registration) {
        return world.publish
                .publishers()
                .register(registration.build(), request())
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    private static Registration.Builder registration(String... patterns) {
        Registration.Builder registration = Registration.builder(policy().build(), ALICE);
        for (String pattern : patterns) {
            registration.packages(PackagePattern.parse(pattern));
        }
        return registration;
    }

    private String exchanged(ExchangeRequest request) {
        return exchanged(request, claims -> {});
    }

    private String exchanged(ExchangeRequest request, Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = world.issuer.claims(AUDIENCE);
        change.accept(claims);
        return world.publish
                .trustedPublishing()
                .exchange(IdentityToken.of(world.issuer.token(claims)), request, request())
                .orElseThrow(failure -> new AssertionError(failure.toString()))
                .secret()
                .reveal();
    }

    private String tried(String token, RequestedAccess asked) {
        return code(world.tokens().authenticate(bearing(token), asked));
    }

    private String published(String token, Release release) {
        return tried(token, RequestedAccess.of(Action.PUBLISH_VERSION, release));
    }

    private Decision<Publication> recorded(String token, Action action, Release release) {
        return world.tokens()
                .authenticate(bearing(token), action, release)
                .then(grant -> world.publish.publications().record(grant, release, request()));
    }

    @Test
    void the_first_release_of_a_pending_publisher_has_many_files_and_no_second_follows() {
        TrustedPublisher pending = registered(registration("npm:@acme/widget").pending());
        String token = exchanged(ExchangeRequest.whole());
        assertThat(published(token, ONE)).as("before there is a package").isEqualTo("action-not-in-scope");

        assertThat(code(recorded(token, Action.PUBLISH_NEW_PACKAGE, ONE))).isEqualTo("allowed");
        TrustedPublisher converted = world.publish.publishers().find(pending.id());
        assertThat(converted).isNotNull();
        assertThat(converted.isPending()).isFalse();
        for (int file = 2; file <= 4; file++) {
            assertThat(code(recorded(token, Action.PUBLISH_VERSION, ONE)))
                    .as("file %d", file)
                    .isEqualTo("allowed");
        }
        assertThat(world.publish.publications().ofRelease(ONE)).hasSize(1);
        assertThat(world.eventsOf(WIDGET)).containsOnlyOnce("publisher.confirmed", "release.published");

        assertThat(published(token, TWO)).isEqualTo("token-used");
        assertThat(tried(token, RequestedAccess.of(Action.PUBLISH_NEW_PACKAGE, TWO)))
                .isEqualTo("token-used");
        assertThat(tried(token, RequestedAccess.of(Action.PUBLISH_VERSION, WIDGET)))
                .isEqualTo("release-required");
        assertThat(published(token, Release.of(GADGET, "1.0.0"))).isEqualTo("action-not-in-scope");
        assertThat(tried(token, RequestedAccess.of(Action.PUBLISH_NEW_PACKAGE, Release.of(GADGET, "1.0.0"))))
                .isEqualTo("package-not-in-scope");
    }

    @Test
    void the_first_release_of_a_pending_publisher_ends_when_the_host_closes_it() {
        registered(registration("npm:@acme/widget").pending());
        String token = exchanged(ExchangeRequest.whole());
        Grant grant = world.tokens()
                .authenticate(bearing(token), Action.PUBLISH_NEW_PACKAGE, ONE)
                .orElseThrow(failure -> new AssertionError(failure.toString()));
        assertThat(code(world.publish.publications().record(grant, ONE, request())))
                .isEqualTo("allowed");
        assertThat(published(token, ONE)).isEqualTo("allowed");

        assertThat(world.tokens().closeRelease(grant)).isTrue();
        assertThat(published(token, ONE)).isEqualTo("token-used");
        String next = exchanged(ExchangeRequest.whole());
        assertThat(published(next, TWO)).as("of the publisher, now for good").isEqualTo("allowed");
    }

    @Test
    void the_first_release_of_a_maven_package_brings_its_metadata() {
        registered(registration("maven:com.acme:widget").pending());
        String token = exchanged(ExchangeRequest.whole());
        MavenPath pom = MavenPath.parse("com/acme/widget/1.0/widget-1.0.pom");
        assertThat(code(recorded(token, Action.PUBLISH_NEW_PACKAGE, pom.release())))
                .isEqualTo("allowed");

        assertThat(maven(token, "com/acme/widget/1.0/widget-1.0.jar")).isEqualTo("allowed");
        assertThat(maven(token, "com/acme/widget/maven-metadata.xml")).isEqualTo("allowed");
        assertThat(maven(token, "com/acme/widget/1.1/widget-1.1.jar")).isEqualTo("token-used");
        assertThat(maven(token, "com/acme/gadget/maven-metadata.xml")).isEqualTo("action-not-in-scope");
    }

    private String maven(String token, String path) {
        return tried(token, RequestedAccess.of(Action.PUBLISH_VERSION, MavenPath.parse(path)));
    }

    @Test
    void a_version_that_the_job_named_is_the_only_one_that_its_token_publishes() {
        world.register("npm:@acme/*");
        String token = exchanged(ExchangeRequest.builder().version("1.0.0").build());
        assertThat(published(token, ONE)).isEqualTo("allowed");
        assertThat(published(token, Release.of(GADGET, "1.0.0"))).isEqualTo("allowed");
        assertThat(published(token, TWO)).isEqualTo("version-not-in-scope");
        assertThat(published(token, Release.of(WIDGET, "1.0.0-beta"))).isEqualTo("version-not-in-scope");
        assertThat(tried(token, RequestedAccess.of(Action.PUBLISH_VERSION, WIDGET)))
                .isEqualTo("release-required");
    }

    @Test
    void a_version_that_the_tag_named_is_the_only_one_that_the_token_publishes() {
        world.register(policy().versionTag("v{version}").build(), "npm:@acme/widget");
        String token = exchanged(ExchangeRequest.whole(), claims -> {
            claims.put("ref", "refs/tags/v1.0.0");
            claims.put("ref_type", "tag");
            claims.put("workflow_ref", "acme/widget/.github/workflows/publish.yml@refs/tags/v1.0.0");
        });
        assertThat(published(token, ONE)).isEqualTo("allowed");
        assertThat(published(token, TWO)).isEqualTo("version-not-in-scope");
    }

    @Test
    void files_that_the_job_named_are_the_only_ones_that_its_token_publishes() {
        world.register("npm:@acme/*");
        String token = exchanged(ExchangeRequest.builder().sha256(DIGEST).build());
        RequestedAccess file = RequestedAccess.of(Action.PUBLISH_VERSION, ONE);
        assertThat(tried(token, file.sha256(DIGEST))).isEqualTo("allowed");
        assertThat(tried(token, file.sha256("cd".repeat(32)))).isEqualTo("digest-not-in-scope");
        assertThat(tried(token, file)).isEqualTo("digest-required");
        RequestedAccess whole =
                RequestedAccess.of(Action.PUBLISH_VERSION, WIDGET).sha256(DIGEST);
        assertThat(tried(token, whole)).isEqualTo("release-required");
    }

    @Test
    void one_release_is_all_that_a_single_use_token_publishes_whoever_asked_for_that() {
        registered(registration("npm:@acme/*").singleUse());
        oneReleaseOnly(exchanged(ExchangeRequest.whole()));
    }

    @Test
    void one_release_is_all_that_a_job_s_single_use_token_publishes() {
        world.register("npm:@acme/*");
        oneReleaseOnly(exchanged(ExchangeRequest.builder().singleUse().build()));
    }

    private void oneReleaseOnly(String token) {
        assertThat(tried(token, RequestedAccess.of(Action.PUBLISH_VERSION, WIDGET)))
                .isEqualTo("release-required");
        assertThat(published(token, ONE)).isEqualTo("allowed");
        assertThat(published(token, ONE)).isEqualTo("allowed");
        assertThat(published(token, TWO)).isEqualTo("token-used");
        assertThat(published(token, Release.of(GADGET, "1.0.0"))).isEqualTo("token-used");
    }

    @Test
    void staging_one_version_of_given_files_is_all_that_everything_together_leaves() {
        registered(registration("npm:@acme/*").stageOnly());
        String token = exchanged(ExchangeRequest.builder()
                .packageName(WIDGET)
                .version("1.0.0")
                .sha256(DIGEST)
                .singleUse()
                .stageOnly()
                .build());
        assertThat(published(token, ONE)).isEqualTo("action-not-in-scope");
        assertThat(tried(token, RequestedAccess.of(Action.PUBLISH_NEW_PACKAGE, ONE)))
                .isEqualTo("action-not-in-scope");
        assertThat(staged(token, Release.of(GADGET, "1.0.0"), DIGEST)).isEqualTo("package-not-in-scope");
        assertThat(staged(token, TWO, DIGEST)).isEqualTo("version-not-in-scope");
        assertThat(staged(token, ONE, "cd".repeat(32))).isEqualTo("digest-not-in-scope");
        assertThat(staged(token, ONE, DIGEST)).isEqualTo("allowed");
    }

    private String staged(String token, Release release, String digest) {
        return tried(token, RequestedAccess.of(Action.STAGE, release).sha256(digest));
    }
}
