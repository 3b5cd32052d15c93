package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.Corpora;
import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerificationOptions;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustedKeys;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.MavenPath;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The examples of the documentation, on real artifacts and with real signatures. */
class ExamplesCorpusTest {
    private final RegistryAttest attest = Corpora.verifier(Corpora.publicGood());
    private final Path corpus = Corpora.directory("bundles");

    private byte[] read(String file) {
        return Corpora.read(corpus.resolve(file));
    }

    @Test
    void maven() {
        var policy = WorkloadPolicy.builder(Jobs.ISSUER, "https://github.com/sigstore/sigstore-java")
                .repositoryId("460184708")
                .ownerId("71096353")
                .workflow(".github/workflows/release-sigstore-java-from-tag.yaml")
                .build();
        var file = MavenPath.parse("dev/sigstore/sigstore-java/2.0.0/sigstore-java-2.0.0.pom");
        var pom = read("maven-central/sigstore-java-2.0.0.pom");

        var bundle = Bundle.parse(read("maven-central/sigstore-java-2.0.0.pom.sigstore.json"))
                .then(b -> attest.verify(b, ArtifactDigest.of(pom), policy));

        assertThat(code(MavenExpectation.bundle().check(file, bundle, null))).isEqualTo("allowed");
    }

    @Test
    void npm() {
        var tarball = ArtifactDigest.of(read("slsa-npm/gundam-visor-cli-v1-tag.tgz"));
        var json = read("slsa-npm/gundam-visor-cli-v1-tag.tgz.json");
        var release = Release.of(PackageName.npm("gundam-visor"), "1.0.1");
        var source = "https://github.com/ramonpetgrave64/gundam-visor";
        var keyId = "SHA256:jl3bwswu80PjjokCgh0o2w5c2U4LhQAE57gj9cz1kzA";
        var npm = RegistryAttest.builder()
                .trustRoot(TrustRoot.file(Corpora.publicGood()), promises())
                .trustedKeys(TrustedKeys.of(keyId, npmKey(keyId)))
                .build();

        var built = SlsaExpectation.builder(TrustedBuilders.gitHub(), source)
                .level(2)
                .tag("v1.0.1")
                .build();
        var verified = NpmAttestations.read(json)
                .then(both -> npm.verify(both.publish(), tarball, SignerPolicy.key(keyId))
                        .then(publish -> npm.verify(both.provenance(), tarball, built.asSigner())
                                .then(provenance -> NpmExpectation.of("https://registry.npmjs.org")
                                        .check(publish, provenance, release))));

        assertThat(verified.map(SlsaProvenance::builderId))
                .isEqualTo(Decision.allowed("https://github.com/actions/runner/github-hosted"));
    }

    /** Bundles of that time hold the log's promise alone. */
    private static VerificationOptions promises() {
        return VerificationOptions.builder().acceptPromiseWithoutProof().build();
    }

    private PublicKey npmKey(String keyId) {
        JsonObject key =
                StrictJson.object(read("trust/npm-registry-keys.json"), JsonLimits.small()).objects("keys").stream()
                        .filter(listed -> listed.string("keyId").equals(keyId)
                                && listed.string("keyUsage").equals("npm:attestations"))
                        .findFirst()
                        .orElseThrow();
        byte[] der = Base64.getDecoder().decode(key.object("publicKey").string("rawBytes"));
        try {
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException unusable) {
            throw new AssertionError(unusable);
        }
    }

    @Test
    void gitHub() {
        var archive = read("slsa-bcr/rules_lint-v1.3.1.tar.gz");
        var json = read("slsa-bcr/rules_lint-v1.3.1.tar.gz.intoto.jsonl");

        var expected = GitHubExpectation.repository("aspect-build/rules_lint")
                .signerWorkflow("bazel-contrib/.github/.github/workflows/release_ruleset.yaml")
                .build();
        var verified = Bundle.parse(json).then(b -> attest.verify(b, ArtifactDigest.of(archive), expected.asSigner()));

        assertThat(code(verified)).isEqualTo("allowed");
    }

    @Test
    void a_workflow_that_is_not_the_expected_one_is_refused_though_all_else_verifies() {
        var module = read("slsa-bcr/MODULE-wrong-signer.bazel");
        var json = read("slsa-bcr/MODULE-wrong-signer.bazel.intoto.jsonl");

        var expected = GitHubExpectation.repository("loosebazooka/aa-test")
                .signerWorkflow("bazel-contrib/publish-to-bcr/.github/workflows/publish.yaml")
                .build();
        var verified = Bundle.parse(json).then(b -> attest.verify(b, ArtifactDigest.of(module), expected.asSigner()));

        assertThat(code(verified)).isEqualTo("signer-workflow-mismatch");
    }

    @Test
    void slsa() {
        var archive = read("slsa-bcr/rules_lint-v1.3.1.tar.gz");
        var json = read("slsa-bcr/rules_lint-v1.3.1.tar.gz.intoto.jsonl");

        var builders = TrustedBuilders.builder()
                .workflow(
                        Jobs.ISSUER,
                        "https://github.com/bazel-contrib/.github/.github/workflows/release_ruleset.yaml",
                        3)
                .build();
        var expected = SlsaExpectation.builder(builders, "https://github.com/aspect-build/rules_lint")
                .level(3)
                .branch("publish-to-bcr")
                .build();
        var build = Bundle.parse(json)
                .then(b -> attest.verify(b, ArtifactDigest.of(archive), expected.asSigner()))
                .then(expected::check);

        assertThat(build.map(SlsaBuild::level)).isEqualTo(Decision.allowed(3));
    }

    @Test
    void any_other_registry() {
        var artifact = read("gh-cli/custom-issuer-artifact");
        var json = read("gh-cli/custom-issuer.sigstore.json");
        var signer = SignerPolicy.signer(SignerIdentity.of(
                "https://github.com/too-legit/attest/.github/workflows/integration.yml@refs/heads/main",
                Jobs.ISSUER + "/hammer-time"));

        var expected =
                StatementExpectation.builder().predicateType(SlsaProvenance.V1).build();
        var accepted = Bundle.parse(json)
                .then(b -> attest.verify(b, ArtifactDigest.of(artifact), signer))
                .then(found -> expected.check(found, "artifact"));

        assertThat(code(accepted)).isEqualTo("allowed");
    }
}
