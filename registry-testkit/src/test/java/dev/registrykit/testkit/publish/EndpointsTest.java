package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.trusted.NpmExchangeEndpoint;
import dev.registrykit.testkit.RegistryKitExtension;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.memory.InMemoryPublish;
import dev.registrykit.testkit.oidc.GitHubRun;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The exchange as clients see it over HTTP. */
@ExtendWith(RegistryKitExtension.class)
class EndpointsTest {
    private static final String NPM_AUDIENCE = "npm:registry.example.org";

    private final IdentityProviderServer provider;
    private final TestClock clock;
    private Registry registry;

    EndpointsTest(IdentityProviderServer provider, TestClock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    @BeforeEach
    void register() {
        registry = new Registry(InMemoryPublish.unitOfWork(), provider, clock);
        registry.register(Registry.JOB);
    }

    @Test
    void a_job_gets_a_token_for_fifteen_minutes_and_its_publishers_packages() {
        EndpointAnswer answer = post(JsonText.write(Map.of("token", registry.identityToken())));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("Cache-Control", "no-store");
        JsonObject body = json(answer);
        assertThat(Instant.parse(body.string("expires")))
                .isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));
        String token = body.string("token");
        var grant = Registry.allowed(registry.publishWith(token));
        assertThat(grant.owner()).isNull();
        assertThat(grant.workload()).isNotNull();
        assertThat(Registry.outcome(registry.publishWith(token, PackageName.maven("com.acme", "gadget"))))
                .isEqualTo("refused package-not-in-scope");

        clock.advance(Duration.ofMinutes(15).minusMillis(1));
        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("allowed");
        clock.advance(Duration.ofMillis(1));
        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("refused token-expired");
    }

    @Test
    void a_refusal_is_a_problem_document_that_says_what_to_do() {
        String token = registry.identityToken();
        post(JsonText.write(Map.of("token", token)));
        EndpointAnswer answer = post(JsonText.write(Map.of("token", token)));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Cache-Control", "no-store");
        JsonObject problem = json(answer);
        assertThat(problem.string("code")).isEqualTo("token-replayed");
        assertThat(problem.string("next")).isEqualTo("Request a new identity token for each exchange.");
    }

    @Test
    void a_body_that_is_not_as_documented_is_refused() {
        for (String body : new String[] {
            "",
            "[]",
            "{}",
            "{\"token\":7}",
            "{\"token\":null}",
            "{\"token\":\"a\",\"token\":\"b\"}",
            "{\"token\":\"a\"}x"
        }) {
            EndpointAnswer answer = post(body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(json(answer).string("code")).as(body).isEqualTo("request-malformed");
        }
    }

    @Test
    void an_outage_asks_the_client_to_come_back() {
        provider.failWithStatus(500);
        EndpointAnswer answer = post(JsonText.write(Map.of("token", registry.identityToken())));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsKey("Retry-After");
        assertThat(json(answer).string("code")).isEqualTo("keys-unavailable");
    }

    @Test
    void too_many_failures_from_one_address_are_turned_away_and_others_are_not() {
        String outcome = "";
        for (int i = 0; i < 500 && !outcome.endsWith("too-many-attempts"); i++) {
            outcome = Registry.outcome(registry.exchange("x"));
        }
        assertThat(outcome).isEqualTo("refused too-many-attempts");
        RequestContext elsewhere = Registry.from("203.0.113.9");
        byte[] body = JsonText.write(Map.of("token", registry.identityToken())).getBytes(StandardCharsets.UTF_8);
        assertThat(registry.publish().exchangeEndpoint().handle(elsewhere, body).status())
                .isEqualTo(200);
    }

    @Test
    void a_job_that_succeeds_every_time_is_never_turned_away() {
        for (int i = 0; i < 300; i++) {
            assertThat(Registry.outcome(registry.exchange(registry.identityToken())))
                    .isEqualTo("allowed");
        }
    }

    @Test
    void npm_gets_a_token_for_each_package_with_one_identity_token() throws Exception {
        registerForNpm();
        GitHubRun run = provider.run(Registry.JOB);
        String identity = identityTokenAsNpmAsksForIt(run);

        EndpointAnswer first = npm("@acme/widget", identity);
        EndpointAnswer second = npm("@acme%2fgadget", identity);
        EndpointAnswer again = npm("@acme/widget", identity);

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        String token = json(first).string("token");
        assertThat(Registry.outcome(registry.publishWith(token, PackageName.npm("@acme/widget"))))
                .isEqualTo("allowed");
        assertThat(Registry.outcome(registry.publishWith(token, PackageName.npm("@acme/gadget"))))
                .isEqualTo("refused package-not-in-scope");
        assertThat(again.status()).isEqualTo(403);
        assertThat(json(again).string("code")).isEqualTo("token-replayed");
        assertThat(json(again).string("message")).contains("token-replayed", "Request a new identity token");
    }

    @Test
    void npm_is_refused_what_was_not_issued_for_this_registry_and_package() {
        registerForNpm();
        assertThat(code(npm("@acme/widget", registry.identityToken()))).isEqualTo("audience-mismatch");
        assertThat(code(npm("@acme/widget", provider.token(Registry.JOB, "npm:registry.npmjs.org"))))
                .isEqualTo("audience-mismatch");
        assertThat(code(npm("@other/widget", provider.token(Registry.JOB, NPM_AUDIENCE))))
                .isEqualTo("no-publisher");
        assertThat(code(npm("../widget", provider.token(Registry.JOB, NPM_AUDIENCE))))
                .isEqualTo("request-malformed");
    }

    private void registerForNpm() {
        var policy = GitHubActions.at(provider.issuer())
                .policy(Registry.JOB.repository())
                .repositoryId(Registry.JOB.repositoryId())
                .ownerId(Registry.JOB.ownerId())
                .workflow(Registry.JOB.workflow())
                .build();
        registry.publish()
                .publishers()
                .register(
                        Registration.builder(policy, Registry.ALICE)
                                .packages(PackagePattern.parse("npm:@acme/*"))
                                .build(),
                        Registry.from("192.0.2.1"));
    }

    private static String identityTokenAsNpmAsksForIt(GitHubRun run) throws Exception {
        URI uri = URI.create(run.requestUrl() + "&audience=" + URLEncoder.encode(NPM_AUDIENCE, StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + run.requestToken())
                .build();
        String body = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        return StrictJson.object(body, JsonLimits.small()).string("value");
    }

    private EndpointAnswer npm(String packageName, String identity) {
        NpmExchangeEndpoint endpoint = registry.publish().npmExchangeEndpoint("registry.example.org");
        RequestContext request = RequestContext.builder("POST", "/-/npm/v1/oidc/token/exchange/package/x")
                .header("Authorization", "Bearer " + identity)
                .clientAddress("192.0.2.1")
                .build();
        return endpoint.handle(request, packageName);
    }

    private EndpointAnswer post(String body) {
        return registry.publish()
                .exchangeEndpoint()
                .handle(Registry.from("192.0.2.1"), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String code(EndpointAnswer answer) {
        return json(answer).string("code");
    }

    private static JsonObject json(EndpointAnswer answer) {
        return StrictJson.object(answer.body(), JsonLimits.small());
    }
}
