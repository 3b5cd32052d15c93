package dev.registrykit.publish.macaroon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the three forms refuse. What they read is in the vectors and the properties. */
class MacaroonCodecTest {
    private static final String BASE64 = "A".repeat(43);

    private static Macaroon hex(String hex) {
        String spelled = hex.replace("SIGNATURE", "0620" + "00".repeat(32)).replace(" ", "");
        return MacaroonCodec.decode(HexFormat.of().parseHex(spelled));
    }

    private static Macaroon text(String text) {
        return MacaroonCodec.decode(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertRefused(Runnable decoding, String message) {
        assertThatExceptionOfType(MacaroonFormatException.class)
                .isThrownBy(decoding::run)
                .withMessage(message)
                .withNoCause();
    }

    @Test
    void the_smallest_macaroon_of_version_2_is_read() {
        Macaroon smallest = hex("02 0200 00 00 SIGNATURE");

        assertThat(smallest.identifier()).isEmpty();
        assertThat(smallest.location()).isEmpty();
        assertThat(smallest.caveats()).isEmpty();
    }

    @Test
    void a_location_of_no_bytes_is_none() {
        assertThat(hex("02 0100 020169 00 00 SIGNATURE")).isEqualTo(hex("02 020169 00 00 SIGNATURE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "02",
                "02 00",
                // no end of the first section, no identifier, two of them, the location behind it
                "02 020169 SIGNATURE",
                "02 010169 00 00 SIGNATURE",
                "02 020169 020169 00 00 SIGNATURE",
                "02 020169 010169 00 00 SIGNATURE",
                // a length in two bytes that needs one, in three bytes, beyond the end
                "02 02810069 00 00 SIGNATURE",
                "02 0281800069 00 00 SIGNATURE",
                "02 02ff7f69 00 00 SIGNATURE",
                "02 02",
                "02 0280",
                // a caveat without identifier, with fields in another order, of an unknown type, with a field twice
                "02 020169 00 040169 00 00 SIGNATURE",
                "02 020169 00 040176 020163 00 00 SIGNATURE",
                "02 020169 00 020163 030163 00 00 SIGNATURE",
                "02 020169 00 020163 020163 00 00 SIGNATURE",
                // no end of the caveats, no signature, a shorter rest than it says, something behind it
                "02 020169 00 SIGNATURE",
                "02 020169 00 00",
                "02 020169 00 00 06200000",
                "02 020169 00 00 SIGNATURE 00"
            })
    void other_bytes_are_no_macaroon_of_version_2(String hex) {
        assertRefused(() -> hex(hex), "the bytes are no macaroon of version 2");
    }

    @Test
    void a_signature_has_32_bytes() {
        String message = "a macaroon's signature has 32 bytes";
        assertRefused(() -> hex("02 020169 00 00 061f" + "00".repeat(31)), message);
        assertRefused(() -> hex("02 020169 00 00 0621" + "00".repeat(33)), message);
        assertRefused(() -> text("000elocation \n0011identifier i\n000fsignature \n"), message);
        assertRefused(() -> text("{\"i\":\"i\",\"s\":\"short\"}"), message);
    }

    @Test
    void a_caveat_of_the_services_own_names_no_place_and_a_third_partys_has_a_key() {
        String place = "a caveat for the service itself names no place";
        assertRefused(() -> hex("02 020169 00 010170 020163 00 00 SIGNATURE"), place);
        assertRefused(() -> text("000elocation \n0011identifier i\n000acid c\n0009cl p\n"), place);
        assertRefused(() -> text("{\"i\":\"i\",\"c\":[{\"i\":\"c\",\"l\":\"p\"}],\"s64\":\"" + BASE64 + "\"}"), place);
        String key = "a third party's caveat has a verification id";
        assertRefused(() -> hex("02 020169 00 020163 0400 00 00 SIGNATURE"), key);
        assertRefused(() -> text("000elocation \n0011identifier i\n000acid c\n0009vid \n0009cl p\n"), key);
        assertRefused(() -> text("{\"i\":\"i\",\"c\":[{\"i\":\"c\",\"v\":\"\"}],\"s64\":\"" + BASE64 + "\"}"), key);
    }

    @Test
    void a_location_is_text() {
        String message = "a location is well-formed UTF-8";
        assertRefused(() -> hex("02 0101ff 020169 00 00 SIGNATURE"), message);
        assertRefused(() -> text("000flocation \u00ff\n"), message);
        assertRefused(() -> text("{\"i\":\"i\",\"l64\":\"_w\",\"s64\":\"" + BASE64 + "\"}"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "000",
                "000e",
                "000elocation \n",
                "000ELOCATION \n0011identifier i\n",
                "000Elocation \n0011identifier i\n",
                "000flocation \n",
                "000dlocation \n",
                "000elocation\n\n",
                "0000",
                "0001",
                "ffff",
                " 00elocation \n",
                "+00elocation \n",
                "0011identifier i\n000elocation \n",
                "000elocation \n000elocation \n",
                "000elocation \n0011identifier i\n000acid c",
                "000elocation \n0011identifier i\n000acid c \n",
                "000elocation \n0011identifier i\n0009vid v\n"
            })
    void other_bytes_are_no_macaroon_of_version_1(String text) {
        assertRefused(() -> text(text), "the bytes are no macaroon of version 1");
    }

    @Test
    void nothing_is_behind_a_macaroon_of_version_1() {
        String whole = "000elocation \n0011identifier i\n002esignature " + "s".repeat(32) + "\n";
        assertRefused(() -> text(whole), "the bytes are no macaroon of version 1");
        String right = whole.replace("002esig", "002fsig");
        assertThat(text(right).caveats()).isEmpty();
        assertRefused(() -> text(right + "\n"), "the bytes are no macaroon of version 1");
    }

    @Test
    void version_and_caveats_may_be_left_out_of_json() {
        String signature = ",\"s64\":\"" + BASE64 + "\"}";
        assertThat(text("{\"i\":\"i\"" + signature))
                .isEqualTo(text("{ \"c\":[], \"v\":2, \"l\":\"\", \"i64\":\"aQ\"" + signature))
                .isEqualTo(hex("02 020169 00 00 SIGNATURE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{",
                "{\"i\":\"i\",\"s64\":\"A\"}",
                "{\"i\":\"i\",\"i64\":\"aQ\",\"s64\":\"$\"}",
                "{\"i\":\"i\",\"s\":\"\",\"s64\":\"$\"}",
                "{\"i\":\"i\",\"i\":\"i\",\"s64\":\"$\"}",
                "{\"i\":\"i\",\"s64\":\"$\",\"x\":1}",
                "{\"i\":\"i\",\"s64\":\"$\"} x",
                "{\"i\":\"i\",\"s64\":\"$=\"}",
                "{\"v\":1,\"i\":\"i\",\"s64\":\"$\"}",
                "{\"v\":\"2\",\"i\":\"i\",\"s64\":\"$\"}",
                "{\"v\":null,\"i\":\"i\",\"s64\":\"$\"}",
                "{\"i64\":\"aR\",\"s64\":\"$\"}",
                "{\"i\":1,\"s64\":\"$\"}",
                "{\"s64\":\"$\"}",
                "{\"i\":\"i\",\"c\":{},\"s64\":\"$\"}",
                "{\"i\":\"i\",\"c\":null,\"s64\":\"$\"}",
                "{\"i\":\"i\",\"c\":[\"c\"],\"s64\":\"$\"}",
                "{\"i\":\"i\",\"c\":[{}],\"s64\":\"$\"}",
                "{\"i\":\"i\",\"c\":[{\"i\":\"c\",\"c\":[]}],\"s64\":\"$\"}",
                "{\"i\":\"i\",\"c\":[{\"i\":\"c\",\"v\":\"v\",\"v64\":\"dg\"}],\"s64\":\"$\"}",
                "{\"i\":\"\\ud83d\",\"s64\":\"$\"}"
            })
    void other_json_is_no_macaroon(String text) {
        assertRefused(() -> text(text.replace("$", BASE64)), "the bytes are no macaroon of version 2 as JSON");
    }

    @Test
    void what_is_too_large_is_refused_before_it_is_kept() {
        String most = "a macaroon has at most 64 caveats";
        assertRefused(() -> hex("02 020169 00" + "02016300".repeat(65) + "00 SIGNATURE"), most);
        assertThat(hex("02 020169 00" + "02016300".repeat(64) + "00 SIGNATURE").caveats())
                .hasSize(64);

        String size = "a macaroon has at most 8192 bytes";
        assertRefused(() -> hex("02 02 ff7f" + "00".repeat(16383) + "00 00 SIGNATURE"), size);
        assertRefused(() -> text("{\"i\":\"" + "i".repeat(8192) + "\",\"s64\":\"" + BASE64 + "\"}"), size);

        String input = "a macaroon has 1 to 65536 bytes, whatever its form";
        assertRefused(() -> MacaroonCodec.decode(new byte[0]), input);
        assertRefused(() -> MacaroonCodec.decode(new byte[65537]), input);
    }
}
