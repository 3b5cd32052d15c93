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
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.World;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.token.ApiToken;
import dev.registrykit.publish.token.IssuedToken;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attempts on what a policy binds and on what a minted token may do, each with the reason that refuses it. */
class ExchangeCasesTest {
    private static final String PUBLISH = "acme/widget/.github/workflows/publish.yml@";
    private static final String SHA = "0123456789abcdef0123456789abcdef01234567";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private Decision<IssuedToken> exchange(ExchangeRequest request, Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = world.issuer.claims(AUDIENCE);
        change.accept(claims);
        return world.publish
                .trustedPublishing()
                .exchange(IdentityToken.of(world.issuer.token(claims)), request, request());
    }

    private String outcome(Consumer<Map<String, Object>> change) {
        return code(exchange(ExchangeRequest.whole(), change));
    }

    private String granted(ExchangeRequest request) {
        return exchange(request, claims -> {})
                .orElseThrow(failure -> new AssertionError(failure.toString()))
                .secret()
                .reveal();
    }

    private ApiToken minted(ExchangeRequest request, Consumer<Map<String, Object>> change) {
        return exchange(request, change)
                .orElseThrow(failure -> new AssertionError(failure.toString()))
                .token();
    }

    private String use(String token, Action action, PackageName packageName) {
        return code(world.tokens().authenticate(bearing(token), action, packageName));
    }

    private static Consumer<Map<String, Object>> ref(String ref) {
        return claims -> {
            claims.put("ref", ref);
            claims.put("ref_type", ref.startsWith("refs/tags/") ? "tag" : "branch");
            claims.put("workflow_ref", PUBLISH + ref);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "'', claim-malformed",
        "' ', claim-malformed",
        "'a b', claim-malformed",
        "long, claim-malformed",
        "absent, claim-missing",
        "'00000000-0000-0000-0000-000000000000', allowed"
    })
    void a_token_id_that_could_be_taken_for_another_is_refused(String id, String expected) {
        world.register("npm:@acme/widget");
        assertThat(outcome(claims -> {
                    claims.put("jti", id.equals("long") ? "x".repeat(257) : id);
                    if (id.equals("absent")) {
                        claims.remove("jti");
                    }
                }))
                .isEqualTo(expected);
    }

    @Test
    void a_refused_match_burns_nothing() {
        Map<String, Object> claims = world.issuer.claims(AUDIENCE);
        String idToken = world.issuer.token(claims);
        assertThat(code(world.publish.trustedPublishing().exchange(IdentityToken.of(idToken), request())))
                .isEqualTo("no-publisher");

        world.register("npm:@acme/widget");
        assertThat(code(world.publish.trustedPublishing().exchange(IdentityToken.of(idToken), request())))
                .isEqualTo("allowed");
        assertThat(code(world.publish.trustedPublishing().exchange(IdentityToken.of(idToken), request())))
                .isEqualTo("token-replayed");
    }

    @ParameterizedTest
    @CsvSource({
        "repository_id, 0123456, claim-malformed",
        "repository_id, '123456 ', claim-malformed",
        "repository_id, 99999999999999999999, repository-id-mismatch",
        "repository_owner_id, 007, claim-malformed",
        "repository_owner_id, 7.0, claim-malformed",
        "repository_owner_id, 4294967296, owner-id-mismatch",
        "repository_owner_id, -1, claim-malformed"
    })
    void ids_are_text_that_is_compared_whole(String claim, String value, String reason) {
        world.register("npm:@acme/widget");
        assertThat(outcome(claims -> claims.put(claim, value))).isEqualTo(reason);
    }

    @Test
    void an_id_that_is_a_number_is_not_the_text() {
        world.register("npm:@acme/widget");
        assertThat(outcome(claims -> claims.put("repository_owner_id", 98765L))).isEqualTo("claim-malformed");
    }

    @ParameterizedTest
    @CsvSource({
        "acme/widget/.github/workflows/evil/publish.yml@refs/heads/main",
        "acme/widget/.github/workflows/publish.yml@x.yml@refs/heads/main",
        "acme/widget/.github/workflows/../publish.yml@refs/heads/main",
        "acme/widget/.github/workflows/./publish.yml@refs/heads/main",
        "acme/widget/.github/workflows/Publish.yml@refs/heads/main",
        "acme/widget/.github/workflows/publish.yaml@refs/heads/main",
        "acme/widget/.github/workflows/publish.yml",
        "acme/widget/.github/workflows/publish.yml@",
        "acme/widget/.github/workflows/evil.yml@refs/heads/.github/workflows/publish.yml@refs/heads/main",
        "evil/widget/.github/workflows/publish.yml@refs/heads/main"
    })
    void a_path_that_looks_like_the_registered_workflow_is_not_it(String presented) {
        world.register("npm:@acme/widget");
        assertThat(outcome(claims -> claims.put("workflow_ref", presented))).isEqualTo("workflow-mismatch");
    }

    @Test
    void a_branch_that_is_named_like_a_workflow_is_a_branch() {
        world.register("npm:@acme/widget");
        String branch = "refs/heads/x/.github/workflows/publish.yml@refs/heads/main";

        assertThat(outcome(ref(branch))).isEqualTo("allowed");
        assertThat(outcome(claims -> {
                    claims.put("ref", branch);
                    claims.put("workflow_ref", "acme/widget/.github/workflows/evil.yml@" + branch);
                }))
                .isEqualTo("workflow-mismatch");
    }

    @ParameterizedTest
    @CsvSource({
        "evil/shared/.github/workflows/release.yml@refs/heads/main, signer-workflow-mismatch",
        "acme/shared/.github/workflows/release.yml, signer-workflow-mismatch",
        "acme/shared/.github/workflows/release.yml@main, signer-workflow-mismatch",
        "acme/shared/.github/workflows/release.yml@evil.yml@refs/heads/main, signer-workflow-mismatch",
        "acme/widget/.github/workflows/publish.yml@refs/heads/main, signer-workflow-mismatch",
        "acme/shared/.github/workflows/release.yml@refs/heads/main, allowed",
        "acme/shared/.github/workflows/release.yml@" + SHA + ", allowed"
    })
    void the_caller_and_the_reusable_workflow_are_two(String signer, String expected) {
        world.register(
                policy().signerWorkflow("https://github.com/acme/shared/.github/workflows/release.yml")
                        .build(),
                "npm:@acme/widget");
        assertThat(outcome(claims -> claims.put("job_workflow_ref", signer))).isEqualTo(expected);
    }

    @Test
    void our_reusable_workflow_called_by_a_stranger_is_a_stranger_s_job() {
        world.register(
                policy().signerWorkflow("https://github.com/acme/shared/.github/workflows/release.yml")
                        .build(),
                "npm:@acme/widget");
        assertThat(outcome(claims -> {
                    claims.put("repository", "evil/widget");
                    claims.put("repository_id", "666");
                    claims.put("repository_owner_id", "667");
                    claims.put("workflow_ref", "evil/widget/.github/workflows/publish.yml@refs/heads/main");
                    claims.put("job_workflow_ref", "acme/shared/.github/workflows/release.yml@refs/heads/main");
                }))
                .isEqualTo("no-publisher");
    }

    @ParameterizedTest
    @CsvSource({
        "refs/tags/v1.0.0, allowed",
        "refs/heads/v1.0.0, tag-mismatch",
        "refs/tags/1.0.0, tag-mismatch",
        "refs/tags/v, tag-mismatch",
        "refs/tags/v1.0.0/x, tag-mismatch",
        "v1.0.0, claim-malformed",
        "refs/pull/1/merge, tag-mismatch",
        "refs/heads/refs/tags/v1.0.0, tag-mismatch"
    })
    void a_tag_is_a_tag(String ref, String expected) {
        world.register(policy().versionTag("v{version}").build(), "npm:@acme/widget");
        assertThat(outcome(ref(ref))).isEqualTo(expected);
    }

    @Test
    void the_tag_s_version_is_the_only_one_that_the_token_publishes() {
        world.register(policy().versionTag("v{version}").build(), "npm:@acme/widget");

        assertThat(minted(ExchangeRequest.whole(), ref("refs/tags/v1.0.0")).version())
                .isEqualTo("1.0.0");
        ExchangeRequest other = ExchangeRequest.builder().version("1.0.1").build();
        assertThat(code(exchange(other, ref("refs/tags/v1.0.0")))).isEqualTo("tag-mismatch");
        ExchangeRequest same = ExchangeRequest.builder().version("1.0.0").build();
        assertThat(code(exchange(same, ref("refs/tags/v1.0.0")))).isEqualTo("allowed");
    }

    @ParameterizedTest
    @CsvSource({
        "true, allowed",
        "false, ref-not-protected",
        "absent, not-provable",
        "TRUE, claim-malformed",
        "1, claim-malformed"
    })
    void a_protected_ref_is_one_that_says_true(String stated, String expected) {
        world.register(policy().protectedRef().build(), "npm:@acme/widget");
        assertThat(outcome(claims -> {
                    claims.put("ref_protected", stated);
                    if (stated.equals("absent")) {
                        claims.remove("ref_protected");
                    }
                }))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "release, allowed",
        "Release, allowed",
        "'', environment-mismatch",
        "'release ', environment-mismatch",
        "releas\u0435, environment-mismatch",
        "rel*, environment-mismatch",
        "*, environment-mismatch",
        "pre-release, environment-mismatch"
    })
    void an_environment_is_the_registered_one(String environment, String expected) {
        world.register(policy().environment("release").build(), "npm:@acme/widget");
        assertThat(outcome(claims -> claims.put("environment", environment))).isEqualTo(expected);
        assertThat(outcome(claims -> {})).isEqualTo("environment-mismatch");
    }

    @Test
    void a_job_in_an_environment_that_its_publisher_does_not_name_is_told_once_a_day() {
        world.register("npm:@acme/widget");
        for (int i = 0; i < 3; i++) {
            assertThat(outcome(claims -> claims.put("environment", "release"))).isEqualTo("allowed");
        }
        assertThat(outcome(claims -> {})).isEqualTo("allowed");
        assertThat(world.eventsOf(WIDGET)).containsOnlyOnce("publisher.environment-unconstrained");

        world.clock.advance(Duration.ofDays(1));
        assertThat(outcome(claims -> claims.put("environment", "release"))).isEqualTo("allowed");
        assertThat(world.eventsOf(WIDGET))
                .filteredOn("publisher.environment-unconstrained"::equals)
                .hasSize(2);
    }

    @Test
    void of_several_publishers_the_one_with_the_environment_counts_then_the_older_one() {
        TrustedPublisher older = world.register("npm:@acme/widget");
        world.clock.advance(Duration.ofSeconds(1));
        world.register(policy().event("push").build(), "npm:@acme/widget", "npm:@acme/gadget");
        world.clock.advance(Duration.ofSeconds(1));
        TrustedPublisher constrained =
                world.register(policy().environment("release").build(), "npm:@acme/widget");

        assertThat(publisherOf(claims -> claims.put("environment", "release"))).isEqualTo(constrained.id());
        assertThat(publisherOf(claims -> {})).isEqualTo(older.id());
    }

    private String publisherOf(Consumer<Map<String, Object>> change) {
        return exchange(ExchangeRequest.whole(), change)
                .orElseThrow(failure -> new AssertionError(failure.toString()))
                .token()
                .publisherId();
    }

    @Test
    void a_token_ends_when_the_host_no_longer_counts_its_publisher() {
        AtomicBoolean counts = new AtomicBoolean(true);
        try (World other = new World(builder -> builder.publisherRights((publisher, action, name) -> counts.get()))) {
            other.register("npm:@acme/widget");
            IdentityToken idToken = IdentityToken.of(other.issuer.token(other.issuer.claims(AUDIENCE)));
            String token = other.publish
                    .trustedPublishing()
                    .exchange(idToken, ExchangeRequest.whole(), request())
                    .orElseThrow(failure -> new AssertionError(failure.toString()))
                    .secret()
                    .reveal();
            RequestContext upload = RequestContext.builder("PUT", "/npm")
                    .header("Authorization", "Bearer " + token)
                    .build();

            assertThat(code(other.tokens().authenticate(upload, Action.PUBLISH_VERSION, WIDGET)))
                    .isEqualTo("allowed");
            counts.set(false);
            assertThat(code(other.tokens().authenticate(upload, Action.PUBLISH_VERSION, WIDGET)))
                    .isEqualTo("publisher-may-not");
        }
    }

    @Test
    void a_publisher_that_the_host_no_longer_counts_gets_no_token_for_the_package() {
        try (World other = new World(builder -> builder.publisherRights((publisher, action, name) -> false))) {
            other.register("npm:@acme/widget");
            String idToken = other.issuer.token(other.issuer.claims(AUDIENCE));
            ExchangeRequest named =
                    ExchangeRequest.builder().packageName(WIDGET).build();

            assertThat(code(other.publish.trustedPublishing().exchange(IdentityToken.of(idToken), named, request())))
                    .isEqualTo("publisher-may-not");
            assertThat(other.count("rk_publish_replay")).isZero();
            assertThat(other.eventsOf(WIDGET)).contains("exchange.refused publisher-may-not");
        }
    }

    @Test
    void a_token_for_one_package_is_for_that_one() {
        world.register("npm:@acme/*");
        String token = granted(ExchangeRequest.builder().packageName(WIDGET).build());

        assertThat(use(token, Action.PUBLISH_VERSION, WIDGET)).isEqualTo("allowed");
        assertThat(use(token, Action.PUBLISH_VERSION, PackageName.npm("@acme/gadget")))
                .isEqualTo("package-not-in-scope");
        ExchangeRequest foreign = ExchangeRequest.builder()
                .packageName(PackageName.npm("@evil/widget"))
                .build();
        assertThat(code(exchange(foreign, claims -> {}))).isEqualTo("no-publisher");
    }

    @Test
    void a_token_is_bound_to_what_the_job_named() {
        world.register("npm:@acme/widget");
        ApiToken bound = minted(
                ExchangeRequest.builder()
                        .version("1.0.0")
                        .sha256("A".repeat(64))
                        .sha256("b".repeat(64))
                        .singleUse()
                        .build(),
                claims -> {});

        assertThat(bound.version()).isEqualTo("1.0.0");
        assertThat(bound.digests()).containsExactly("a".repeat(64), "b".repeat(64));
        assertThat(bound.isSingleUse()).isTrue();
        ApiToken whole = minted(ExchangeRequest.whole(), claims -> {});
        assertThat(whole.version()).isNull();
        assertThat(whole.digests()).isEmpty();
        assertThat(whole.isSingleUse()).isFalse();
    }

    @Test
    void staging_is_all_that_a_stage_only_token_does() {
        world.register("npm:@acme/widget");
        String asked = granted(ExchangeRequest.builder().stageOnly().build());
        assertThat(use(asked, Action.STAGE, WIDGET)).isEqualTo("allowed");
        assertThat(use(asked, Action.PUBLISH_VERSION, WIDGET)).isEqualTo("action-not-in-scope");
    }

    @Test
    void what_the_publisher_has_less_of_no_request_gives_back() {
        Registration narrow = Registration.builder(policy().build(), ALICE)
                .packages(PackagePattern.exactly(WIDGET))
                .stageOnly()
                .singleUse()
                .build();
        assertThat(code(world.publish.publishers().register(narrow, request()))).isEqualTo("allowed");

        ApiToken token = minted(ExchangeRequest.whole(), claims -> {});
        assertThat(token.actions()).containsExactly(Action.STAGE);
        assertThat(token.isSingleUse()).isTrue();
    }

    @Test
    void before_the_ids_match_a_refusal_tells_nothing_of_the_policy_and_afterwards_what_was_missed() {
        WorkloadPolicy secretive = policy().environment("very-secret").build();
        world.register(secretive, "npm:@acme/widget");

        String stranger = detail(claims -> {
            claims.put("repository", "evil/widget");
            claims.put("repository_id", "666");
            claims.put("repository_owner_id", "667");
        });
        String resurrected = detail(claims -> claims.put("repository_id", "666"));
        String transferred = detail(claims -> claims.put("repository_owner_id", "666"));
        for (String text : new String[] {stranger, resurrected, transferred}) {
            assertThat(text).doesNotContain("very-secret", "publish.yml", "123456", "98765", "npm", "666");
        }
        assertThat(detail(claims -> claims.put("environment", "test"))).contains("environment", "very-secret", "test");
    }

    private String detail(Consumer<Map<String, Object>> change) {
        return exchange(ExchangeRequest.whole(), change)
                .fold(
                        issued -> {
                            throw new AssertionError("allowed");
                        },
                        refusal -> refusal.detail(),
                        outage -> outage.detail());
    }
}
