package dev.registrykit.attest;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.core.decision.Decision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A real envelope with an in-toto statement: the publish attestation of a package on PyPI. */
class EnvelopeTest {
    private static final SignerIdentity SIGNER = SignerIdentity.of(
            "https://github.com/trailofbits/pypi-attestations/.github/workflows/release.yml@refs/tags/v0.0.19",
            "https://token.actions.githubusercontent.com");

    private final Path corpus = Corpora.directory("bundles").resolve("pypi");
    private final byte[] artifact = Corpora.read(corpus.resolve("pypi_attestations-0.0.19.tar.gz"));
    private final byte[] bundle =
            Corpora.read(corpus.resolve("pypi_attestations-0.0.19.tar.gz.publish.attestation.bundle.json"));

    private Decision<VerifiedAttestation> verify(byte[] content, byte[] json) {
        return Bundle.parse(json)
                .then(parsed -> Corpora.verifier(Corpora.publicGood())
                        .verify(parsed, ArtifactDigest.of(content), SignerPolicy.signer(SIGNER)));
    }

    private String changed(Consumer<JsonObject> change) {
        return code(verify(artifact, Mutated.bundle(bundle, change)));
    }

    @Test
    void the_statement_and_its_subject_are_part_of_what_is_verified() {
        VerifiedAttestation verified =
                verify(artifact, bundle).orElseThrow(failure -> new AssertionError(failure.toString()));

        assertThat(verified.statement()).isNotNull();
        assertThat(verified.statement().predicateType()).isEqualTo("https://docs.pypi.org/attestations/publish/v1");
        assertThat(verified.subjectNames()).containsExactly("pypi_attestations-0.0.19.tar.gz");
        assertThat(new String(verified.statement().bytes(), StandardCharsets.UTF_8))
                .contains(ArtifactDigest.of(artifact).hex(dev.registrykit.attest.bundle.DigestAlgorithm.SHA256));
    }

    @Test
    void a_statement_about_another_artifact_is_refused() {
        assertThat(code(verify(new byte[] {1}, bundle))).isEqualTo("digest-mismatch");
    }

    @Test
    void a_changed_statement_is_refused() {
        assertThat(changed(Mutated.text("dsseEnvelope/payload", payload -> {
                    String json = new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8);
                    assertThat(json).contains("publish/v1");
                    return Base64.getEncoder()
                            .encodeToString(
                                    json.replace("publish/v1", "publish/v2").getBytes(StandardCharsets.UTF_8));
                })))
                .isEqualTo("signature-invalid");
        assertThat(changed(Mutated.bit("dsseEnvelope/signatures/0/sig", -1))).isEqualTo("signature-invalid");
    }

    @Test
    void another_type_of_payload_is_not_verified() {
        assertThat(changed(Mutated.text("dsseEnvelope/payloadType", type -> "application/json")))
                .isEqualTo("statement-malformed");
    }

    @Test
    void a_second_signature_is_refused() {
        assertThat(changed(json -> Mutated.at(json, "dsseEnvelope/signatures")
                        .getAsJsonArray()
                        .add(Mutated.at(json, "dsseEnvelope/signatures/0").deepCopy())))
                .isEqualTo("bundle-malformed");
    }
}
