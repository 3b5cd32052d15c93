package dev.registrykit.publish.trusted;

import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.TestIssuer;
import dev.registrykit.publish.World;
import dev.registrykit.publish.provider.Semaphore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
    private static final String NPM_AUDIENCE = "npm:packages.example.org";

    private final World world = new World();
    private final ExchangeEndpoint exchange = world.publish.exchangeEndpoint();
    private final NpmExchangeEndpoint npm = world.publish.npmExchangeEndpoint("Packages.Example.org");

    @AfterEach
    void close() {
        world.close();
    }

    private static JsonObject json(EndpointAnswer answer) {
        return StrictJson.object(answer.body(), JsonLimits.small());
    }

    private EndpointAnswer post(String body) {
        return exchange.handle(request(), body.getBytes(StandardCharsets.UTF_8));
    }

    private String idToken(String audience) {
        return world.issuer.token(world.issuer.claims(audience));
    }

    @Test
    void an_exchange_answers_with_a_token_and_its_end() {
        world.register("npm:@acme/widget");
        EndpointAnswer answer = post("{\"token\":\"" + idToken(AUDIENCE) + "\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers())
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Content-Type", "application/json");
        assertThat(json(answer).names()).containsExactly("token", "expires");
        assertThat(json(answer).string("expires")).isEqualTo("2026-03-01T12:15:00Z");
        String token = json(answer).string("token");
        assertThat(code(world.tokens().authenticate(bearing(token), Action.PUBLISH_VERSION, WIDGET)))
                .isEqualTo("allowed");
    }

    @Test
    void a_refusal_is_a_problem_document_that_is_not_cached() {
        EndpointAnswer answer = post("{\"token\":\"" + idToken(AUDIENCE) + "\"}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers())
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Content-Type", "application/problem+json");
        assertThat(json(answer).string("code")).isEqualTo("no-publisher");
        assertThat(json(answer).string("next")).isNotBlank();
    }

    @Test
    void an_outage_says_when_to_try_again() {
        world.issuer.down(true);
        EndpointAnswer answer = post("{\"token\":\"" + idToken(AUDIENCE) + "\"}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsKey("Retry-After");
        assertThat(json(answer).string("code")).isEqualTo("keys-unavailable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"token\":1}",
                "{\"token\":null}",
                "{\"token\":[\"x\"]}",
                "{\"token\":\"a\"}x",
                "{\"token\":\"a\",\"token\":\"b\"}",
                "token=abc"
            })
    void a_body_of_another_form_is_refused(String body) {
        EndpointAnswer answer = post(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(json(answer).string("code")).isEqualTo("request-malformed");
    }

    @Test
    void an_overlong_body_is_refused() {
        assertThat(post("{\"token\":\"" + "x".repeat(40_000) + "\"}").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"@acme/widget", "@acme%2fwidget", "@acme%2Fwidget", "%40acme%2fwidget"})
    void npm_gets_a_token_for_the_package_of_the_path_alone(String name) {
        world.register("npm:@acme/*");
        EndpointAnswer answer = npm.handle(bearing(idToken(NPM_AUDIENCE)), name);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers()).containsEntry("Cache-Control", "no-store");
        assertThat(json(answer).names()).containsExactly("token");
        String token = json(answer).string("token");
        assertThat(code(world.tokens().authenticate(bearing(token), Action.PUBLISH_VERSION, WIDGET)))
                .isEqualTo("allowed");
        assertThat(code(world.tokens()
                        .authenticate(bearing(token), Action.PUBLISH_VERSION, PackageName.npm("@acme/gadget"))))
                .isEqualTo("package-not-in-scope");
        assertThat(world.eventsOf(WIDGET)).containsExactly("exchange.granted");
    }

    @Test
    void npm_exchanges_one_identity_token_once_for_each_package() {
        world.register("npm:@acme/*");
        RequestContext request = bearing(idToken(NPM_AUDIENCE));

        assertThat(npm.handle(request, "@acme/widget").status()).isEqualTo(201);
        assertThat(npm.handle(request, "@acme/gadget").status()).isEqualTo(201);
        EndpointAnswer replay = npm.handle(request, "@acme/widget");
        assertThat(replay.status()).isEqualTo(403);
        assertThat(json(replay).string("code")).isEqualTo("token-replayed");
        assertThat(world.eventsOf(WIDGET))
                .containsExactlyInAnyOrder("exchange.granted", "exchange.refused token-replayed");
    }

    @Test
    void a_token_with_a_fixed_audience_is_exchanged_once_whatever_the_endpoint() {
        String id = "aaaaaaaa-0000-4000-8000-000000000001";
        Semaphore semaphore = Semaphore.organisation("acme").acceptFixedAudience();
        TestIssuer issuer = new TestIssuer(semaphore.issuer(), world.clock);
        try (World other = new World(builder -> builder.trust(semaphore).http(issuer))) {
            other.register(
                    semaphore.policy("widget").repositoryId(id).ownerId(id).build(), "npm:@acme/*");
            Map<String, Object> claims = issuer.claims(semaphore.issuer());
            claims.putAll(Map.of("prj", "widget", "prj_id", id, "org_id", id, "wf_id", id, "ppl_id", id));
            claims.putAll(Map.of("job_id", id, "job_type", "pipeline_job", "ref", "refs/heads/main"));
            String token = issuer.token(claims);
            NpmExchangeEndpoint npmThere = other.publish.npmExchangeEndpoint("packages.example.org");
            byte[] body = ("{\"token\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8);

            assertThat(other.publish.exchangeEndpoint().handle(request(), body).status())
                    .isEqualTo(200);
            for (String name : List.of("@acme/widget", "@acme/gadget")) {
                assertThat(json(npmThere.handle(bearing(token), name)).string("code"))
                        .isEqualTo("token-replayed");
            }
        }
    }

    @Test
    void a_token_for_npm_is_exchanged_once_where_all_exchanges_have_its_audience() {
        try (World same = new World(builder -> builder.audience(NPM_AUDIENCE))) {
            same.register("npm:@acme/*");
            String token = same.issuer.token(same.issuer.claims(NPM_AUDIENCE));
            NpmExchangeEndpoint npmThere = same.publish.npmExchangeEndpoint("packages.example.org");

            assertThat(npmThere.handle(bearing(token), "@acme/widget").status()).isEqualTo(201);
            byte[] body = ("{\"token\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8);
            EndpointAnswer replay = same.publish.exchangeEndpoint().handle(request(), body);
            assertThat(json(replay).string("code")).isEqualTo("token-replayed");
        }
    }

    @Test
    void npm_is_told_what_failed_in_the_members_that_it_shows() {
        world.register("npm:@acme/widget");
        Map<String, Object> claims = world.issuer.claims(NPM_AUDIENCE);
        claims.put("event_name", "pull_request_target");
        EndpointAnswer answer = npm.handle(bearing(world.issuer.token(claims)), "@acme/widget");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(json(answer).string("error")).contains("pull_request_target");
        assertThat(json(answer).string("message")).startsWith("event-refused: ");
        assertThat(world.eventsOf(WIDGET)).contains("exchange.refused event-refused");
    }

    @Test
    void npm_s_audience_and_the_registrys_are_two() {
        world.register("npm:@acme/widget");

        assertThat(json(npm.handle(bearing(idToken(AUDIENCE)), "@acme/widget")).string("code"))
                .isEqualTo("audience-mismatch");
        assertThat(json(post("{\"token\":\"" + idToken(NPM_AUDIENCE) + "\"}")).string("code"))
                .isEqualTo("audience-mismatch");
    }

    @Test
    void a_package_that_no_publisher_covers_is_refused_and_its_log_stays_clean() {
        world.register("npm:@acme/widget");
        EndpointAnswer answer = npm.handle(bearing(idToken(NPM_AUDIENCE)), "@acme/gadget");

        assertThat(json(answer).string("code")).isEqualTo("no-publisher");
        assertThat(world.eventsOf(PackageName.npm("@acme/gadget"))).isEmpty();
        assertThat(world.count("rk_publish_event WHERE type = 'exchange.refused' AND package IS NULL"))
                .isEqualTo(1);
    }

    @Test
    void npm_without_an_identity_token_or_with_two_is_refused() {
        RequestContext two = RequestContext.builder("POST", "/")
                .header("Authorization", "Bearer a")
                .header("authorization", "Bearer b")
                .build();

        assertThat(json(npm.handle(request(), "@acme/widget")).string("code")).isEqualTo("token-missing");
        assertThat(json(npm.handle(two, "@acme/widget")).string("code")).isEqualTo("token-repeated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@acme", "@acme/", "../x", "@acme/widget/x", "UPPER", "a b", "@acme%252fwidget"})
    void a_path_that_ends_in_no_package_name_is_refused(String name) {
        assertThat(json(npm.handle(bearing(idToken(NPM_AUDIENCE)), name)).string("code"))
                .isEqualTo("request-malformed");
        assertThat(world.count("rk_publish_event")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "packages.example.org:8080", "https://packages.example.org", "a/b"})
    void npm_knows_the_registry_by_its_host_name_alone(String host) {
        assertThatIllegalArgumentException().isThrownBy(() -> world.publish.npmExchangeEndpoint(host));
    }
}
