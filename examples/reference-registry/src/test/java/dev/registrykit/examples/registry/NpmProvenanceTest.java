package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.sigstore.LogKind;
import dev.registrykit.testkit.sigstore.MiniatureSigstore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * npm's publish document with provenance, as npm sends it; by a small client, because npm itself verifies with the public
 * instance before it sends.
 */
class NpmProvenanceTest {
    private static final PackageName WIDGET = PackageName.npm("widget");
    private static final GitHubJob JOB = GitHubJob.of("acme/widget");
    private static final JsonLimits LIMITS = JsonLimits.of(1 << 20, 32, 10_000);

    @TempDir
    private Path directory;

    private final MiniatureSigstore sigstore = MiniatureSigstore.at(InstantSource.system());
    private final HttpClient http = HttpClient.newHttpClient();
    private World world;
    private Account acme;

    @BeforeEach
    void start() throws IOException {
        Path root = Files.write(directory.resolve("trusted_root.json"), sigstore.trustedRoot());
        world = World.with(
                settings -> settings.trustRoot(root), Files.createDirectories(directory.resolve("registry")));
        acme = world.account("acme");
        world.trust(JOB, WIDGET, acme);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void provenance_of_the_publishing_job_is_verified_kept_served_and_shown() throws Exception {
        String token = exchanged(JOB);

        assertThat(publish(token, "1.0.0", provenance(workload(token), "widget", "1.0.0", "content")))
                .isEqualTo("201");

        String page = new Client(world.registry.origin())
                .get("/package?name=" + WIDGET)
                .body();
        assertThat(page)
                .contains(
                        "Build Provenance Attestation",
                        "verified at upload",
                        "https://github.com/acme/widget",
                        "does not vouch for",
                        "rekor.sigstore.example.org")
                .doesNotContain("trusted source");
        JsonObject served = StrictJson.object(get("/-/npm/v1/attestations/widget@1.0.0"), LIMITS);
        assertThat(served.objects("attestations"))
                .extracting(each -> each.string("predicateType"))
                .containsExactlyInAnyOrder(
                        "https://slsa.dev/provenance/v1",
                        "https://github.com/npm/attestation/tree/main/specs/publish/v0.1");
        JsonObject dist = StrictJson.object(get("/npm/widget"), LIMITS)
                .object("versions")
                .object("1.0.0")
                .object("dist");
        String keyId = StrictJson.object(get("/-/npm/v1/keys"), LIMITS)
                .objects("keys")
                .get(0)
                .string("keyid");
        assertThat(dist.objects("signatures").get(0).string("keyid")).isEqualTo(keyId);
        assertThat(URI.create(dist.object("attestations").string("url")).getPath())
                .isEqualTo("/-/npm/v1/attestations/widget@1.0.0");
    }

    @Test
    void provenance_of_other_bytes_another_name_or_another_job_is_refused() throws Exception {
        String token = exchanged(JOB);
        WorkloadIdentity job = workload(token);
        WorkloadIdentity other = WorkloadIdentity.ofJson(job.toJson().replace(JOB.repositoryId(), "999"));

        assertThat(publish(token, "1.0.0", provenance(job, "widget", "1.0.0", "other content")))
                .isEqualTo("digest-mismatch");
        assertThat(publish(token, "1.0.0", provenance(job, "gadget", "1.0.0", "content")))
                .isEqualTo("attested-release-mismatch");
        assertThat(publish(token, "1.0.0", provenance(job, "widget", "1.0.1", "content")))
                .isEqualTo("attested-release-mismatch");
        assertThat(publish(token, "1.0.0", provenance(other, "widget", "1.0.0", "content")))
                .isEqualTo("repository-id-mismatch");
        assertThat(publish(token, "1.0.0", "{}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("bundle-malformed");
        assertThat(world.registry.catalog().releases(WIDGET)).isEmpty();
    }

    @Test
    void once_there_is_provenance_a_release_without_it_is_refused_and_told() throws Exception {
        String token = exchanged(JOB);
        publish(token, "1.0.0", provenance(workload(token), "widget", "1.0.0", "content"));
        String ofAccount = world.token(acme, WIDGET.toString()).secret().reveal();

        assertThat(publish(ofAccount, "1.0.1", null)).isEqualTo("provenance-missing");
        assertThat(publish(exchanged(JOB.claim("jti", "another")), "1.0.1", null))
                .isEqualTo("provenance-missing");

        assertThat(world.registry.catalog().files(Release.of(WIDGET, "1.0.1"))).isEmpty();
        assertThat(world.registry.attest().events().ofPackage(WIDGET, 10))
                .extracting(event -> event.type())
                .contains("provenance.first-use", "provenance.refused");
    }

    @Test
    void an_attachment_that_is_neither_tarball_nor_bundle_is_refused() throws Exception {
        Map<String, Object> document = NpmDocuments.of("widget", "1.0.0");
        attach(document, "widget-1.0.0.txt", "text");

        assertThat(send(exchanged(JOB), document)).isEqualTo("document-invalid");
    }

    private byte[] provenance(WorkloadIdentity job, String name, String version, String content) throws Exception {
        byte[] tarball = NpmDocuments.tarball(NpmDocuments.packageJson("widget", "1.0.0"), content);
        Map<String, Object> workflow = new LinkedHashMap<>();
        workflow.put("ref", Objects.requireNonNull(job.sourceRef()));
        workflow.put("repository", Objects.requireNonNull(job.sourceRepository()));
        workflow.put("path", JOB.workflow());
        Map<String, Object> predicate = Map.of(
                "buildDefinition",
                Map.of(
                        "buildType",
                        "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1",
                        "externalParameters",
                        Map.of("workflow", workflow)),
                "runDetails",
                Map.of("builder", Map.of("id", "https://github.com/actions/runner/github-hosted")));
        return sigstore.job(job)
                .statement(
                        Release.of(PackageName.npm(name), version).toPurl(),
                        tarball,
                        "https://slsa.dev/provenance/v1",
                        predicate)
                .log(LogKind.REKOR_1_INTOTO)
                .build();
    }

    private String publish(String token, String version, byte[] bundle) throws Exception {
        Map<String, Object> document = NpmDocuments.with(
                "widget", version, NpmDocuments.tarball(NpmDocuments.packageJson("widget", version), "content"));
        if (bundle != null) {
            attach(document, "widget-" + version + ".sigstore", new String(bundle, StandardCharsets.UTF_8));
        }
        return send(token, document);
    }

    @SuppressWarnings("unchecked")
    private static void attach(Map<String, Object> document, String name, String data) {
        Map<String, Object> attachments = new LinkedHashMap<>((Map<String, Object>) document.get("_attachments"));
        Map<String, Object> attachment = new LinkedHashMap<>();
        attachment.put("content_type", "application/vnd.dev.sigstore.bundle.v0.3+json");
        attachment.put("data", data);
        attachment.put("length", data.length());
        attachments.put(name, attachment);
        document.put("_attachments", attachments);
    }

    /** {@code 201}, or the code of the refusal. */
    private String send(String token, Map<String, Object> document) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(world.at("/npm/widget"))
                        .header("Authorization", "Bearer " + token)
                        .PUT(BodyPublishers.ofString(JsonText.write(document)))
                        .build(),
                BodyHandlers.ofString());
        return answer.statusCode() == 201
                ? "201"
                : StrictJson.object(answer.body(), JsonLimits.small()).string("code");
    }

    private String get(String path) throws Exception {
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(world.at(path)).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private String exchanged(GitHubJob job) throws Exception {
        String idToken = world.ci.token(job, world.registry.origin().getRawAuthority());
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(world.at("/oidc/exchange"))
                        .POST(BodyPublishers.ofString("{\"token\":\"" + idToken + "\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return StrictJson.object(answer.body(), JsonLimits.small()).string("token");
    }

    /** What the registry knows of the job behind a token. */
    private WorkloadIdentity workload(String token) {
        RequestContext put = RequestContext.builder("PUT", "/npm/widget")
                .header("Authorization", "Bearer " + token)
                .clientAddress("127.0.0.1")
                .build();
        Grant grant = world.registry
                .publish()
                .tokens()
                .authenticate(put, Action.PUBLISH_VERSION, Release.of(WIDGET, "1.0.0"))
                .orElseThrow(failure -> new AssertionError(failure.toString()));
        return Objects.requireNonNull(grant.workload());
    }
}
