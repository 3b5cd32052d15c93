package dev.registrykit.testkit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.testkit.clock.TestClock;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdentityProviderServerTest {
    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

    private final TestClock clock = TestClock.at(START);
    private final IdentityProviderServer provider = IdentityProviderServer.start(clock);
    private final GitHubJob job = GitHubJob.of("acme/widget");
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void a_job_asks_for_its_token_as_a_client_does() throws Exception {
        GitHubRun run = provider.run(job);

        HttpResponse<String> answer = get(
                run.requestUrl() + "&audience=" + URLEncoder.encode("npm:127.0.0.1", StandardCharsets.UTF_8),
                "Bearer " + run.requestToken());

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject body = StrictJson.object(answer.body(), JsonLimits.small());
        assertThat(body.integer("count")).isEqualTo(body.string("value").length());
        SignedJWT token = SignedJWT.parse(body.string("value"));
        assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("npm:127.0.0.1");
        assertThat(token.getJWTClaimsSet().getIssueTime()).isEqualTo(START);
    }

    @Test
    void without_an_audience_the_owner_is_the_audience() throws Exception {
        GitHubRun run = provider.run(job);
        String body = get(run.requestUrl(), "Bearer " + run.requestToken()).body();
        String token = StrictJson.object(body, JsonLimits.small()).string("value");
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getAudience()).containsExactly("https://github.com/acme");
    }

    @Test
    void a_strange_request_token_is_refused() throws Exception {
        GitHubRun run = provider.run(job);
        GitHubRun other = provider.run(job);
        assertThat(get(run.requestUrl(), "Bearer " + other.requestToken()).statusCode())
                .isEqualTo(401);
        assertThat(get(run.requestUrl(), run.requestToken()).statusCode()).isEqualTo(401);
    }

    @Test
    void tokens_verify_against_the_published_keys_before_and_after_a_rotation() throws Exception {
        SigningKey first = provider.signingKey();
        String early = provider.token(job, "registry");
        provider.rotateKeys();
        String late = provider.token(job, "registry");

        assertThat(verifies(early)).isTrue();
        assertThat(verifies(late)).isTrue();
        provider.withdraw(first);
        assertThat(publishedKeys().getKeyByKeyId(first.id())).isNull();
        assertThat(verifies(late)).isTrue();
    }

    @Test
    void the_claims_are_those_of_a_real_token() throws Exception {
        Map<String, Object> claims = claims(provider.token(job.ref("refs/tags/v1.0.0"), "registry"));
        assertThat(claims)
                .containsEntry("iss", provider.issuer())
                .containsEntry("sub", "repo:acme/widget:ref:refs/tags/v1.0.0")
                .containsEntry("repository", "acme/widget")
                .containsEntry("repository_owner", "acme")
                .containsEntry("repository_id", job.repositoryId())
                .containsEntry("repository_owner_id", job.ownerId())
                .containsEntry("workflow_ref", "acme/widget/.github/workflows/publish.yml@refs/tags/v1.0.0")
                .containsEntry("job_workflow_ref", "acme/widget/.github/workflows/publish.yml@refs/tags/v1.0.0")
                .containsEntry("ref_type", "tag")
                .containsEntry("ref_protected", "false")
                .containsEntry("event_name", "push")
                .containsEntry("runner_environment", "github-hosted")
                .containsEntry("run_attempt", "1")
                .doesNotContainKey("environment");
        assertThat(claims.get("jti").toString()).hasSize(36);
        assertThat(job.repositoryId()).matches("[0-9]{9}").isNotEqualTo(job.ownerId());
    }

    @Test
    void an_environment_shows_in_the_subject() throws Exception {
        assertThat(claims(provider.token(job.environment("a:b"), "registry")))
                .containsEntry("environment", "a:b")
                .containsEntry("sub", "repo:acme/widget:environment:a%3Ab");
        assertThat(claims(provider.token(job.ids("12", "34").immutableSubject(), "registry")))
                .containsEntry("sub", "repo:acme@34/widget@12:ref:refs/heads/main");
    }

    @Test
    void any_claim_can_be_replaced_or_removed() throws Exception {
        GitHubJob changed =
                job.claim("event_name", "pull_request_target").without("jti").claim("iss", "https://evil.example");
        assertThat(claims(provider.token(changed, "registry")))
                .containsEntry("event_name", "pull_request_target")
                .containsEntry("iss", "https://evil.example")
                .doesNotContainKey("jti");
    }

    @Test
    void outages_show_until_the_provider_recovers() throws Exception {
        String keys = provider.issuer() + "/.well-known/jwks";
        provider.failWithStatus(500);
        assertThat(get(keys, "").statusCode()).isEqualTo(500);
        provider.serveBrokenJson();
        assertThat(get(keys, "").body()).hasSize(20);
        provider.redirectTo(URI.create("http://127.0.0.1:1/"));
        assertThat(get(keys, "").statusCode()).isEqualTo(302);
        provider.recover();
        provider.serveNoKeys();
        assertThat(get(keys, "").body()).isEqualTo("{\"keys\":[]}");
        provider.recover();
        assertThat(get(keys, "").body()).isEqualTo(provider.keySet());
        assertThat(provider.keySetRequests()).isEqualTo(5);
    }

    @Test
    void a_hanging_provider_gives_no_answer() {
        provider.hang();
        assertThatThrownBy(() -> client.send(
                        HttpRequest.newBuilder(URI.create(provider.issuer() + "/.well-known/jwks"))
                                .timeout(Duration.ofMillis(200))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void nothing_of_a_run_shows_its_request_token() {
        GitHubRun run = provider.run(job);
        assertThat(run.toString() + provider + job).doesNotContain(run.requestToken());
        assertThat(run.environment()).containsEntry("ACTIONS_ID_TOKEN_REQUEST_TOKEN", run.requestToken());
    }

    private boolean verifies(String token) throws Exception {
        SignedJWT parsed = SignedJWT.parse(token);
        var key = publishedKeys().getKeyByKeyId(parsed.getHeader().getKeyID());
        return parsed.verify(new RSASSAVerifier(key.toRSAKey()));
    }

    private JWKSet publishedKeys() throws Exception {
        String discovery =
                get(provider.issuer() + "/.well-known/openid-configuration", "").body();
        return JWKSet.parse(get(StrictJson.object(discovery, JsonLimits.small()).string("jwks_uri"), "")
                .body());
    }

    private static Map<String, Object> claims(String token) throws Exception {
        return SignedJWT.parse(token).getPayload().toJSONObject();
    }

    private HttpResponse<String> get(String uri, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
