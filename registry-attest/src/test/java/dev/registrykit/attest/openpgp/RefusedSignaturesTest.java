package dev.registrykit.attest.openpgp;

import static dev.registrykit.attest.Refusals.code;
import static dev.registrykit.attest.openpgp.Keys.*;
import static dev.registrykit.attest.openpgp.OpenPgpKeysTest.signatureOf;
import static dev.registrykit.attest.openpgp.OpenPgpKeysTest.verify;
import static dev.registrykit.attest.openpgp.Signer.bytes;
import static dev.registrykit.attest.openpgp.Signer.critical;
import static dev.registrykit.attest.openpgp.Signer.field;
import static dev.registrykit.attest.openpgp.Signer.number;
import static dev.registrykit.attest.openpgp.Signer.packet;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a signature itself may not be, each with the reason that it is refused for. */
class RefusedSignaturesTest {
    private static final byte[] NONE = {};

    private final Signer key = Signer.ed25519(CREATED);
    private final Signer rsa = Signer.rsa(2_048, CREATED);
    private final byte[] certificate = bytes(certificate(key), certificate(rsa));

    private String answer(byte[] signature) {
        return code(verify(certificate, signature));
    }

    private String answerWith(byte[] hashed, byte[] others) {
        return answer(signatureWith(key, hashed, others));
    }

    @Test
    void a_signature_over_other_bytes_is_invalid() {
        assertThat(answer(signatureOf(key, "another artifact"))).isEqualTo("openpgp-signature-invalid");
    }

    @Test
    void a_signature_by_another_key_that_names_an_allowed_one_is_invalid() {
        byte[] forged = signatureWith(Signer.ed25519(CREATED), bytes(at(SIGNED), issuer(key)), NONE);

        assertThat(answer(forged)).isEqualTo("openpgp-signature-invalid");
    }

    @Test
    void a_signature_of_another_algorithm_than_its_key_is_invalid() {
        assertThat(answer(signatureWith(rsa, bytes(at(SIGNED), issuer(key)), NONE)))
                .isEqualTo("openpgp-signature-invalid");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 0x10, 0x18, 0x1f, 0x40, 0x50, 0xff})
    void only_a_signature_over_bytes_is_a_detached_one(int type) {
        byte[] signature = packet(2, key.sign(type, Signer.SHA512, ARTIFACT, bytes(at(SIGNED), issuer(key)), NONE));

        assertThat(answer(signature)).isEqualTo("openpgp-not-detached");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14, 17, 18, 19, 20})
    void a_packet_of_a_message_or_a_key_beside_the_signature_is_refused(int type) {
        assertThat(answer(bytes(signature(key), packet(type, new byte[10])))).isEqualTo("openpgp-not-detached");
        assertThat(answer(bytes(packet(type, new byte[10]), signature(key)))).isEqualTo("openpgp-not-detached");
    }

    @Test
    void a_file_without_a_signature_is_refused() {
        assertThat(answer(packet(10, "PGP".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("openpgp-not-detached");
        assertThat(answer(NONE)).isEqualTo("openpgp-malformed");
    }

    @Test
    void markers_padding_and_unknown_packets_that_are_not_critical_are_passed_over() {
        byte[] marker = packet(10, "PGP".getBytes(StandardCharsets.US_ASCII));

        assertThat(answer(bytes(marker, signature(key), packet(21, new byte[5]), packet(60, new byte[5]))))
                .isEqualTo("allowed");
        assertThat(answer(bytes(signature(key), packet(10, new byte[3])))).isEqualTo("openpgp-malformed");
        assertThat(answer(bytes(signature(key), packet(35, new byte[3])))).isEqualTo("openpgp-malformed");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 5, 7})
    void other_versions_than_4_and_6_are_refused(int version) {
        byte[] signature = signature(key);
        signature[6] = (byte) version;

        assertThat(answer(signature)).isEqualTo("openpgp-version-unsupported");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void weak_hashes_are_refused(int hash) {
        assertThat(answer(signature(rsa, hash, SIGNED))).isEqualTo("openpgp-hash-weak");
    }

    @Test
    void a_signature_that_has_expired_is_refused() {
        byte[] lifetime = field(3, number(3_600));

        assertThat(answer(signature(key, Signer.SHA512, SIGNED, lifetime))).isEqualTo("openpgp-signature-expired");
        assertThat(answer(signature(key, Signer.SHA512, NOW.minusSeconds(3_600), lifetime)))
                .isEqualTo("openpgp-signature-expired");
        assertThat(answer(signature(key, Signer.SHA512, NOW.minusSeconds(3_599), lifetime)))
                .isEqualTo("allowed");
    }

    @Test
    void a_signature_from_the_future_is_refused_beyond_five_minutes() {
        assertThat(answer(signature(key, Signer.SHA512, NOW.plusSeconds(300)))).isEqualTo("allowed");
        assertThat(answer(signature(key, Signer.SHA512, NOW.plusSeconds(301)))).isEqualTo("openpgp-signature-time");
    }

    @Test
    void a_signature_from_before_its_key_is_refused() {
        assertThat(answer(signature(key, Signer.SHA512, CREATED))).isEqualTo("allowed");
        assertThat(answer(signature(key, Signer.SHA512, CREATED.minusSeconds(1))))
                .isEqualTo("openpgp-signature-time");
    }

    @Test
    void the_time_must_be_signed_and_stand_once() {
        assertThat(answerWith(issuer(key), at(SIGNED))).isEqualTo("openpgp-malformed");
        assertThat(answerWith(bytes(at(SIGNED), at(NOW), issuer(key)), NONE)).isEqualTo("openpgp-malformed");
        assertThat(answerWith(bytes(at(SIGNED), issuer(key)), at(Instant.EPOCH)))
                .isEqualTo("allowed");
    }

    @Test
    void the_issuer_may_stand_in_either_area_by_fingerprint_or_key_id() {
        assertThat(answerWith(at(SIGNED), issuer(key))).isEqualTo("allowed");
        assertThat(answerWith(at(SIGNED), issuerId(key))).isEqualTo("allowed");
        assertThat(answerWith(bytes(at(SIGNED), issuerId(key)), issuer(key))).isEqualTo("allowed");
        assertThat(answerWith(at(SIGNED), NONE)).isEqualTo("openpgp-malformed");
    }

    @Test
    void issuers_that_are_not_one_key_are_refused() {
        byte[] signed = bytes(at(SIGNED), issuer(key));

        assertThat(answerWith(signed, issuer(rsa))).isEqualTo("openpgp-issuer-contradictory");
        assertThat(answerWith(signed, issuerId(rsa))).isEqualTo("openpgp-issuer-contradictory");
        assertThat(answerWith(bytes(signed, issuer(rsa)), NONE)).isEqualTo("openpgp-issuer-contradictory");
        assertThat(answerWith(bytes(at(SIGNED), issuerId(key)), issuerId(rsa)))
                .isEqualTo("openpgp-issuer-contradictory");
        assertThat(answerWith(at(SIGNED), field(33, bytes(6, new byte[32])))).isEqualTo("openpgp-issuer-contradictory");
        assertThat(answerWith(at(SIGNED), field(33))).isEqualTo("openpgp-malformed");
    }

    @Test
    void a_version_6_signature_with_a_key_id_is_refused() {
        Signer current = Signer.version6(CREATED);
        byte[] signature = signatureWith(current, bytes(at(SIGNED), issuer(current)), issuerId(current));

        assertThat(code(verify(certificate6(current), signature))).isEqualTo("openpgp-malformed");
    }

    @Test
    void critical_fields_that_are_not_understood_are_refused() {
        byte[] notation = field(20, bytes(0x80, 0, 0, 0, 0, 3, 0, 1, "a@bx".getBytes(StandardCharsets.US_ASCII)));
        byte[] unknown = field(100, (byte) 1);
        byte[] signed = bytes(at(SIGNED), issuer(key));

        assertThat(answerWith(bytes(signed, notation, unknown), NONE)).isEqualTo("allowed");
        assertThat(answerWith(bytes(signed, critical(notation)), NONE)).isEqualTo("openpgp-critical-unknown");
        assertThat(answerWith(bytes(signed, critical(unknown)), NONE)).isEqualTo("openpgp-critical-unknown");
        assertThat(answerWith(signed, critical(unknown))).isEqualTo("openpgp-critical-unknown");
        assertThat(answerWith(bytes(critical(at(SIGNED)), critical(issuer(key))), NONE))
                .isEqualTo("allowed");
    }

    @Test
    void armor_with_anything_around_it_is_refused() {
        String armored = new String(armored("PGP SIGNATURE", signature(key)), StandardCharsets.US_ASCII);

        assertThat(answer(armored)).isEqualTo("allowed");
        assertThat(answer("\n" + armored.replace("\n", "\r\n") + "\n\n")).isEqualTo("allowed");
        assertThat(answer(armored.replace("=AAAA\n", ""))).isEqualTo("allowed");
        assertThat(answer(armored + "more")).isEqualTo("openpgp-malformed");
        assertThat(answer("before\n" + armored)).isEqualTo("openpgp-malformed");
        assertThat(answer(armored + armored)).isEqualTo("openpgp-malformed");
        assertThat(answer(armored.replace("=AAAA\n", "=AAAA\nAAAA\n"))).isEqualTo("openpgp-malformed");
        assertThat(answer(armored.replace("\n\n", "\n"))).isEqualTo("openpgp-malformed");
        assertThat(answer(armored.replace("-----END PGP SIGNATURE-----", ""))).isEqualTo("openpgp-malformed");
        assertThat(answer(armored.replace("PGP SIGNATURE", "PGP MESSAGE"))).isEqualTo("openpgp-not-detached");
        assertThat(answer("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\ntext\n" + armored))
                .isEqualTo("openpgp-not-detached");
    }

    private String answer(String text) {
        return answer(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void binary_with_anything_around_it_or_in_parts_is_refused() {
        byte[] good = signature(key);
        byte[] parts = good.clone();
        parts[1] = (byte) 0xe1;

        assertThat(answer(bytes(good, 0))).isEqualTo("openpgp-malformed");
        assertThat(answer(bytes(good, 0xc2))).isEqualTo("openpgp-malformed");
        assertThat(answer(Arrays.copyOf(good, good.length - 1))).isEqualTo("openpgp-malformed");
        assertThat(answer(parts)).isEqualTo("openpgp-malformed");
        assertThat(answer(bytes(0x8b, 1, 2))).isEqualTo("openpgp-malformed");
        assertThat(answer(packet(2, bytes(Arrays.copyOfRange(good, 6, good.length), 0))))
                .isEqualTo("openpgp-malformed");
    }

    @Test
    void packets_with_lengths_of_the_old_and_the_short_forms_are_read() {
        byte[] body = Arrays.copyOfRange(signature(key), 6, signature(key).length);

        assertThat(answer(bytes(0x88, body.length, body))).isEqualTo("allowed");
        assertThat(answer(bytes(0x89, 0, body.length, body))).isEqualTo("allowed");
        assertThat(answer(bytes(0x8a, 0, 0, 0, body.length, body))).isEqualTo("allowed");
        assertThat(answer(bytes(0xc2, body.length, body))).isEqualTo("allowed");
    }

    @Test
    void files_beyond_their_limits_are_refused_before_they_are_parsed() {
        byte[] eight = bytes(times(8));

        assertThat(answer(eight)).isEqualTo("allowed");
        assertThat(answer(bytes(eight, signature(key)))).isEqualTo("openpgp-too-large");
        assertThat(answer(new byte[64 * 1024 + 1])).isEqualTo("openpgp-too-large");
        assertThat(answer(bytes(eight, eight, eight))).isEqualTo("openpgp-too-large");
    }

    private Object[] times(int signatures) {
        Object[] all = new Object[signatures];
        Arrays.fill(all, signature(key));
        return all;
    }
}
