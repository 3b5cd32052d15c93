package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.Corpora;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.sigstore.Attestations;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A real verification summary with the values that it must be held against. */
class VsaCorpusTest {
    private static final ArtifactDigest ANY = ArtifactDigest.of(new byte[0]);

    private static byte[] read(String name) {
        return Corpora.read(Corpora.directory("bundles").resolve("slsa-vsa").resolve(name));
    }

    private static JsonObject json(byte[] bytes) {
        return StrictJson.object(bytes, JsonLimits.small());
    }

    private static JsonObject expected() {
        return json(read("expected.json"));
    }

    private static JsonObject envelope() {
        return json(read(expected().string("attestation")));
    }

    private static byte[] payload() {
        return Base64.getDecoder().decode(envelope().string("payload"));
    }

    static Stream<Arguments> cases() {
        return expected().objects("cases").stream()
                .map(one -> Arguments.of(one.string("name"), one.string("expected")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void a_summary_counts_for_its_key_verifier_and_resource_alone(String name, String outcome) {
        JsonObject values = expected();
        String hint = values.string("publicKeyId");
        String presented =
                name.startsWith("empty") ? "" : name.startsWith("public key id ") ? name.substring(14) : hint;
        VsaExpectation.Builder expected = VsaExpectation.builder().verifierKey(hint, values.string("verifierId"));
        values.strings("verifiedLevels").forEach(expected::level);
        var attestation = Attestations.byKey(presented, new String(payload(), StandardCharsets.UTF_8), ANY);

        assertThat(code(expected.build().check(attestation, values.string("resourceUri"))))
                .isEqualTo(outcome.equals("verify") ? "allowed" : "summary-verifier-untrusted");
    }

    @Test
    void the_summary_was_signed_by_the_key_beside_it() throws GeneralSecurityException {
        String pem = new String(read(expected().string("publicKey")), StandardCharsets.US_ASCII);
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der)));
        String type = envelope().string("payloadType");
        var encoded = new ByteArrayOutputStream();
        encoded.writeBytes(("DSSEv1 " + type.length() + " " + type + " " + payload().length + " ")
                .getBytes(StandardCharsets.US_ASCII));
        encoded.writeBytes(payload());
        signature.update(encoded.toByteArray());

        assertThat(signature.verify(Base64.getDecoder()
                        .decode(envelope().objects("signatures").get(0).string("sig"))))
                .isTrue();
    }

    @Test
    void an_artifact_that_is_named_by_no_strong_digest_is_not_found() {
        assertThat(code(Statement.parse(payload()).then(statement -> statement.subjectsOf(ANY))))
                .isEqualTo("digest-mismatch");
    }
}
