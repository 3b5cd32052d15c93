package dev.registrykit.publish.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyHashTest {
    /** FIPS 180-2, appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    /** RFC 4231, test case 2. */
    private static final String HMAC = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    /** From the test vectors of jBCrypt. */
    private static final String BCRYPT = "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean fits(LegacyHash hash, String text) {
        return hash.isOf(Secret.of(text));
    }

    @Test
    void each_scheme_makes_what_its_specification_says() {
        assertThat(fits(LegacyHash.sha256(ABC), "abc")).isTrue();
        assertThat(fits(LegacyHash.sha256(ABC.toUpperCase(Locale.ROOT)), "abc")).isTrue();
        assertThat(fits(LegacyHash.saltedSha256(bytes("ab"), ABC), "c")).isTrue();
        assertThat(fits(LegacyHash.sha256WithSaltBehind(bytes("c"), ABC), "ab")).isTrue();
        assertThat(fits(LegacyHash.hmacSha256(bytes("Jefe"), HMAC), "what do ya want for nothing?"))
                .isTrue();
        assertThat(fits(LegacyHash.bcrypt(BCRYPT), "abc")).isTrue();
        assertThat(fits(LegacyHash.plaintext(Secret.of("abc")), "abc")).isTrue();
    }

    @Test
    void another_text_fits_none() {
        for (String text : new String[] {"abd", "ab", "abcd", "ABC", "", "c", "ab\u0000"}) {
            assertThat(fits(LegacyHash.sha256(ABC), text)).isFalse();
            assertThat(fits(LegacyHash.saltedSha256(bytes("a"), ABC), text)).isFalse();
            assertThat(fits(LegacyHash.sha256WithSaltBehind(bytes("d"), ABC), text))
                    .isFalse();
            assertThat(fits(LegacyHash.hmacSha256(bytes("Jefe"), HMAC), text)).isFalse();
            assertThat(fits(LegacyHash.bcrypt(BCRYPT), text)).isFalse();
            assertThat(fits(LegacyHash.plaintext(Secret.of("abc")), text)).isFalse();
        }
    }

    @Test
    void what_a_row_holds_is_not_its_token() {
        assertThat(fits(LegacyHash.sha256(ABC), ABC)).isFalse();
        assertThat(fits(LegacyHash.saltedSha256(bytes("ab"), ABC), ABC)).isFalse();
        assertThat(fits(LegacyHash.sha256WithSaltBehind(bytes("c"), ABC), ABC)).isFalse();
        assertThat(fits(LegacyHash.hmacSha256(bytes("Jefe"), HMAC), HMAC)).isFalse();
        assertThat(fits(LegacyHash.bcrypt(BCRYPT), BCRYPT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ABC,
                BCRYPT,
                "",
                "$",
                "$argon2id$v=19$m=65536,t=2,p=1$a$b",
                "$5$a\nb",
                "{bcrypt}$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
                ABC + ABC,
                "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
            })
    void a_hash_among_texts_is_not_taken_for_a_text(String text) {
        assertThat(fits(LegacyHash.plaintext(Secret.of(text)), text)).isFalse();
    }

    @Test
    void bcrypt_never_fits_what_it_does_not_look_at() {
        String long72 = "a".repeat(72);
        String hash = OpenBSDBCrypt.generate(bytes(long72), bytes("0123456789abcdef"), 4);

        assertThat(fits(LegacyHash.bcrypt(hash), long72)).isTrue();
        assertThat(fits(LegacyHash.bcrypt(hash), long72 + "b")).isFalse();
        assertThat(fits(LegacyHash.bcrypt(hash), "a".repeat(71))).isFalse();
        assertThat(fits(LegacyHash.bcrypt(BCRYPT), "abc\u0000abc"))
                .as("bcrypt repeats a text with a zero between")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ba7816bf",
                "$2a$17$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
                "$2a$03$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
                "$2x$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
                "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
                "ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            })
    void a_row_of_another_form_is_refused_when_it_is_read(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LegacyHash.bcrypt(text))
                .withMessage("this is no bcrypt hash of a cost from 4 to 16");
        for (Runnable reading : new Runnable[] {
            () -> LegacyHash.sha256(text),
            () -> LegacyHash.saltedSha256(bytes("s"), text),
            () -> LegacyHash.sha256WithSaltBehind(bytes("s"), text),
            () -> LegacyHash.hmacSha256(bytes("k"), text)
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(reading::run)
                    .withMessage("a SHA-256 is given as 64 hexadecimal digits");
        }
    }

    @Test
    void only_bcrypt_is_costly_and_nothing_is_shown() {
        assertThat(LegacyHash.bcrypt(BCRYPT).isCostly()).isTrue();
        assertThat(LegacyHash.sha256(ABC).isCostly()).isFalse();
        assertThat(LegacyHash.plaintext(Secret.of("abc"))).hasToString("LegacyHash[hidden]");
    }
}
