package dev.registrykit.attest.openpgp;

import static dev.registrykit.attest.Refusals.code;
import static dev.registrykit.attest.openpgp.Keys.*;
import static dev.registrykit.attest.openpgp.Signer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.InvalidNameException;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which signatures are taken, by which keys, for which packages. */
class OpenPgpKeysTest {
    private static final PackageName WIDGET = PackageName.maven("com.example", "widget");

    private final Signer key = Signer.ed25519(CREATED);
    private final Signer other = Signer.ed25519(CREATED);

    static Decision<VerifiedSignature> verify(byte[] keyFile, byte[] signature) {
        return OpenPgpKeys.builder().allow("com.example", keyFile).build().verify(WIDGET, ARTIFACT, signature, NOW);
    }

    private static Stream<Arguments> algorithms() {
        return Stream.of(
                Arguments.of("Ed25519", Signer.ed25519(CREATED)),
                Arguments.of("ECDSA", Signer.ecdsa(CREATED)),
                Arguments.of("RSA", Signer.rsa(2_048, CREATED)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("algorithms")
    void a_signature_by_an_allowed_key_is_verified(String name, Signer signer) {
        VerifiedSignature verified = verify(certificate(signer), signature(signer))
                .orElseThrow(failure -> new AssertionError(name + ": " + failure));

        assertThat(verified.primaryFingerprint()).isEqualTo(signer.fingerprint());
        assertThat(verified.signingFingerprint()).isEqualTo(signer.fingerprint());
        assertThat(verified.createdAt()).isEqualTo(SIGNED);
        assertThat(verified.hashAlgorithm()).isEqualTo("SHA-512");
        assertThat(verified).asString().contains(signer.fingerprint());
    }

    @Test
    void a_signature_by_a_bound_sub_key_is_verified() {
        VerifiedSignature verified = verify(certificate(key, other), signature(other))
                .orElseThrow(failure -> new AssertionError(failure.toString()));

        assertThat(verified.primaryFingerprint()).isEqualTo(key.fingerprint());
        assertThat(verified.signingFingerprint()).isEqualTo(other.fingerprint());
    }

    @Test
    void version_6_keys_and_signatures_are_read() {
        Signer current = Signer.version6(CREATED);

        VerifiedSignature verified = verify(certificate6(current), signature(current))
                .orElseThrow(failure -> new AssertionError(failure.toString()));

        assertThat(verified.primaryFingerprint()).hasSize(64).isEqualTo(current.fingerprint());
    }

    @Test
    void armor_and_streams_are_read_as_well() throws IOException {
        OpenPgpKeys keys = OpenPgpKeys.builder()
                .allow("com.example", armored("PGP PUBLIC KEY BLOCK", certificate(key)))
                .build();

        var verified =
                keys.verify(WIDGET, new ByteArrayInputStream(ARTIFACT), armored("PGP SIGNATURE", signature(key)), NOW);

        assertThat(code(verified)).isEqualTo("allowed");
    }

    @Test
    void a_key_signs_for_its_namespace_and_below_and_for_no_other() {
        OpenPgpKeys keys = OpenPgpKeys.builder()
                .allow("com.example", certificate(key))
                .allow(PackagePattern.parse("maven:org.acme:tool"), certificate(other))
                .build();

        assertThat(answer(keys, "com.example", "widget", key)).isEqualTo("allowed");
        assertThat(answer(keys, "com.example.net", "widget", key)).isEqualTo("allowed");
        assertThat(answer(keys, "org.acme", "tool", other)).isEqualTo("allowed");
        assertThat(answer(keys, "com.examples", "widget", key)).isEqualTo("openpgp-key-of-another-namespace");
        assertThat(answer(keys, "org.acme", "tool", key)).isEqualTo("openpgp-key-of-another-namespace");
        assertThat(answer(keys, "org.acme", "tools", other)).isEqualTo("openpgp-key-of-another-namespace");
        assertThat(answer(keys, "com.example", "widget", Signer.ed25519(CREATED)))
                .isEqualTo("openpgp-key-unknown");
    }

    private static String answer(OpenPgpKeys keys, String group, String artifact, Signer by) {
        return code(keys.verify(PackageName.maven(group, artifact), ARTIFACT, signature(by), NOW));
    }

    @Test
    void a_namespace_may_have_several_keys() {
        OpenPgpKeys keys = OpenPgpKeys.builder()
                .allow("com.example", bytes(certificate(key), certificate(other)))
                .allow("com.example", certificate(Signer.ed25519(CREATED)))
                .build();

        assertThat(answer(keys, "com.example", "widget", key)).isEqualTo("allowed");
        assertThat(answer(keys, "com.example", "widget", other)).isEqualTo("allowed");
    }

    @Test
    void without_any_key_every_signature_is_refused() {
        assertThat(answer(OpenPgpKeys.builder().build(), "com.example", "widget", key))
                .isEqualTo("openpgp-key-unknown");
    }

    @Test
    void of_several_signatures_each_by_an_allowed_key_must_be_good_and_others_are_passed_over() {
        Signer stranger = Signer.ed25519(CREATED);
        byte[] keyFile = bytes(certificate(key), certificate(other));
        byte[] bad = signatureOf(other, "another artifact");

        assertThat(code(verify(keyFile, bytes(signature(stranger), signature(key)))))
                .isEqualTo("allowed");
        assertThat(code(verify(keyFile, bytes(signature(key), signature(other)))))
                .isEqualTo("allowed");
        assertThat(code(verify(keyFile, bytes(signature(key), bad)))).isEqualTo("openpgp-signature-invalid");
        assertThat(code(verify(keyFile, signature(stranger)))).isEqualTo("openpgp-key-unknown");
    }

    static byte[] signatureOf(Signer by, String artifact) {
        byte[] covered = artifact.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Signer.packet(2, by.sign(0x00, Signer.SHA512, covered, bytes(at(SIGNED), issuer(by)), new byte[0]));
    }

    @Test
    void a_revocation_in_one_file_counts_for_the_same_key_in_another() {
        OpenPgpKeys keys = OpenPgpKeys.builder()
                .allow("com.example", certificate(key))
                .allow("org.acme", bytes(primary(key), direct(key, 0x20, Signer.SHA256, NOW, reason(2))))
                .build();

        assertThat(answer(keys, "com.example", "widget", key)).isEqualTo("openpgp-key-revoked");
    }

    @Test
    void a_form_learns_what_is_wrong_with_a_key() {
        assertThat(OpenPgpKeys.check(bytes(certificate(key), certificate(other)), NOW))
                .isEqualTo(Decision.allowed(java.util.List.of(key.fingerprint(), other.fingerprint())));
        assertThat(code(OpenPgpKeys.check(signature(key), NOW))).isEqualTo("openpgp-malformed");
        assertThat(code(OpenPgpKeys.check(bare(key), NOW))).isEqualTo("openpgp-self-signature-missing");
        assertThat(code(OpenPgpKeys.check(new byte[512 * 1024 + 1], NOW))).isEqualTo("openpgp-too-large");
        assertThat(code(OpenPgpKeys.check(certificate(Signer.rsa(1_024, CREATED)), NOW)))
                .isEqualTo("openpgp-key-weak");
    }

    @Test
    void what_a_host_gives_wrongly_fails_at_once() {
        OpenPgpKeys.Builder builder = OpenPgpKeys.builder();

        assertThatThrownBy(() -> builder.allow("com.example", signature(key)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.allow("not a namespace", certificate(key)))
                .isInstanceOf(InvalidNameException.class);
    }
}
