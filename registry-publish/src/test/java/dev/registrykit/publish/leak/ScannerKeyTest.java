package dev.registrykit.publish.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScannerKeyTest {
    private static final String ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    private static final KeyPair PAIR = pair("EC", "secp256r1");

    @Test
    void what_the_key_signed_verifies_and_nothing_else() throws GeneralSecurityException {
        ScannerKey key = ScannerKey.ofPem(pem(PAIR), true);
        assertThat(key).isNotNull();
        for (int i = 0; i < 50; i++) {
            byte[] body = ("[" + i + "]").getBytes(StandardCharsets.UTF_8);
            byte[] signature = sign(body);
            assertThat(key.hasSigned(body, signature)).isTrue();
            assertThat(key.hasSigned("[]".getBytes(StandardCharsets.UTF_8), signature))
                    .isFalse();
            assertThat(key.hasSigned(body, Arrays.copyOf(signature, signature.length + 1)))
                    .isFalse();
        }
    }

    @Property(tries = 300)
    void a_changed_byte_of_a_signature_never_verifies(@ForAll byte value, @ForAll int place)
            throws GeneralSecurityException {
        ScannerKey key = ScannerKey.ofPem(pem(PAIR), true);
        byte[] body = "[]".getBytes(StandardCharsets.UTF_8);
        byte[] signature = sign(body);
        byte[] changed = signature.clone();
        changed[Math.floorMod(place, changed.length)] = value;
        assertThat(key).isNotNull();
        assertThat(key.hasSigned(body, changed)).isEqualTo(Arrays.equals(signature, changed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3006020100020100",
                "3006020101020100",
                "3006020100020101",
                "30060201ff020101",
                "300702020001020101",
                "3081060201010201",
                "3106020101020101",
                "3006030101020101",
                "300602010102010100",
                "3009020101020101020101",
                "30060201010202",
                "3006020101028001",
                "30250201010220" + ORDER,
                "3026020101022100" + ORDER,
                "3026020101022101" + ORDER,
            })
    void what_is_not_two_scalars_in_der_is_no_signature(String hex) {
        assertThat(ScannerKey.scalars(HexFormat.of().parseHex(hex))).isNull();
    }

    @Test
    void scalars_are_filled_up_to_their_length() {
        String below = ORDER.substring(0, 63) + "0";
        byte[] scalars = ScannerKey.scalars(HexFormat.of().parseHex("3026" + "020105" + "022100" + below));
        assertThat(HexFormat.of().formatHex(scalars)).isEqualTo("0".repeat(63) + "5" + below);
    }

    @Test
    void keys_of_other_kinds_and_other_texts_are_none() {
        String good = pem(PAIR);
        assertThat(ScannerKey.ofPem(good.replace("\n", "\r\n"), true)).isNotNull();
        assertThat(ScannerKey.ofPem(pem(pair("EC", "secp384r1")), true)).isNull();
        assertThat(ScannerKey.ofPem(pem(pair("RSA", null)), true)).isNull();
        assertThat(ScannerKey.ofPem(pem(pair("Ed25519", null)), true)).isNull();
        assertThat(ScannerKey.ofPem(good.replace("PUBLIC", "PRIVATE"), true)).isNull();
        assertThat(ScannerKey.ofPem(good.replace("-----END", "A-----END"), true))
                .isNull();
        assertThat(ScannerKey.ofPem("x" + good, true)).isNull();
        assertThat(ScannerKey.ofPem("-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----", true))
                .isNull();
        assertThat(ScannerKey.ofPem("", true)).isNull();
    }

    @Test
    void a_document_is_read_as_githubs_or_as_a_list_alone() {
        Map<String, Object> retired = published("b");
        retired.put("is_current", false);
        List<Map<String, Object>> keys = List.of(published("a"), retired);
        String list = "[" + JsonText.write(keys.get(0)) + "," + JsonText.write(keys.get(1)) + "]";
        for (String document : List.of(JsonText.write(Map.of("public_keys", keys)), "\n " + list)) {
            Map<String, ScannerKey> read = parse(document);
            assertThat(read).containsOnlyKeys("a", "b");
            assertThat(read.get("a").isCurrent()).isTrue();
            assertThat(read.get("b").isCurrent()).isFalse();
        }
    }

    @Test
    void an_id_that_occurs_twice_names_no_key_and_other_keys_are_passed_over() {
        Map<String, Object> other = published("c");
        other.put("key", pem(pair("Ed25519", null)));
        List<Map<String, Object>> keys = List.of(published("a"), published("b"), published("a"), other, published("a"));
        assertThat(parse(JsonText.write(Map.of("public_keys", keys)))).containsOnlyKeys("b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"public_keys\":[]}",
                "{\"public_keys\":[{}]}",
                "[{\"key_identifier\":\"a\",\"key\":\"x\"}]",
                "[{\"key_identifier\":\"a\",\"key\":1}]",
                "[{\"key_identifier\":\"a\",\"key\":\"\",\"is_current\":\"no\"}]"
            })
    void a_document_without_a_usable_key_is_broken(String document) {
        assertThatExceptionOfType(JsonFormatException.class).isThrownBy(() -> parse(document));
    }

    private static Map<String, ScannerKey> parse(String document) {
        return ScannerKeys.parse(document.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> published(String id) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("key_identifier", id);
        members.put("key", pem(PAIR));
        return members;
    }

    private static byte[] sign(byte[] body) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(PAIR.getPrivate());
        signer.update(body);
        return signer.sign();
    }

    private static KeyPair pair(String algorithm, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (curve != null) {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----";
    }
}
