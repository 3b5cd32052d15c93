package dev.registrykit.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
    private static final byte[] OLD = key(1);
    private static final byte[] NEW = key(2);
    private static final byte[] TEXT = "seed".getBytes(StandardCharsets.UTF_8);

    private final KeyRing ring = KeyRing.of("k1", OLD);

    @Test
    void this_test_computes_hkdf_as_rfc_5869_does() throws Exception {
        // RFC 5869, appendix A.3: SHA-256 with neither salt nor info; the first block of the output.
        byte[] keyMaterial = HexFormat.of().parseHex("0b".repeat(22));
        assertThat(HexFormat.of().formatHex(hkdf(keyMaterial, new byte[0])))
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    }

    @Test
    void a_mac_is_hmac_sha_256_under_an_hkdf_key_of_its_purpose() throws Exception {
        byte[] expected = hmac(hkdf(OLD, "registrykit mac:throttle".getBytes(StandardCharsets.UTF_8)), TEXT);
        assertThat(ring.mac("throttle", TEXT)).isEqualTo(expected).hasSize(32);
        assertThat(ring.verifyMac("k1", "throttle", TEXT, expected)).isTrue();
    }

    @Test
    void a_sealed_value_is_aes_256_gcm_under_an_hkdf_key_of_its_purpose() throws Exception {
        String sealed = ring.seal("totp", "row-1", TEXT);
        assertThat(sealed).startsWith("k1.");
        byte[] joined = java.util.Base64.getUrlDecoder().decode(sealed.substring(3));
        byte[] key = hkdf(OLD, "registrykit seal:totp".getBytes(StandardCharsets.UTF_8));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, Arrays.copyOf(joined, 12)));
        cipher.updateAAD("row-1".getBytes(StandardCharsets.UTF_8));
        assertThat(cipher.doFinal(joined, 12, joined.length - 12)).isEqualTo(TEXT);
    }

    @Test
    void a_mac_for_other_data_another_purpose_or_another_key_does_not_verify() {
        byte[] mac = ring.mac("throttle", TEXT);
        assertThat(ring.verifyMac("k1", "throttle", "seee".getBytes(StandardCharsets.UTF_8), mac))
                .isFalse();
        assertThat(ring.verifyMac("k1", "recovery", TEXT, mac)).isFalse();
        assertThat(ring.verifyMac("k2", "throttle", TEXT, mac)).isFalse();
        assertThat(ring.verifyMac("k1", "throttle", TEXT, Arrays.copyOf(mac, 31)))
                .isFalse();
        assertThat(ring.verifyMac("k1", "throttle", TEXT, new byte[0])).isFalse();
        assertThat(KeyRing.of("k1", NEW).verifyMac("k1", "throttle", TEXT, mac)).isFalse();
    }

    @Test
    void the_keys_of_macs_and_of_encryption_are_apart_whatever_the_purpose_is_called() throws Exception {
        byte[] sealKey = hkdf(OLD, "registrykit seal:totp".getBytes(StandardCharsets.UTF_8));
        assertThat(ring.mac("seal:totp", TEXT)).isNotEqualTo(hmac(sealKey, TEXT));
    }

    @Property(tries = 50)
    void what_was_sealed_is_opened(@ForAll @Size(max = 200) byte[] plaintext, @ForAll String context) {
        assertThat(ring.open("totp", context, ring.seal("totp", context, plaintext)))
                .isEqualTo(plaintext);
    }

    @Property(tries = 300)
    void a_sealed_value_with_one_bit_changed_does_not_open(
            @ForAll @IntRange(max = 31) int place, @ForAll @IntRange(max = 7) int bit) {
        String sealed = ring.seal("totp", "row-1", TEXT);
        byte[] joined = java.util.Base64.getUrlDecoder().decode(sealed.substring(3));
        joined[place % joined.length] ^= (byte) (1 << bit);
        String changed =
                "k1." + java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(joined);
        assertThat(ring.open("totp", "row-1", changed)).isNull();
    }

    @Test
    void a_sealed_value_does_not_open_elsewhere() {
        String sealed = ring.seal("totp", "row-1", TEXT);
        assertThat(ring.open("totp", "row-2", sealed)).isNull();
        assertThat(ring.open("macaroon", "row-1", sealed)).isNull();
        assertThat(KeyRing.of("k1", NEW).open("totp", "row-1", sealed)).isNull();
        assertThat(KeyRing.of("k2", OLD).open("totp", "row-1", sealed)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "k1",
                "k1.",
                "k1.AAAA",
                ".AAAA",
                "k9.AAAA",
                "k1.!!!!",
                "k1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "k1\u0000.AAAA",
                "k1.\ud83d"
            })
    void what_was_never_sealed_does_not_open(String text) {
        assertThat(ring.open("totp", "row-1", text)).isNull();
    }

    @Test
    void a_sealed_value_has_one_spelling() {
        String sealed = ring.seal("totp", "row-1", new byte[3]);
        assertThat(ring.open("totp", "row-1", sealed)).isNotNull();
        for (String other : new String[] {sealed + "=", sealed + "==", sealed + "\n", " " + sealed}) {
            assertThat(ring.open("totp", "row-1", other)).isNull();
        }
    }

    @Test
    void a_retired_key_reads_but_does_not_write() {
        String old = ring.seal("totp", "row-1", TEXT);
        byte[] oldMac = ring.mac("throttle", TEXT);
        KeyRing rotated = KeyRing.of("k2", NEW).withRetired("k1", OLD);
        assertThat(rotated.currentId()).isEqualTo("k2");
        assertThat(rotated.open("totp", "row-1", old)).isEqualTo(TEXT);
        assertThat(rotated.verifyMac("k1", "throttle", TEXT, oldMac)).isTrue();
        assertThat(rotated.verifyMac("k2", "throttle", TEXT, oldMac)).isFalse();
        assertThat(rotated.seal("totp", "row-1", TEXT)).startsWith("k2.");
        assertThat(rotated.mac("throttle", TEXT)).isNotEqualTo(oldMac);
        assertThat(KeyRing.of("k2", NEW).open("totp", "row-1", old)).isNull();
    }

    @Test
    void an_id_is_given_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ring.withRetired("k1", NEW))
                .withMessage("the ring has a key of this id already");
    }

    @Test
    void no_two_seals_are_alike() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(seen.add(ring.seal("totp", "row-1", TEXT))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a.b", "\u00e9", "a\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void a_malformed_id_is_refused(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.of(id, OLD))
                .withMessage("a key id has 1 to 32 letters, digits, underscores or hyphens");
    }

    @Test
    void a_short_key_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.of("k1", new byte[31]))
                .withMessage("a key has at least 32 bytes");
    }

    @Test
    void the_ring_keeps_its_own_copy_of_a_key() {
        byte[] given = key(3);
        KeyRing copied = KeyRing.of("k1", given);
        byte[] before = copied.mac("x", TEXT);
        Arrays.fill(given, (byte) 0);
        assertThat(copied.mac("x", TEXT)).isEqualTo(before);
    }

    @Test
    void ephemeral_rings_differ() {
        assertThat(KeyRing.ephemeral().mac("x", TEXT))
                .isNotEqualTo(KeyRing.ephemeral().mac("x", TEXT));
    }

    @Test
    void it_shows_no_key() {
        KeyRing two = ring.withRetired("k0", NEW);
        assertThat(two).hasToString("KeyRing[current k1, 2 keys]");
    }

    private static byte[] key(int seed) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) seed);
        return key;
    }

    private static byte[] hkdf(byte[] keyMaterial, byte[] info) throws Exception {
        byte[] extracted = hmac(new byte[32], keyMaterial);
        byte[] block = Arrays.copyOf(info, info.length + 1);
        block[info.length] = 1;
        return hmac(extracted, block);
    }

    private static byte[] hmac(byte[] key, byte[] data) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    @Test
    void macs_of_every_key_are_by_id_with_the_current_key_in_front() {
        byte[] data = {1, 2, 3};
        KeyRing old = KeyRing.of("old", new byte[32]);
        byte[] other = new byte[32];
        other[0] = 1;
        KeyRing ring = KeyRing.of("new", other).withRetired("old", new byte[32]);

        assertThat(ring.macs("token", data)).containsOnlyKeys("new", "old");
        assertThat(ring.macs("token", data).keySet()).first().isEqualTo("new");
        assertThat(ring.macs("token", data).get("new")).isEqualTo(ring.mac("token", data));
        assertThat(ring.macUnder("old", "token", data)).isEqualTo(old.mac("token", data));
        assertThat(ring.macUnder("old", "other", data)).isNotEqualTo(old.mac("token", data));
        assertThat(ring.macUnder("gone", "token", data)).isNull();
    }
}
