package dev.registrykit.publish.trusted;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.policy;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.TestIssuer;
import dev.registrykit.publish.World;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.Publishers;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.token.IssuedToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedPublishingTest {
    private final World world = new World();
    private final TrustedPublishing publishing = world.publish.trustedPublishing();
    private final Publishers publishers = world.publish.publishers();

    @AfterEach
    void close() {
        world.close();
    }

    private String idToken(Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = world.issuer.claims(AUDIENCE);
        change.accept(claims);
        return world.issuer.token(claims);
    }

    private Decision<IssuedToken> exchange(String idToken) {
        return publishing.exchange(IdentityToken.of(idToken), request());
    }

    private String exchangeWith(Consumer<Map<String, Object>> change) {
        return code(exchange(idToken(change)));
    }

    private IssuedToken granted() {
        return exchange(idToken(claims -> {})).orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    private String use(IssuedToken token, Action action, PackageName packageName) {
        return code(world.tokens().authenticate(bearing(token.secret().reveal()), action, packageName));
    }

    private RecordedEvent newestOf(PackageName packageName) {
        return world.publish.events().ofPackage(packageName, 2).stream()
                .filter(event -> !event.type().equals("publisher.resurrection-suspected"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_job_of_a_registered_publisher_gets_a_token_for_its_packages() {
        TrustedPublisher publisher = world.register("npm:@acme/widget", "npm:@acme/gadget");
        IssuedToken issued = granted();

        assertThat(issued.token().publisherId()).isEqualTo(publisher.id());
        assertThat(issued.token().owner()).isNull();
        assertThat(issued.token().expiresAt()).isEqualTo(world.clock.instant().plus(Duration.ofMinutes(15)));
        assertThat(issued.token().actions())
                .containsExactlyInAnyOrder(Action.PUBLISH_NEW_PACKAGE, Action.PUBLISH_VERSION);
        assertThat(use(issued, Action.PUBLISH_VERSION, WIDGET)).isEqualTo("allowed");
        assertThat(use(issued, Action.PUBLISH_NEW_PACKAGE, PackageName.npm("@acme/gadget")))
                .isEqualTo("allowed");
        assertThat(use(issued, Action.PUBLISH_VERSION, PackageName.npm("@acme/other")))
                .isEqualTo("package-not-in-scope");
        for (Action other : List.of(Action.YANK, Action.DELETE, Action.MANAGE_OWNERS, Action.READ)) {
            assertThat(use(issued, other, WIDGET)).isEqualTo("action-not-in-scope");
        }
    }

    @Test
    void the_grant_knows_the_workload_and_what_an_attestation_must_come_from() {
        world.register("npm:@acme/widget");
        Grant grant = world.tokens()
                .authenticate(bearing(granted().secret().reveal()), Action.PUBLISH_VERSION, WIDGET)
                .orElseThrow(failure -> new AssertionError(failure.toString()));

        assertThat(grant.workload())
                .isNotNull()
                .satisfies(job -> assertThat(job.runInvocation())
                        .isEqualTo("https://github.com/acme/widget/actions/runs/777/attempts/1"));
        assertThat(code(grant.expectedWorkload())).isEqualTo("allowed");
        assertThat(code(grant.expectedWorkload().then(expected -> expected.check(grant.workload()))))
                .isEqualTo("allowed");
    }

    @Test
    void the_token_ends_after_fifteen_minutes() {
        world.register("npm:@acme/widget");
        IssuedToken issued = granted();

        world.clock.advance(Duration.ofMinutes(15).minusMillis(1));
        assertThat(use(issued, Action.PUBLISH_VERSION, WIDGET)).isEqualTo("allowed");
        world.clock.advance(Duration.ofMillis(1));
        assertThat(use(issued, Action.PUBLISH_VERSION, WIDGET)).isEqualTo("token-expired");
    }

    @Test
    void the_token_ends_with_its_publisher() {
        TrustedPublisher publisher = world.register("npm:@acme/widget");
        IssuedToken issued = granted();

        assertThat(publishers.remove(publisher.id(), ALICE, request())).isTrue();
        assertThat(publishers.remove(publisher.id(), ALICE, request())).isFalse();
        assertThat(use(issued, Action.PUBLISH_VERSION, WIDGET)).isEqualTo("publisher-removed");
        assertThat(code(world.tokens().authenticate(bearing(issued.secret().reveal()))))
                .isEqualTo("publisher-removed");
        assertThat(exchangeWith(claims -> {})).isEqualTo("no-publisher");
        assertThat(world.eventsOf(WIDGET)).contains("publisher.added", "publisher.removed");
    }

    @Test
    void an_identity_token_is_exchanged_once() {
        world.register("npm:@acme/widget");
        String idToken = idToken(claims -> {});

        assertThat(code(exchange(idToken))).isEqualTo("allowed");
        assertThat(code(exchange(idToken))).isEqualTo("token-replayed");
        assertThat(world.count("rk_publish_token")).isEqualTo(1);
        assertThat(world.eventsOf(WIDGET))
                .containsExactlyInAnyOrder("publisher.added", "exchange.granted", "exchange.refused token-replayed");
    }

    @Test
    void another_token_with_the_same_id_is_a_replay_too() {
        world.register("npm:@acme/widget");

        assertThat(exchangeWith(claims -> claims.put("jti", "same"))).isEqualTo("allowed");
        assertThat(exchangeWith(claims -> {
                    claims.put("jti", "same");
                    claims.put("run_id", "778");
                }))
                .isEqualTo("token-replayed");
    }

    @Test
    void a_replay_is_noticed_until_the_very_end_of_the_leeway_even_after_housekeeping() {
        world.register("npm:@acme/widget");
        String idToken = idToken(claims -> {});
        exchange(idToken);

        world.clock.advance(Duration.ofSeconds(359));
        world.publish.housekeeping().runOnce(100);
        assertThat(code(exchange(idToken))).isEqualTo("token-replayed");
        world.clock.advance(Duration.ofSeconds(1));
        world.publish.housekeeping().runOnce(100);
        assertThat(code(exchange(idToken))).isEqualTo("token-expired");
    }

    @Test
    void of_many_threads_with_one_identity_token_exactly_one_gets_a_grant() throws Exception {
        world.register("npm:@acme/widget");
        String idToken = idToken(claims -> {});
        int threads = 32;
        CyclicBarrier start = new CyclicBarrier(threads);
        Callable<String> attempt = () -> {
            start.await();
            return code(exchange(idToken));
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<String>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(attempt));
            }
            List<String> codes = new ArrayList<>();
            for (Future<String> one : running) {
                codes.add(one.get());
            }
            assertThat(codes).filteredOn("allowed"::equals).hasSize(1);
            assertThat(codes).filteredOn("token-replayed"::equals).hasSize(threads - 1);
        } finally {
            pool.shutdownNow();
        }
        assertThat(world.count("rk_publish_token")).isEqualTo(1);
    }

    @Test
    void a_refused_exchange_burns_nothing() {
        String idToken = idToken(claims -> {});
        assertThat(code(exchange(idToken))).isEqualTo("no-publisher");
        assertThat(world.count("rk_publish_replay")).isZero();

        world.register("npm:@acme/widget");
        assertThat(code(exchange(idToken))).isEqualTo("allowed");
    }

    @Test
    void mark_token_and_event_are_kept_together_or_not_at_all() {
        world.register("npm:@acme/widget");
        String idToken = idToken(claims -> {});
        world.execute("ALTER TABLE rk_publish_event RENAME TO elsewhere");

        assertThat(code(exchange(idToken))).isEqualTo("unavailable store-unavailable");
        assertThat(world.count("rk_publish_replay")).isZero();
        assertThat(world.count("rk_publish_token")).isZero();

        world.execute("ALTER TABLE elsewhere RENAME TO rk_publish_event");
        assertThat(code(exchange(idToken))).isEqualTo("allowed");
    }

    @Test
    void a_store_that_is_down_is_unavailable() {
        world.register("npm:@acme/widget");
        String idToken = idToken(claims -> {});
        world.database.off(true);
        assertThat(code(exchange(idToken))).isEqualTo("unavailable store-unavailable");
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> publishers.ofPackage(WIDGET));

        world.database.off(false);
        assertThat(code(exchange(idToken))).isEqualTo("allowed");
    }

    @Test
    void keys_that_cannot_be_read_are_unavailable_and_cost_no_attempt() {
        world.register("npm:@acme/widget");
        world.issuer.down(true);
        for (int i = 0; i < 300; i++) {
            assertThat(exchangeWith(claims -> {})).isEqualTo("unavailable keys-unavailable");
        }
        assertThat(world.eventsOf(WIDGET)).containsExactly("publisher.added");
    }

    @ParameterizedTest
    @CsvSource({
        "repository_id, 654321, repository-id-mismatch",
        "repository_owner_id, 11111, owner-id-mismatch",
        "workflow_ref, acme/widget/.github/workflows/other.yml@refs/heads/main, workflow-mismatch",
        "workflow_ref, acme/widget/.github/workflows/publish.yaml@refs/heads/main, workflow-mismatch",
        "workflow_ref, acme/widget/.github/workflows/Publish.yml@refs/heads/main, workflow-mismatch",
        "workflow_ref, acme/widget/.github/workflows/publish.yml@x.yml@refs/heads/main, workflow-mismatch",
        "workflow_ref, acme/widget/.github/workflows/evil/publish.yml@refs/heads/main, workflow-mismatch",
        "workflow_ref, acme/widget/.github/workflows/../workflows/publish.yml@refs/heads/main, workflow-mismatch",
        "workflow_ref, evil/widget/.github/workflows/publish.yml@refs/heads/main, workflow-mismatch",
        "workflow_ref, acme/widget/.github/workflows/publish.yml@refs/heads/other, workflow-mismatch",
        "event_name, pull_request_target, event-refused",
        "event_name, workflow_run, event-refused"
    })
    void a_job_that_is_nearly_the_registered_one_is_told_what_it_missed(String claim, String value, String reason) {
        world.register("npm:@acme/widget");
        world.clock.advance(Duration.ofSeconds(1));

        assertThat(exchangeWith(claims -> claims.put(claim, value))).isEqualTo(reason);
        RecordedEvent event = newestOf(WIDGET);
        assertThat(event.type()).isEqualTo("exchange.refused");
        assertThat(event.details())
                .containsEntry("reason", reason)
                .containsEntry("issuer", TestIssuer.CLOUD)
                .containsEntry("repository", "https://github.com/acme/widget")
                .containsEntry("run", "https://github.com/acme/widget/actions/runs/777/attempts/1");
        assertThat(event.clientAddress()).isEqualTo("192.0.2.1");
        assertThat(world.count("rk_publish_token")).isZero();
    }

    @Test
    void a_branch_named_like_a_workflow_does_not_make_one() {
        world.register("npm:@acme/widget");

        assertThat(exchangeWith(claims -> {
                    claims.put("ref", "refs/heads/x/.github/workflows/publish.yml@main");
                    claims.put(
                            "workflow_ref",
                            "acme/widget/.github/workflows/evil.yml@refs/heads/x/.github/workflows/publish.yml@main");
                }))
                .isEqualTo("workflow-mismatch");
    }

    @Test
    void optional_constraints_are_held_against_the_job() {
        world.register(
                policy().environment("release")
                        .ref("refs/tags/*")
                        .protectedRef()
                        .runner("github-hosted")
                        .signerWorkflow("https://github.com/acme/shared/.github/workflows/build.yml")
                        .build(),
                "npm:@acme/widget");
        Consumer<Map<String, Object>> right = claims -> {
            claims.put("environment", "Release");
            claims.put("ref", "refs/tags/v1.0.0");
            claims.put("ref_type", "tag");
            claims.put("workflow_ref", "acme/widget/.github/workflows/publish.yml@refs/tags/v1.0.0");
            claims.put("job_workflow_ref", "acme/shared/.github/workflows/build.yml@refs/heads/main");
        };

        assertThat(exchangeWith(right)).isEqualTo("allowed");
        Map.of(
                        "environment-mismatch", (Consumer<Map<String, Object>>) claims -> claims.remove("environment"),
                        "ref-not-protected", claims -> claims.put("ref_protected", "false"),
                        "not-provable", claims -> claims.remove("ref_protected"),
                        "runner-mismatch", claims -> claims.put("runner_environment", "self-hosted"),
                        "signer-workflow-mismatch",
                                claims -> claims.put(
                                        "job_workflow_ref", "evil/shared/.github/workflows/build.yml@refs/heads/main"),
                        "ref-mismatch",
                                claims -> {
                                    claims.put("ref", "refs/heads/v1.0.0");
                                    claims.put("ref_type", "branch");
                                    claims.put(
                                            "workflow_ref",
                                            "acme/widget/.github/workflows/publish.yml@refs/heads/v1.0.0");
                                })
                .forEach((reason, wrong) ->
                        assertThat(exchangeWith(right.andThen(wrong))).isEqualTo(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod*", "production ", "", "PRODUCTİON", "рroduction"})
    void an_environment_is_compared_whole(String environment) {
        world.register(policy().environment("production").build(), "npm:@acme/widget");

        assertThat(exchangeWith(claims -> claims.put("environment", environment)))
                .isEqualTo("environment-mismatch");
    }

    @Test
    void a_stranger_learns_nothing_about_any_policy() {
        world.register(policy().environment("top-secret-environment").build(), "npm:@acme/widget");
        Decision<IssuedToken> stranger = exchange(idToken(claims -> {
            claims.put("repository", "evil/evil");
            claims.put("repository_id", "666");
            claims.put("repository_owner_id", "666");
            claims.put("workflow_ref", "evil/evil/.github/workflows/publish.yml@refs/heads/main");
        }));
        Decision<IssuedToken> namesake = exchange(idToken(claims -> claims.put("repository_id", "666")));

        assertThat(code(stranger)).isEqualTo("no-publisher");
        assertThat(stranger.toString()).doesNotContain("acme", "widget", "secret", "publish.yml");
        assertThat(code(namesake)).isEqualTo("repository-id-mismatch");
        assertThat(namesake.toString()).doesNotContain("123456", "98765", "secret", "publish.yml");
        assertThat(world.eventsOf(WIDGET))
                .containsExactlyInAnyOrder(
                        "publisher.added",
                        "exchange.refused repository-id-mismatch",
                        "publisher.resurrection-suspected");
    }

    @Test
    void a_repository_that_was_renamed_still_matches_by_its_id() {
        world.register("npm:@acme/widget");

        assertThat(exchangeWith(claims -> {
                    claims.put("repository", "acme/renamed");
                    claims.put("workflow_ref", "acme/renamed/.github/workflows/publish.yml@refs/heads/main");
                }))
                .isEqualTo("allowed");
    }

    @Test
    void the_same_ids_from_another_issuer_match_nothing() {
        WorkloadPolicy elsewhere = GitHubActions.at("https://git.example.org/_services/token")
                .policy("acme/widget")
                .repositoryId("123456")
                .ownerId("98765")
                .workflow(".github/workflows/publish.yml")
                .build();
        Registration registration = Registration.builder(elsewhere, ALICE)
                .packages(PackagePattern.exactly(WIDGET))
                .build();
        assertThat(code(publishers.register(registration, request()))).isEqualTo("issuer-not-trusted");
        assertThat(exchangeWith(claims -> {})).isEqualTo("no-publisher");
    }

    @Test
    void when_several_match_the_one_with_an_environment_goes_first_and_then_the_oldest() {
        TrustedPublisher general = world.register("npm:@acme/general");
        world.clock.advance(Duration.ofSeconds(1));
        world.register("npm:@acme/newer");
        world.clock.advance(Duration.ofSeconds(1));
        TrustedPublisher specific =
                world.register(policy().environment("release").build(), "npm:@acme/specific");

        assertThat(granted().token().publisherId()).isEqualTo(general.id());
        Decision<IssuedToken> inEnvironment = exchange(idToken(claims -> claims.put("environment", "release")));
        assertThat(inEnvironment.map(issued -> issued.token().publisherId()))
                .isEqualTo(Decision.allowed(specific.id()));
    }

    @Test
    void when_none_matches_the_closest_one_tells_the_reason() {
        world.register(policy().repositoryId("1").build(), "npm:@acme/far");
        world.register(policy().workflow("other.yml").build(), "npm:@acme/nearer");
        world.register(policy().environment("release").build(), "npm:@acme/nearest");

        assertThat(exchangeWith(claims -> {})).isEqualTo("environment-mismatch");
        assertThat(world.eventsOf(PackageName.npm("@acme/nearest"))).contains("exchange.refused environment-mismatch");
        assertThat(world.eventsOf(PackageName.npm("@acme/far"))).containsExactly("publisher.added");
    }

    @Test
    void a_publisher_of_a_whole_namespace_shows_in_the_log_of_who_registered_it() {
        world.register("npm:@acme/*");
        granted();
        exchangeWith(claims -> claims.put("event_name", "workflow_run"));

        assertThat(world.eventsOf(ALICE))
                .containsExactlyInAnyOrder("publisher.added", "exchange.granted", "exchange.refused event-refused");
        assertThat(world.eventsOf(WIDGET)).isEmpty();
    }

    @Test
    void before_an_identity_is_proved_nothing_of_it_is_kept() {
        world.register("npm:@acme/widget");
        String forged = idToken(claims -> claims.put("repository", "forged/forged"));
        exchange(forged.substring(0, forged.lastIndexOf('.')) + ".AAAA");

        assertThat(world.eventsOf(WIDGET)).containsExactly("publisher.added");
        exchange("nonsense");

        assertThat(world.count("rk_publish_event WHERE type = 'exchange.refused'"))
                .isZero();
        assertThat(world.decisions)
                .containsExactly(
                        "publisher.exchange refused signature-invalid", "publisher.exchange refused token-malformed");
    }

    @Test
    void events_hold_neither_the_identity_token_nor_the_api_token() {
        world.register("npm:@acme/widget");
        String idToken = idToken(claims -> {});
        String secret = exchange(idToken)
                .orElseThrow(failure -> new AssertionError(failure.toString()))
                .secret()
                .reveal();
        exchange(idToken);

        assertThat(world.text("SELECT * FROM rk_publish_event"))
                .doesNotContain(secret, idToken.substring(idToken.lastIndexOf('.')));
        assertThat(world.text("SELECT * FROM rk_publish_token")).doesNotContain(secret.substring(4, 34));
    }

    @Test
    void publishers_are_found_by_package_whatever_pattern_covers_it() {
        TrustedPublisher exact = world.register("npm:@acme/widget");
        world.clock.advance(Duration.ofSeconds(1));
        TrustedPublisher scope = world.register("npm:@acme/*", "maven:com.acme.**");
        world.clock.advance(Duration.ofSeconds(1));
        world.register("npm:@other/*", "npm:acme-**");

        assertThat(publishers.ofPackage(WIDGET))
                .extracting(TrustedPublisher::id)
                .containsExactly(exact.id(), scope.id());
        assertThat(publishers.ofPackage(PackageName.maven("com.acme.tools", "x")))
                .extracting(TrustedPublisher::id)
                .containsExactly(scope.id());
        assertThat(publishers.ofPackage(PackageName.maven("com.acmetools", "x")))
                .isEmpty();
    }

    @Test
    void a_publisher_is_read_as_it_was_registered() {
        WorkloadPolicy full = policy().environment("release")
                .ref("refs/tags/*")
                .runner("github-hosted")
                .build();
        TrustedPublisher publisher = publishers
                .register(
                        Registration.builder(full, ALICE)
                                .packages(PackagePattern.parse("npm:@acme/widget"), PackagePattern.parse("npm:@acme/*"))
                                .label("release job")
                                .build(),
                        request())
                .orElseThrow(failure -> new AssertionError(failure.toString()));

        assertThat(publishers.find(publisher.id())).isNotNull().satisfies(read -> {
            assertThat(read.policy()).isEqualTo(full);
            assertThat(read.packages()).isEqualTo(publisher.packages());
            assertThat(read.addedBy()).isEqualTo(ALICE);
            assertThat(read.label()).isEqualTo("release job");
            assertThat(read.createdAt()).isEqualTo(world.clock.instant());
        });
        assertThat(publishers.find("\0")).isNull();
        assertThat(publishers.remove("' OR 1=1 --", ALICE, request())).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> Registration.builder(full, ALICE).build())
                .withMessageContaining("pattern");
    }

    @Test
    void a_publisher_of_several_packages_shows_in_the_log_of_each() {
        world.register("npm:@acme/widget", "npm:@acme/gadget");
        granted();

        for (String name : List.of("@acme/widget", "@acme/gadget")) {
            assertThat(world.eventsOf(PackageName.npm(name)))
                    .containsExactlyInAnyOrder("publisher.added", "exchange.granted");
        }
    }

    @Test
    void a_workload_s_token_is_ended_by_the_operator_only() {
        world.register("npm:@acme/widget");
        IssuedToken issued = granted();

        assertThat(world.tokens().revoke(issued.token().id(), ALICE, request())).isFalse();
        assertThat(world.tokens().revokeAsOperator(issued.token().id(), Subject.user("admin"), request()))
                .isTrue();
        assertThat(use(issued, Action.PUBLISH_VERSION, WIDGET)).isEqualTo("token-revoked");
    }

    @Test
    void an_exchange_works_with_a_pool_of_one_connection() {
        try (World small = new World(1)) {
            small.register("npm:@acme/widget");
            Decision<IssuedToken> issued = small.publish
                    .trustedPublishing()
                    .exchange(IdentityToken.of(small.issuer.token(small.issuer.claims(AUDIENCE))), request());
            assertThat(code(issued)).isEqualTo("allowed");
        }
    }
}
