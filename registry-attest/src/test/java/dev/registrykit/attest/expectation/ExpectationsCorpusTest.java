package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.Corpora;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.Attestations;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.NpmPublish;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each ecosystem demands, of real attestations. Whether their signatures hold is another test's question, except for
 * PyPI's.
 */
class ExpectationsCorpusTest {
    private static final JsonLimits LIMITS = JsonLimits.of(4 << 20, 64, 200_000);
    private static final String EXAMPLE = "https://github.com/slsa-framework/example-package";
    private static final String GENERATOR =
            "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/";
    private static final TrustedBuilders BUILDERS = TrustedBuilders.builder()
            .gitHub()
            .delegated(
                    Jobs.ISSUER,
                    GENERATOR + "delegator_generic_slsa3.yml",
                    "https://github.com/slsa-framework/example-trw/.github/workflows/builder_high-perms_slsa3.yml",
                    3)
            .build();

    private static Stream<JsonObject> entries(String group) {
        return StrictJson.object(Corpora.read(corpus("index.json")), LIMITS).objects("entries").stream()
                .filter(entry -> entry.string("group").equals(group)
                        && entry.string("expected").equals("verify"));
    }

    private static Path corpus(String file) {
        return Corpora.directory("bundles").resolve(file);
    }

    private static JsonObject json(String file) {
        return StrictJson.object(Corpora.read(corpus(file)), LIMITS);
    }

    private static String payload(JsonObject bundle) {
        byte[] payload =
                Base64.getDecoder().decode(bundle.object("dsseEnvelope").string("payload"));
        return new String(payload, StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] certificate(JsonObject bundle) {
        JsonObject material = bundle.object("verificationMaterial");
        JsonObject chain = material.objectOrNull("x509CertificateChain");
        JsonObject certificate = chain == null
                ? material.objectOrNull("certificate")
                : chain.objects("certificates").get(0);
        return certificate == null ? null : Base64.getDecoder().decode(certificate.string("rawBytes"));
    }

    private static VerifiedAttestation attestation(JsonObject bundle, ArtifactDigest digest) {
        byte[] certificate = certificate(bundle);
        return certificate == null
                ? Attestations.byKey(
                        bundle.object("verificationMaterial")
                                .object("publicKey")
                                .string("hint"),
                        payload(bundle),
                        digest)
                : Attestations.unverified(certificate, payload(bundle), digest);
    }

    static Stream<Arguments> pypi() {
        return entries("pypi")
                .filter(entry -> !entry.object("extractedFrom").string("file").endsWith(".provenance"))
                .map(entry -> Arguments.of(entry.object("extractedFrom").string("file"), entry));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pypi")
    void an_attestation_from_a_python_index_is_about_its_file(String file, JsonObject entry) {
        byte[] artifact = Corpora.read(corpus(entry.string("artifact")));
        String name = corpus(entry.string("artifact")).getFileName().toString();
        PypiFileName parsed = PypiFileName.parse(name).orElseThrow(failure -> new AssertionError(failure.toString()));
        Release release = Release.of(parsed.packageName(), parsed.version());
        SignerPolicy signer = SignerPolicy.signer(SignerIdentity.of(entry.string("identity"), entry.string("issuer")));

        Decision<VerifiedAttestation> verified = PypiAttestations.readAttestation(Corpora.read(corpus(file)))
                .then(bundle -> Corpora.verifier(corpus(entry.string("trustedRoot")))
                        .verify(bundle, ArtifactDigest.of(artifact), signer));

        assertThat(code(verified.then(found -> PypiExpectation.check(found, release, name))))
                .isEqualTo("allowed");
        String other = name.replace(parsed.version(), parsed.version() + ".1");
        Release next = Release.of(parsed.packageName(), parsed.version() + ".1");
        assertThat(code(verified.then(found -> PypiExpectation.check(found, next, other))))
                .isEqualTo("subject-name-mismatch");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pypi")
    void an_attestation_is_the_same_as_a_bundle_and_back(String file, JsonObject entry) {
        Decision<Bundle> read = PypiAttestations.readAttestation(Corpora.read(corpus(file)));
        Decision<Bundle> again = read.then(PypiAttestations::write)
                .then(json -> PypiAttestations.readAttestation(json.getBytes(StandardCharsets.UTF_8)));

        assertThat(again.map(Bundle::bytes).map(bytes -> new String(bytes, StandardCharsets.UTF_8)))
                .isEqualTo(read.map(Bundle::bytes).map(bytes -> new String(bytes, StandardCharsets.UTF_8)));
        JsonObject converted = json(entry.string("bundle"));
        assertThat(read.map(bundle ->
                        new String(Objects.requireNonNull(bundle.envelope()).payload(), StandardCharsets.UTF_8)))
                .isEqualTo(Decision.allowed(payload(converted)));
    }

    static Stream<Path> provenanceObjects() {
        return files("pypi", ".provenance");
    }

    private static Stream<Path> files(String directory, String ending) {
        try (Stream<Path> files = Files.list(corpus(directory))) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @ParameterizedTest
    @MethodSource("provenanceObjects")
    void a_provenance_object_holds_bundles(Path file) {
        List<String> types = PypiAttestations.readProvenance(Corpora.read(file))
                .orElseThrow(failure -> new AssertionError(failure.toString()))
                .stream()
                .map(bundle -> Statement.parse(
                                Objects.requireNonNull(bundle.envelope()).payload())
                        .fold(Statement::predicateType, refusal -> "refused", outage -> "unavailable"))
                .toList();

        assertThat(types).contains("https://docs.pypi.org/attestations/publish/v1");
        assertThat(code(PypiAttestations.readAttestation(Corpora.read(file)))).isEqualTo("attestations-malformed");
    }

    @Test
    void a_list_of_an_npm_registry_tells_the_two_apart() {
        String publish = text("pypi/pypi_attestations-0.0.19.tar.gz.publish.attestation.bundle.json");
        String provenance = text("slsa-bcr/rules_lint-v1.3.1.tar.gz.intoto.jsonl");
        String other = "{\"predicateType\":\"https://example.org/other\",\"bundle\":{}}";
        String list = "{\"attestations\":[" + other + "," + listed(SlsaProvenance.V1, provenance) + ","
                + listed(NpmPublish.TYPE, publish) + "]}";

        NpmAttestations both = NpmAttestations.read(list.getBytes(StandardCharsets.UTF_8))
                .orElseThrow(failure -> new AssertionError(failure.toString()));

        assertThat(Objects.requireNonNull(both.publish().envelope()).payload())
                .asString(StandardCharsets.UTF_8)
                .contains("publish/v1");
        assertThat(Objects.requireNonNull(both.provenance().envelope()).payload())
                .asString(StandardCharsets.UTF_8)
                .contains("rules_lint");
    }

    private static String text(String file) {
        return new String(Corpora.read(corpus(file)), StandardCharsets.UTF_8);
    }

    private static String listed(String type, String bundle) {
        return "{\"predicateType\":\"" + type + "\",\"bundle\":" + bundle + "}";
    }

    /** Those of which both attestations are as they were signed. */
    static Stream<Path> npmLists() {
        List<String> sound = entries("slsa-npm")
                .map(entry -> entry.object("extractedFrom").string("file"))
                .toList();
        return files("slsa-npm", ".tgz.json")
                .filter(file -> Collections.frequency(sound, "slsa-npm/" + file.getFileName()) == 2);
    }

    @ParameterizedTest
    @MethodSource("npmLists")
    void attestations_from_an_npm_registry_are_about_the_tarball(Path file) {
        byte[] tarball = Corpora.read(Path.of(file.toString().replaceFirst("\\.json$", "")));
        ArtifactDigest digest = ArtifactDigest.of(tarball);
        JsonObject manifest = StrictJson.object(manifest(tarball), LIMITS);
        Release release = Release.of(PackageName.npm(manifest.string("name")), manifest.string("version"));
        List<JsonObject> list = StrictJson.object(Corpora.read(file), LIMITS).objects("attestations");
        VerifiedAttestation publish = attestation(list.get(0).object("bundle"), digest);
        VerifiedAttestation provenance = attestation(list.get(1).object("bundle"), digest);
        NpmExpectation expected = NpmExpectation.of("https://registry.npmjs.org");

        assertThat(code(expected.check(publish, provenance, release))).isEqualTo("allowed");
        assertThat(code(expected.check(provenance, publish, release))).isEqualTo("signer-kind-refused");
        Release next = Release.of(release.packageName(), release.version() + "0");
        assertThat(code(expected.check(publish, provenance, next))).isEqualTo("attested-release-mismatch");
        SlsaExpectation built =
                SlsaExpectation.builder(BUILDERS, source(manifest)).level(2).build();
        assertThat(code(built.check(provenance))).isEqualTo("allowed");
    }

    /** The repository that the package itself names. */
    private static String source(JsonObject manifest) {
        String url = manifest.object("repository").string("url");
        return url.replaceFirst("^git\\+", "").replaceFirst("\\.git$", "").replaceFirst("^ssh://git@", "https://");
    }

    /** The file package/package.json of a tar archive: headers of 512 bytes, each with its name and an octal size. */
    private static byte[] manifest(byte[] tarball) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(tarball))) {
            byte[] header = in.readNBytes(512);
            while (header.length == 512 && header[0] != 0) {
                String name = new String(header, 0, 100, StandardCharsets.US_ASCII).split("\0", 2)[0];
                int size = Integer.parseInt(new String(header, 124, 11, StandardCharsets.US_ASCII).trim(), 8);
                byte[] content = in.readNBytes((size + 511) / 512 * 512);
                if (name.equals("package/package.json")) {
                    return Arrays.copyOf(content, size);
                }
                header = in.readNBytes(512);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        throw new AssertionError("no package.json");
    }

    static Stream<Arguments> generatorBuilds() {
        return entries("slsa-sigstore")
                .filter(entry -> entry.string("bundle").contains("/gha_"))
                .map(entry -> Arguments.of(entry.string("bundle"), entry));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("generatorBuilds")
    void a_build_by_a_reusable_workflow_is_of_level_three_at_released_versions(String file, JsonObject entry) {
        ArtifactDigest digest =
                ArtifactDigest.of(DigestAlgorithm.SHA256, entry.object("digest").string("sha256"));
        VerifiedAttestation attestation = attestation(json(file), digest);
        boolean released = entry.string("identity").contains("@refs/tags/v");
        String tag = file.replaceFirst("^.*-(v14\\.2|v14|v13\\.0\\.30)[.-].*$", "$1");
        SlsaExpectation.Builder expected =
                SlsaExpectation.builder(BUILDERS, EXAMPLE).level(3);
        if (tag.equals(file)) {
            expected.branch("main");
        } else {
            expected.tag(tag);
        }

        assertThat(code(expected.build().check(attestation))).isEqualTo(released ? "allowed" : "builder-untrusted");
        assertThat(code(SlsaExpectation.builder(BUILDERS, EXAMPLE + "2").build().check(attestation)))
                .isEqualTo(released ? "source-mismatch" : "builder-untrusted");
    }

    static Stream<Arguments> gitHubAttestations() {
        return Stream.concat(entries("gh-cli"), entries("slsa-bcr"))
                .filter(entry -> !entry.string("bundle").contains("sigstore-js"))
                .map(entry -> Arguments.of(entry.string("bundle"), entry));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("gitHubAttestations")
    void an_attestation_of_GitHub_is_of_its_repository(String file, JsonObject entry) {
        ArtifactDigest digest =
                ArtifactDigest.of(DigestAlgorithm.SHA256, entry.object("digest").string("sha256"));
        VerifiedAttestation attestation = attestation(json(file), digest);
        String source = Objects.requireNonNull(
                Objects.requireNonNull(attestation.workload()).sourceRepository());
        String name = source.substring("https://github.com/".length());
        String workflow = entry.string("identity")
                .replaceFirst("^https://github.com/", "")
                .replaceFirst("@.*$", "");
        GitHubExpectation.Builder expected = GitHubExpectation.repository(name)
                .issuer(entry.string("issuer"))
                .signerWorkflow(workflow);

        assertThat(code(expected.build().check(attestation))).isEqualTo("allowed");
        assertThat(code(GitHubExpectation.repository(name + "x")
                        .issuer(entry.string("issuer"))
                        .build()
                        .check(attestation)))
                .isEqualTo("repository-mismatch");
    }
}
