package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.http.FetchException;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.examples.registry.accounts.Accounts;
import dev.registrykit.examples.registry.catalog.FileRecord;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.token.TokenRequest;
import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real artifact and bundle that Maven Central serves, uploaded by the job that made them and by others. */
class AttestationUploadTest {
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final PackageName PACKAGE = PackageName.maven("dev.sigstore", "sigstore-java");
    private static final String JAR = "/maven/dev/sigstore/sigstore-java/2.0.0/sigstore-java-2.0.0.jar";
    private static final GitHubJob SIGNING_JOB = GitHubJob.of("sigstore/sigstore-java")
            .ids("460184708", "71096353")
            .workflow(".github/workflows/release-sigstore-java-from-tag.yaml")
            .ref("refs/tags/v2.0.0")
            .event("workflow_dispatch");

    @TempDir
    Path directory;

    private final IdentityProviderServer ci = IdentityProviderServer.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final RequestContext request =
            RequestContext.builder("POST", "/test").build();
    private ReferenceRegistry registry;
    private Account account;

    @BeforeEach
    void start() throws IOException {
        registry = ReferenceRegistry.start(Settings.builder(directory, KeyRing.ephemeral())
                .database("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", null, null)
                .trustRoot(trustRoot())
                .http(this::playGitHub)
                .build());
        account = Objects.requireNonNull(registry.accounts().create(Accounts.newSubject(), "ada"));
        registry.catalog().create(PACKAGE, account.subject(), Instant.now());
    }

    @AfterEach
    void stop() {
        if (registry != null) {
            registry.close();
        }
        ci.close();
    }

    @Test
    void a_bundle_of_the_uploading_job_is_verified_and_the_page_says_so() throws Exception {
        String token = tokenOf(SIGNING_JOB);
        assertThat(put(token, JAR, central("sigstore-java-2.0.0.jar")).statusCode())
                .isEqualTo(201);

        HttpResponse<String> attested = put(token, JAR + ".sigstore.json", bundle());

        assertThat(attested.statusCode()).as(attested.body()).isEqualTo(201);
        assertThat(registry.catalog().files(Release.of(PACKAGE, "2.0.0")))
                .filteredOn(FileRecord::verified)
                .extracting(FileRecord::fileName)
                .containsExactly("sigstore-java-2.0.0.jar.sigstore.json");
        assertThat(new Client(registry.origin()).get("/package?name=" + PACKAGE).body())
                .contains("attestation verified");
    }

    @Test
    void a_bundle_of_another_job_is_refused_and_not_kept() throws Exception {
        String token = tokenOf(GitHubJob.of("acme/widget"));
        put(token, JAR, central("sigstore-java-2.0.0.jar"));

        assertRefused(put(token, JAR + ".sigstore.json", bundle()), "repository-mismatch");
    }

    @Test
    void a_bundle_of_other_bytes_is_refused_and_not_kept() throws Exception {
        String token = tokenOf(SIGNING_JOB);
        put(token, JAR, "other bytes".getBytes(StandardCharsets.UTF_8));

        assertRefused(put(token, JAR + ".sigstore.json", bundle()), "digest-mismatch");
    }

    @Test
    void a_bundle_that_an_account_uploads_is_kept_but_not_called_verified() throws Exception {
        String token = registry.publish()
                .tokens()
                .issue(
                        TokenRequest.builder(account.subject())
                                .name("Test")
                                .actions(Action.PUBLISH_VERSION)
                                .packages(PackagePattern.exactly(PACKAGE))
                                .expiresAt(Instant.now().plus(Duration.ofHours(1)))
                                .build(),
                        Assurance.PHISHING_RESISTANT,
                        request)
                .orElseThrow(failure -> new AssertionError(failure.toString()))
                .secret()
                .reveal();
        put(token, JAR, central("sigstore-java-2.0.0.jar"));

        assertThat(put(token, JAR + ".sigstore.json", bundle()).statusCode()).isEqualTo(201);
        assertThat(registry.catalog().files(Release.of(PACKAGE, "2.0.0")))
                .hasSize(2)
                .noneMatch(FileRecord::verified);
    }

    @Test
    void a_snapshot_with_other_bytes_is_no_longer_called_verified() throws Exception {
        String snapshot = "/maven/dev/sigstore/sigstore-java/2-SNAPSHOT/sigstore-java-2-20260101.000000-1.jar";
        String token = tokenOf(SIGNING_JOB);
        put(token, snapshot, central("sigstore-java-2.0.0.jar"));
        put(token, snapshot + ".sigstore.json", bundle());
        Client client = new Client(registry.origin());
        assertThat(client.get("/package?name=" + PACKAGE).body()).contains("attestation verified");

        assertThat(put(token, snapshot, "other bytes".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(201);

        assertThat(client.get("/package?name=" + PACKAGE).body()).doesNotContain("attestation verified");
    }

    private void assertRefused(HttpResponse<String> refused, String code) {
        assertThat(refused.body()).contains("\"code\":\"" + code + "\"");
        assertThat(registry.catalog().files(Release.of(PACKAGE, "2.0.0"))).hasSize(1);
    }

    /** Registers the job's workflow and exchanges its identity. */
    private String tokenOf(GitHubJob job) throws Exception {
        registry.publish()
                .publishers()
                .register(
                        Registration.builder(
                                        GitHubActions.cloud()
                                                .policy(job.repository())
                                                .repositoryId(job.repositoryId())
                                                .ownerId(job.ownerId())
                                                .workflow(job.workflow())
                                                .build(),
                                        account.subject())
                                .packages(PackagePattern.exactly(PACKAGE))
                                .build(),
                        request);
        String idToken = ci.token(job.claim("iss", ISSUER), registry.origin().getRawAuthority());
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(registry.origin().resolve("/oidc/exchange"))
                        .POST(BodyPublishers.ofString("{\"token\":\"" + idToken + "\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return StrictJson.object(answer.body(), JsonLimits.small()).string("token");
    }

    /** Real bundles name the real issuer: its keys come from the provider that plays it. */
    private byte[] playGitHub(URI uri, int maxBytes, Duration timeout) throws FetchException {
        if (!uri.toString().startsWith(ISSUER + "/")) {
            throw new FetchException("nothing but the issuer is fetched");
        }
        byte[] document =
                HttpFetch.acceptLoopbackHttp().get(URI.create(ci.issuer() + uri.getPath()), maxBytes, timeout);
        return new String(document, StandardCharsets.UTF_8)
                .replace(ci.issuer(), ISSUER)
                .getBytes(StandardCharsets.UTF_8);
    }

    private HttpResponse<String> put(String token, String path, byte[] body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(registry.origin().resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .PUT(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static byte[] bundle() throws IOException {
        return central("sigstore-java-2.0.0.jar.sigstore.json");
    }

    private static byte[] central(String name) throws IOException {
        try (InputStream stream = AttestationUploadTest.class.getResourceAsStream("/central/" + name)) {
            return Objects.requireNonNull(stream, name).readAllBytes();
        }
    }

    private static Path trustRoot() {
        Path file = Path.of(
                System.getProperty("registrykit.corpora", "../../../shared/corpora"),
                "sigstore-conformance",
                "default-trusted-root.json");
        if (!Files.isRegularFile(file)) {
            String message = "no trust root at " + file + ": set REGISTRYKIT_CORPORA";
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail(message);
            }
            Assumptions.abort(message);
        }
        return file;
    }
}
