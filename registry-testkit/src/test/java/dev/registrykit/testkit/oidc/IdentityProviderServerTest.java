package dev.registrykit.testkit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.registrykit.core.http.FetchException;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.testkit.clock.TestClock;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPInputStream;
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
        assertThat(get(run.requestUrl(), "bearer " + other.requestToken()).statusCode())
                .isEqualTo(401);
        assertThat(get(run.requestUrl(), "bearer " + run.requestToken()).statusCode())
                .as("a scheme in lower case")
                .isEqualTo(200);
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
    void a_trickling_provider_sends_every_byte_but_not_in_time() throws Exception {
        assertThat(fetch(keysOf(provider))).isNotEmpty();
        provider.trickle(60_000);
        assertThatThrownBy(() -> fetch(keysOf(provider))).isInstanceOf(FetchException.class);
        provider.recover();
        provider.trickle(1);
        assertThat(get(keysOf(provider), "").body()).isEqualTo(provider.keySet());
    }

    @Test
    void a_huge_body_is_good_json_that_nobody_wants_to_read() throws Exception {
        provider.serveHugeBody(100_000);
        HttpResponse<String> answer = get(keysOf(provider), "");
        assertThat(answer.headers().firstValueAsLong("Content-Length")).isEmpty();
        assertThat(answer.body()).hasSize(100_000 + provider.keySet().length());
        assertThat(answer.body().strip()).isEqualTo(provider.keySet());
        assertThatThrownBy(() -> fetch(keysOf(provider))).isInstanceOf(FetchException.class);
    }

    @Test
    void a_compressed_body_is_small_on_the_wire_and_huge_behind() throws Exception {
        provider.serveGzip(1_000_000);
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(URI.create(keysOf(provider))).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(answer.body()).hasSizeLessThan(10_000);
        byte[] unzipped = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
        assertThat(unzipped).hasSize(1_000_000 + provider.keySet().length());
    }

    @Test
    void discovery_can_lie_about_issuer_and_keys() throws Exception {
        provider.announceIssuer("https://evil.example");
        provider.announceKeysAt(URI.create("http://127.0.0.1:1/keys"));
        assertThat(discovery(provider).string("issuer")).isEqualTo("https://evil.example");
        assertThat(discovery(provider).string("jwks_uri")).isEqualTo("http://127.0.0.1:1/keys");
        provider.recover();
        assertThat(discovery(provider).string("issuer")).isEqualTo(provider.issuer());
        assertThat(discovery(provider).string("jwks_uri")).isEqualTo(keysOf(provider));
    }

    @Test
    void issuers_of_one_server_have_their_own_keys_documents_and_faults() throws Exception {
        IdentityProviderServer first = provider.path("/org/first");
        IdentityProviderServer second = provider.path("/org/second");
        assertThat(first.issuer()).isEqualTo(provider.issuer() + "/org/first");
        assertThat(provider.path("/org/first")).isSameAs(first);
        assertThat(discovery(first).string("issuer")).isEqualTo(first.issuer());
        assertThat(discovery(first).string("jwks_uri")).isEqualTo(first.issuer() + "/.well-known/jwks");
        assertThat(claims(second.token(job, "registry"))).containsEntry("iss", second.issuer());
        assertThat(get(keysOf(second), "").body()).isEqualTo(second.keySet()).isNotEqualTo(first.keySet());

        first.failWithStatus(500);
        assertThat(get(keysOf(first), "").statusCode()).isEqualTo(500);
        assertThat(get(keysOf(second), "").statusCode()).isEqualTo(200);
        assertThat(second.keySetRequests()).isEqualTo(2);
        assertThat(provider.keySetRequests()).isZero();
    }

    @Test
    void issuers_that_share_a_key_set_share_its_keys() throws Exception {
        IdentityProviderServer first = provider.path("/tenant-1").keysAt("/shared");
        IdentityProviderServer second = provider.path("/tenant-2").keysAt("/shared");
        JWKSet keys = JWKSet.parse(get(provider.issuer() + "/shared", "").body());
        assertThat(keys.getKeyByKeyId(first.signingKey().id())).isNotNull();
        assertThat(keys.getKeyByKeyId(second.signingKey().id())).isNotNull();
        assertThatThrownBy(() -> provider.path("tenant/")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tokens_are_signed_by_elliptic_curves_too() throws Exception {
        provider.signBy(SigningKey.p256("p256"));
        SignedJWT ec = SignedJWT.parse(provider.token(job, "registry"));
        assertThat(ec.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
        assertThat(ec.verify(
                        new ECDSAVerifier(publishedKeys().getKeyByKeyId("p256").toECKey())))
                .isTrue();
        assertThat(discovery(provider).strings("id_token_signing_alg_values_supported"))
                .containsExactly("ES256");

        provider.signBy(SigningKey.ed25519("ed"));
        SigningKey fresh = provider.rotateKeys();
        SignedJWT edwards = SignedJWT.parse(provider.token(job, "registry"));
        assertThat(edwards.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.EdDSA);
        assertThat(edwards.getHeader().getKeyID()).isEqualTo(fresh.id());
        assertThat(verifiesByEd25519(edwards)).isTrue();
        assertThatThrownBy(() ->
                        provider.forge(job, "registry").signedBy(fresh, "ES256").token())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ES256");
    }

    private boolean verifiesByEd25519(SignedJWT token) throws Exception {
        byte[] point = publishedKeys()
                .getKeyByKeyId(token.getHeader().getKeyID())
                .toOctetKeyPair()
                .getDecodedX();
        // RFC 8410 section 4: the fixed head of a SubjectPublicKeyInfo of Ed25519.
        byte[] head = HexFormat.of().parseHex("302a300506032b6570032100");
        byte[] encoded = Arrays.copyOf(head, head.length + point.length);
        System.arraycopy(point, 0, encoded, head.length, point.length);
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        verifier.update(token.getSigningInput());
        return verifier.verify(token.getSignature().decode());
    }

    private static String keysOf(IdentityProviderServer issuer) {
        return issuer.issuer() + "/.well-known/jwks";
    }

    private static byte[] fetch(String uri) throws FetchException {
        return HttpFetch.acceptLoopbackHttp().get(URI.create(uri), 50_000, Duration.ofSeconds(2));
    }

    private JsonObject discovery(IdentityProviderServer issuer) throws Exception {
        return StrictJson.object(
                get(issuer.issuer() + "/.well-known/openid-configuration", "").body(), JsonLimits.small());
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
