package dev.registrykit.attest.openpgp;

import static dev.registrykit.attest.Refusals.code;
import static dev.registrykit.attest.openpgp.Keys.*;
import static dev.registrykit.attest.openpgp.OpenPgpKeysTest.verify;
import static dev.registrykit.attest.openpgp.Signer.bytes;
import static dev.registrykit.attest.openpgp.Signer.critical;
import static dev.registrykit.attest.openpgp.Signer.field;
import static dev.registrykit.attest.openpgp.Signer.number;
import static dev.registrykit.attest.openpgp.Signer.packet;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key may not be, each with the reason that its signatures are refused for. */
class RefusedKeysTest {
    private static final int POSITIVE = 0x13;
    private static final int DIRECT = 0x1f;
    private static final int KEY_REVOCATION = 0x20;
    private static final int BINDING = 0x18;
    private static final int SUBKEY_REVOCATION = 0x28;
    private static final int CERTIFICATION_REVOCATION = 0x30;
    private static final Instant BEFORE = SIGNED.minusSeconds(1);

    private final Signer key = Signer.ed25519(CREATED);
    private final Signer sub = Signer.ed25519(CREATED);
    /** The primary key and its self-signature, for sub-keys to follow. */
    private final byte[] certifier =
            bytes(bare(key), certification(key, POSITIVE, Signer.SHA256, CREATED, flags(CERTIFY)));

    private String byKey(Object... certificate) {
        return code(verify(bytes(certificate), signature(key)));
    }

    private String bySub(byte[]... afterSubKey) {
        return code(verify(bytes(certifier, subKey(sub), bytes((Object[]) afterSubKey)), signature(sub)));
    }

    private byte[] bound(byte[]... fields) {
        return binding(key, sub, BINDING, Signer.SHA256, CREATED, fields);
    }

    private byte[] answered() {
        return answer(key, sub, Signer.SHA256);
    }

    // Strength

    @Test
    void weak_keys_are_refused() {
        Signer shortRsa = Signer.rsa(1_024, CREATED);
        Signer dsa = Signer.dsa(CREATED);

        assertThat(code(verify(certificate(shortRsa), signature(shortRsa)))).isEqualTo("openpgp-key-weak");
        assertThat(code(verify(certificate(dsa), signature(dsa, Signer.SHA256, SIGNED))))
                .isEqualTo("openpgp-key-weak");
        assertThat(code(verify(certificate(shortRsa, sub), signature(sub)))).isEqualTo("openpgp-key-weak");
        assertThat(code(verify(certificate(key, shortRsa), signature(shortRsa))))
                .isEqualTo("openpgp-key-weak");
    }

    @Test
    void an_elgamal_key_is_weak() {
        byte[] number = bytes(4, 0, new byte[128]);
        number[2] = (byte) 0x80;
        byte[] elgamal = packet(6, bytes(4, number(CREATED.getEpochSecond()), 20, number, number, number));

        assertThat(code(OpenPgpKeys.check(elgamal, NOW))).isEqualTo("openpgp-key-weak");
    }

    // Expiry

    @Test
    void a_key_that_had_expired_when_it_signed_is_refused() {
        assertThat(byKey(bare(key), self(CREATED, keyEnds(key, SIGNED)))).isEqualTo("openpgp-key-expired");
        assertThat(byKey(bare(key), self(CREATED, keyEnds(key, SIGNED.plusSeconds(1)))))
                .isEqualTo("allowed");
    }

    private byte[] self(Instant at, byte[]... fields) {
        return certification(key, POSITIVE, Signer.SHA256, at, bytes(flags(CERTIFY | SIGN), bytes((Object[]) fields)));
    }

    @Test
    void the_newest_self_signature_says_when_a_key_expires() {
        byte[] early = self(CREATED, keyEnds(key, BEFORE));
        byte[] late = self(CREATED.plusSeconds(1), keyEnds(key, NOW));

        assertThat(byKey(bare(key), early, late)).isEqualTo("allowed");
        assertThat(byKey(bare(key), late, early)).isEqualTo("allowed");
        assertThat(byKey(bare(key), late, self(NOW, keyEnds(key, BEFORE)))).isEqualTo("openpgp-key-expired");
        assertThat(byKey(bare(key), early, self(NOW.plusSeconds(1)))).isEqualTo("openpgp-key-expired");
        assertThat(byKey(
                        primary(key),
                        direct(key, DIRECT, Signer.SHA256, CREATED, keyEnds(key, BEFORE)),
                        userId(),
                        late))
                .isEqualTo("openpgp-key-expired");
    }

    @Test
    void an_expired_primary_key_or_sub_key_ends_the_sub_key() {
        byte[] expired = bytes(
                bare(key),
                certification(key, POSITIVE, Signer.SHA256, CREATED, flags(CERTIFY), keyEnds(key, SIGNED)),
                subKey(sub),
                bound(flags(SIGN), answered()));

        assertThat(code(verify(expired, signature(sub)))).isEqualTo("openpgp-key-expired");
        assertThat(bySub(bound(flags(SIGN), answered(), keyEnds(sub, SIGNED)))).isEqualTo("openpgp-key-expired");
    }

    // Revocation

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 2, 100})
    void a_key_that_is_revoked_for_good_is_refused_even_for_what_it_signed_before(int reason) {
        byte[] stated = reason < 0 ? new byte[0] : reason(reason);

        assertThat(byKey(
                        primary(key), direct(key, KEY_REVOCATION, Signer.SHA256, NOW, stated), userId(), self(CREATED)))
                .isEqualTo("openpgp-key-revoked");
        assertThat(bySub(
                        bound(flags(SIGN), answered()),
                        binding(key, sub, SUBKEY_REVOCATION, Signer.SHA256, NOW, stated)))
                .isEqualTo("openpgp-key-revoked");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void a_key_that_was_superseded_or_retired_is_refused_for_what_it_signed_since(int reason) {
        assertThat(byKey(primary(key), retired(reason, SIGNED), userId(), self(CREATED)))
                .isEqualTo("openpgp-key-revoked");
        assertThat(byKey(primary(key), retired(reason, SIGNED.plusSeconds(1)), userId(), self(CREATED)))
                .isEqualTo("allowed");
        assertThat(bySub(
                        bound(flags(SIGN), answered()),
                        binding(key, sub, SUBKEY_REVOCATION, Signer.SHA256, SIGNED, reason(reason))))
                .isEqualTo("openpgp-key-revoked");
        assertThat(bySub(
                        bound(flags(SIGN), answered()),
                        binding(key, sub, SUBKEY_REVOCATION, Signer.SHA256, NOW, reason(reason))))
                .isEqualTo("allowed");
    }

    private byte[] retired(int reason, Instant at) {
        return direct(key, KEY_REVOCATION, Signer.SHA256, at, reason(reason));
    }

    @Test
    void a_revocation_counts_with_a_weak_hash_and_not_when_another_key_made_it() {
        Signer rsa = Signer.rsa(2_048, CREATED);
        byte[] weak = bytes(certificate(rsa), primary(rsa), direct(rsa, KEY_REVOCATION, Signer.SHA1, NOW));
        byte[] foreign = packet(
                2, sub.sign(KEY_REVOCATION, Signer.SHA256, key.hashed(), bytes(at(NOW), issuer(key)), new byte[0]));

        assertThat(code(verify(weak, signature(rsa)))).isEqualTo("openpgp-key-revoked");
        assertThat(byKey(primary(key), foreign, userId(), self(CREATED))).isEqualTo("allowed");
    }

    @Test
    void a_key_whose_only_user_id_is_revoked_has_no_self_signature() {
        byte[] revoked = certification(key, CERTIFICATION_REVOCATION, Signer.SHA256, NOW, reason(32));

        assertThat(byKey(bare(key), self(CREATED), revoked)).isEqualTo("openpgp-self-signature-missing");
        assertThat(byKey(
                        bare(key),
                        self(SIGNED),
                        certification(key, CERTIFICATION_REVOCATION, Signer.SHA256, CREATED, reason(32))))
                .isEqualTo("allowed");
    }

    // Self-signatures

    @Test
    void a_key_without_a_self_signature_of_its_own_is_refused() {
        byte[] foreign =
                packet(2, sub.sign(POSITIVE, Signer.SHA256, new byte[0], bytes(at(CREATED), issuer(key)), new byte[0]));

        assertThat(byKey(bare(key))).isEqualTo("openpgp-self-signature-missing");
        assertThat(byKey(bare(key), foreign)).isEqualTo("openpgp-self-signature-missing");
        assertThat(byKey(bare(key), self(NOW.plusSeconds(1)))).isEqualTo("openpgp-self-signature-missing");
        assertThat(byKey(bare(key), self(CREATED, field(3, number(60))))).isEqualTo("openpgp-self-signature-missing");
        assertThat(byKey(bare(key), self(CREATED, critical(field(100, (byte) 1)))))
                .isEqualTo("openpgp-self-signature-missing");
        assertThat(byKey(bare(key), self(CREATED, at(NOW)))).isEqualTo("openpgp-self-signature-missing");
    }

    @Test
    void a_version_6_key_needs_one_over_the_key_itself() {
        Signer current = Signer.version6(CREATED);

        assertThat(code(verify(certificate(current), signature(current)))).isEqualTo("openpgp-self-signature-missing");
    }

    @Test
    void self_signatures_and_bindings_with_a_weak_hash_do_not_count() {
        Signer rsa = Signer.rsa(2_048, CREATED);
        byte[] weak = certification(rsa, POSITIVE, Signer.SHA1, CREATED, flags(CERTIFY | SIGN));
        byte[] weakBinding = bytes(
                certificate(rsa),
                subKey(sub),
                binding(rsa, sub, BINDING, Signer.SHA1, CREATED, flags(SIGN), answer(rsa, sub, Signer.SHA256)));

        assertThat(code(verify(bytes(bare(rsa), weak), signature(rsa)))).isEqualTo("openpgp-self-signature-weak");
        assertThat(code(verify(weakBinding, signature(sub)))).isEqualTo("openpgp-self-signature-weak");
    }

    // Sub-keys and flags

    @Test
    void a_key_without_the_signing_flag_is_refused() {
        assertThat(byKey(certifier)).isEqualTo("openpgp-key-not-for-signing");
        assertThat(byKey(bare(key), certification(key, POSITIVE, Signer.SHA256, CREATED)))
                .isEqualTo("openpgp-key-not-for-signing");
        assertThat(bySub(bound(flags(ENCRYPT), answered()))).isEqualTo("openpgp-key-not-for-signing");
        assertThat(bySub(bound(answered()))).isEqualTo("openpgp-key-not-for-signing");
    }

    @Test
    void a_sub_key_that_its_primary_key_did_not_bind_is_refused() {
        Signer thief = Signer.ed25519(CREATED);
        byte[] stolen = binding(thief, sub, BINDING, Signer.SHA256, CREATED, flags(SIGN), answered());

        assertThat(bySub()).isEqualTo("openpgp-subkey-not-bound");
        assertThat(bySub(stolen)).isEqualTo("openpgp-subkey-not-bound");
        assertThat(bySub(bound(flags(SIGN), answered(), field(3, number(60))))).isEqualTo("openpgp-subkey-not-bound");
        assertThat(bySub(binding(key, sub, BINDING, Signer.SHA256, NOW.plusSeconds(1), flags(SIGN), answered())))
                .isEqualTo("openpgp-subkey-not-bound");
    }

    @Test
    void a_sub_key_that_did_not_sign_back_is_refused() {
        Signer thief = Signer.ed25519(CREATED);
        Signer rsa = Signer.rsa(2_048, CREATED);

        assertThat(bySub(bound(flags(SIGN)))).isEqualTo("openpgp-subkey-not-cross-certified");
        // The sub-key answered to its true primary key, not to this one.
        assertThat(code(verify(
                        bytes(
                                certificate(thief),
                                subKey(sub),
                                binding(thief, sub, BINDING, Signer.SHA256, CREATED, flags(SIGN), answered())),
                        signature(sub))))
                .isEqualTo("openpgp-subkey-not-cross-certified");
        assertThat(code(verify(
                        bytes(
                                certifier,
                                subKey(rsa),
                                binding(
                                        key,
                                        rsa,
                                        BINDING,
                                        Signer.SHA256,
                                        CREATED,
                                        flags(SIGN),
                                        answer(key, rsa, Signer.SHA1))),
                        signature(rsa))))
                .isEqualTo("openpgp-subkey-not-cross-certified");
    }

    @Test
    void the_newest_binding_counts() {
        byte[] withdrawn = binding(key, sub, BINDING, Signer.SHA256, NOW, flags(ENCRYPT));

        assertThat(bySub(bound(flags(SIGN), answered()), withdrawn)).isEqualTo("openpgp-key-not-for-signing");
    }

    @Test
    void a_sub_key_that_was_adopted_by_another_key_stays_good_under_its_own() {
        Signer thief = Signer.ed25519(CREATED);
        byte[] adopted = bytes(
                certificate(thief), subKey(sub), binding(thief, sub, BINDING, Signer.SHA256, CREATED, flags(SIGN)));

        assertThat(code(verify(bytes(adopted, certificate(key, sub)), signature(sub))))
                .isEqualTo("allowed");
    }

    @Test
    void a_signature_from_before_its_sub_key_is_refused() {
        Signer late = Signer.ed25519(SIGNED.plus(Duration.ofDays(1)));

        assertThat(code(verify(certificate(key, late), signature(late)))).isEqualTo("openpgp-signature-time");
    }

    // Files of keys

    @Test
    void what_is_no_public_key_is_refused() {
        assertThat(code(OpenPgpKeys.check(userId(), NOW))).isEqualTo("openpgp-malformed");
        assertThat(code(OpenPgpKeys.check(bytes(certificate(key), packet(5, new byte[9])), NOW)))
                .isEqualTo("openpgp-malformed");
        assertThat(code(OpenPgpKeys.check(packet(6, bytes(3, new byte[20])), NOW)))
                .isEqualTo("openpgp-malformed");
        assertThat(code(OpenPgpKeys.check(armored("PGP PRIVATE KEY BLOCK", certificate(key)), NOW)))
                .isEqualTo("openpgp-malformed");
        assertThat(code(OpenPgpKeys.check(packet(10, new byte[] {'P', 'G', 'P'}), NOW)))
                .isEqualTo("openpgp-malformed");
    }

    @Test
    void a_sub_key_that_cannot_be_read_is_passed_over_with_its_signatures() {
        byte[] unreadable = packet(14, bytes(9, new byte[20]));

        assertThat(byKey(
                        certificate(key),
                        unreadable,
                        bound(flags(SIGN)),
                        packet(17, new byte[3]),
                        packet(12, new byte[2])))
                .isEqualTo("allowed");
    }
}
