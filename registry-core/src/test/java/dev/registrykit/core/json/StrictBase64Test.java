package dev.registrykit.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictBase64Test {

    @Test
    void the_canonical_spelling_is_read() {
        assertThat(StrictBase64.decodeUrl("")).isEmpty();
        assertThat(StrictBase64.decodeUrl("_-8")).containsExactly(0xff, 0xef);
        assertThat(StrictBase64.decode("/+8=")).containsExactly(0xff, 0xef);
        assertThat(StrictBase64.encodeUrl(new byte[] {(byte) 0xff, (byte) 0xef}))
                .isEqualTo("_-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_-9",
                "_-8=",
                "_-8==",
                "/+8",
                "_-8\n",
                " _-8",
                "_ -8",
                "A",
                "=",
                "_-8.",
                "AAAAA",
                "_-8\u0000",
                "\u017f-8",
                "\ud83d\ude00",
                "AA\u00ad",
                "%5F-8"
            })
    void any_other_spelling_of_base64url_is_refused_without_being_quoted(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StrictBase64.decodeUrl(text))
                .withMessage("the text is not base64 in its canonical form")
                .withNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/+9=", "/+8", "/+8==", "_-8=", "/+8=\n", "/+8= ", "A===", "====", "AA==AA==", "AAA=A"})
    void any_other_spelling_of_base64_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StrictBase64.decode(text))
                .withMessage("the text is not base64 in its canonical form");
    }

    @Property
    void what_was_encoded_is_decoded(@ForAll @Size(max = 100) byte[] bytes) {
        assertThat(StrictBase64.decodeUrl(StrictBase64.encodeUrl(bytes))).isEqualTo(bytes);
        assertThat(StrictBase64.decode(Base64.getEncoder().encodeToString(bytes)))
                .isEqualTo(bytes);
    }

    @Property
    void two_texts_never_mean_the_same_bytes(@ForAll @Size(min = 1, max = 6) byte[] noise) {
        String text = new String(noise, StandardCharsets.ISO_8859_1);
        try {
            assertThat(StrictBase64.encodeUrl(StrictBase64.decodeUrl(text))).isEqualTo(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessage("the text is not base64 in its canonical form");
        }
    }

    @Test
    void exactly_the_spellings_that_an_encoder_writes_are_read() {
        String common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        for (char last : (common + "+/-_").toCharArray()) {
            for (String start : List.of("", "A", "A_", "AAA", "_-8_", "_-8_A", "_-8_A-")) {
                String url = start + last;
                assertThat(accepts(StrictBase64::decodeUrl, url)).as(url).isEqualTo(isWritten(url, true));
                String plain = url.replace('-', '+').replace('_', '/');
                for (String padding : List.of("", "=", "==", "===")) {
                    String padded = plain + padding;
                    assertThat(accepts(StrictBase64::decode, padded)).as(padded).isEqualTo(isWritten(padded, false));
                }
            }
        }
    }

    private static boolean accepts(Function<String, byte[]> decoder, String text) {
        try {
            return decoder.apply(text).length < text.length() || text.isEmpty();
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    /** Whether some bytes are written like that. */
    private static boolean isWritten(String text, boolean url) {
        try {
            byte[] bytes = (url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
            Base64.Encoder encoder = url ? Base64.getUrlEncoder().withoutPadding() : Base64.getEncoder();
            return encoder.encodeToString(bytes).equals(text);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
