package dev.registrykit.examples.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.testkit.oidc.GitHubJob;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A CI job exchanges its identity for a token, uploads an artifact with it, and then the artifact's attestation.
 *
 * <p>Artifact and bundle are those of Maven Central; the job plays the one that made them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HostContract {
    private static final JsonLimits LIMITS = JsonLimits.small();
    private static final String JAR = "dev/sigstore/sigstore-java/2.0.0/sigstore-java-2.0.0.jar";
    private static final GitHubJob SIGNING_JOB = GitHubJob.of("sigstore/sigstore-java")
            .ids("460184708", "71096353")
            .workflow(".github/workflows/release-sigstore-java-from-tag.yaml")
            .ref("refs/tags/v2.0.0")
            .event("workflow_dispatch");
    private static final GitHubJob OTHER_JOB = GitHubJob.of("acme/widget");

    private final HttpClient client = HttpClient.newHttpClient();
    private final GitHub github = new GitHub();
    private @Nullable RunningHost host;

    /** Starts the host on a free port, with an empty database. */
    protected abstract RunningHost start(HttpFetch http, Path trustRoot) throws Exception;

    /** For the subclass of a host. */
    protected HostContract() {}

    @BeforeAll
    void start_the_host() throws Exception {
        host = start(github, trustRoot());
        register(SIGNING_JOB, "maven:dev.sigstore:sigstore-java");
    }

    @AfterAll
    void stop_the_host() {
        if (host != null) {
            host.close();
        }
        github.close();
    }

    private RunningHost host() {
        return Objects.requireNonNull(host, "the host runs");
    }

    private static Path trustRoot() {
        Path file = Path.of(
                System.getProperty("registrykit.corpora", "../../../shared/corpora"),
                "sigstore-conformance",
                "default-trusted-root.json");
        if (!Files.isRegularFile(file)) {
            String message = "no trust root at " + file + ": set REGISTRYKIT_CORPORA";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            abort(message);
        }
        return file;
    }

    private void register(GitHubJob job, String pattern) {
        host().publish()
                .publishers()
                .register(
                        Registration.builder(
                                        GitHubActions.cloud()
                                                .policy(job.repository())
                                                .repositoryId(job.repositoryId())
                                                .ownerId(job.ownerId())
                                                .workflow(job.workflow())
                                                .build(),
                                        Subject.user("ada"))
                                .packages(PackagePattern.parse(pattern))
                                .build(),
                        RequestContext.builder("POST", "/publishers").build());
    }

    private HttpResponse<String> exchange(String identityToken) throws Exception {
        return send(
                "POST",
                "/oidc/exchange",
                null,
                JsonText.write(Map.of("token", identityToken)).getBytes(StandardCharsets.UTF_8));
    }

    private String tokenFor(GitHubJob job) throws Exception {
        HttpResponse<String> answer = exchange(github.token(job, RunningHost.AUDIENCE));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).string("token");
    }

    private HttpResponse<String> upload(@Nullable String token, String path, byte[] body) throws Exception {
        return send("PUT", "/maven/" + path, token, body);
    }

    private HttpResponse<String> send(String method, String path, @Nullable String token, byte[] body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(host().address().resolve(path))
                .header("Content-Type", method.equals("POST") ? "application/json" : "application/octet-stream")
                .method(method, BodyPublishers.ofByteArray(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonObject json(HttpResponse<String> answer) {
        return StrictJson.object(answer.body(), LIMITS);
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(json(answer).string("code")).isEqualTo(code);
    }

    private static byte[] central(String name) throws IOException {
        try (InputStream stream = HostContract.class.getResourceAsStream("/central/" + name)) {
            return Objects.requireNonNull(stream, name).readAllBytes();
        }
    }

    private static byte[] jar() throws IOException {
        return central("sigstore-java-2.0.0.jar");
    }

    private static byte[] bundle() throws IOException {
        return central("sigstore-java-2.0.0.jar.sigstore.json");
    }

    @Test
    void a_job_exchanges_its_identity_and_uploads_an_artifact_with_its_attestation() throws Exception {
        String token = tokenFor(SIGNING_JOB);

        assertThat(upload(token, JAR, jar()).statusCode()).isEqualTo(201);
        HttpResponse<String> attested = upload(token, JAR + ".sigstore.json", bundle());

        assertThat(attested.statusCode()).as(attested.body()).isEqualTo(201);
    }

    @Test
    void an_identity_token_is_exchanged_once() throws Exception {
        String identityToken = github.token(SIGNING_JOB, RunningHost.AUDIENCE);

        assertThat(exchange(identityToken).statusCode()).isEqualTo(200);
        assertRefused(exchange(identityToken), 403, "token-replayed");
    }

    @Test
    void an_identity_token_for_another_registry_is_refused() throws Exception {
        assertRefused(exchange(github.token(SIGNING_JOB, "other.example.org")), 401, "audience-mismatch");
    }

    @Test
    void a_job_that_is_not_registered_gets_no_token() throws Exception {
        assertRefused(exchange(github.token(GitHubJob.of("acme/gadget"), RunningHost.AUDIENCE)), 403, "no-publisher");
    }

    @Test
    void an_upload_without_a_token_is_refused() throws Exception {
        assertRefused(upload(null, JAR, jar()), 401, "token-missing");
        assertRefused(upload("exr_nothing", JAR, jar()), 401, "token-invalid");
    }

    @Test
    void an_upload_to_another_package_is_refused() throws Exception {
        String path = JAR.replace("sigstore-java", "sigstore-kotlin");

        assertRefused(upload(tokenFor(SIGNING_JOB), path, jar()), 403, "package-not-in-scope");
    }

    @Test
    void a_path_that_is_no_maven_path_is_refused() throws Exception {
        assertRefused(upload(tokenFor(SIGNING_JOB), "dev/sigstore", jar()), 400, "name-invalid");
    }

    @Test
    void an_attestation_of_another_artifact_is_refused() throws Exception {
        String token = tokenFor(SIGNING_JOB);
        upload(token, JAR, jar());

        assertRefused(
                upload(token, JAR + ".sigstore.json", central("sigstore-java-2.0.0.pom.sigstore.json")),
                422,
                "digest-mismatch");
    }

    @Test
    void an_attestation_before_its_artifact_is_refused() throws Exception {
        assertRefused(
                upload(tokenFor(SIGNING_JOB), JAR.replace("2.0.0", "2.0.1") + ".sigstore.json", bundle()),
                422,
                "digest-mismatch");
    }

    @Test
    void an_attestation_that_was_changed_is_refused() throws Exception {
        String token = tokenFor(SIGNING_JOB);
        upload(token, JAR, jar());
        byte[] changed = new String(bundle(), StandardCharsets.UTF_8)
                .replace("4NLMe/7ntCwk", "4NLMe/7ntCwl")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(changed).isNotEqualTo(bundle());

        assertRefused(upload(token, JAR + ".sigstore.json", changed), 422, "signature-invalid");
        assertRefused(upload(token, JAR + ".sigstore.json", new byte[] {'{'}), 422, "bundle-malformed");
    }

    @Test
    void an_attestation_by_another_job_than_the_uploading_one_is_refused() throws Exception {
        register(OTHER_JOB, "maven:dev.sigstore:sigstore-java");
        String token = tokenFor(OTHER_JOB);
        upload(token, JAR, jar());

        assertRefused(upload(token, JAR + ".sigstore.json", bundle()), 403, "repository-mismatch");
    }

    @Test
    void a_file_that_was_published_is_not_replaced() throws Exception {
        String token = tokenFor(SIGNING_JOB);
        upload(token, JAR, jar());

        assertRefused(upload(token, JAR, new byte[] {1}), 409, "file-exists");

        HttpResponse<String> attested = upload(token, JAR + ".sigstore.json", bundle());
        assertThat(attested.statusCode())
                .as("the first bytes stay: they are those that were signed. %s", attested.body())
                .isEqualTo(201);
    }

    @Test
    void an_upload_that_is_repeated_is_answered_alike() throws Exception {
        String token = tokenFor(SIGNING_JOB);

        assertThat(upload(token, JAR, jar()).statusCode()).isEqualTo(201);
        assertThat(upload(token, JAR, jar()).statusCode()).isEqualTo(201);
    }

    @Test
    void metadata_changes_with_every_release() throws Exception {
        String token = tokenFor(SIGNING_JOB);
        String metadata = "dev/sigstore/sigstore-java/maven-metadata.xml";

        assertThat(upload(token, metadata, new byte[] {1}).statusCode()).isEqualTo(201);
        assertThat(upload(token, metadata, new byte[] {2}).statusCode()).isEqualTo(201);
    }

    @Test
    void an_upload_without_a_token_is_refused_before_its_body_is_read() throws Exception {
        byte[] body = new byte[1024];
        URI address = host().address();
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            String head = "PUT /maven/" + JAR + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Length: " + body.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 401".length());
            socket.getOutputStream().write(body);

            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
        }
    }

    /** That an upload of more bytes than the host's own bound is refused; for hosts that have one. */
    protected final void assertBoundsUploads(int maxBytes) throws Exception {
        String path = JAR.replace(".jar", "-large.jar");

        assertRefused(upload(tokenFor(SIGNING_JOB), path, new byte[maxBytes + 1]), 413, "too-large");
        assertThat(upload(tokenFor(SIGNING_JOB), path, new byte[maxBytes]).statusCode())
                .isEqualTo(201);
    }
}
