package dev.registrykit.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    private static final String MALFORMED = "the document is not well-formed JSON, or repeats a member";
    private static final String LARGE = "the document exceeds a limit on nesting or numbers";
    private static final String SURROGATE = "a string holds half of a surrogate pair";

    @Test
    void every_kind_of_value_is_read() {
        JsonObject json =
                read(" {\"s\":\"a\\u00e9\\ud83d\\ude00\\n\",\"i\":-9223372036854775808,\"t\":true,\"f\":false,"
                        + "\"o\":{\"x\":1},\"a\":[\"p\",\"q\"],\"os\":[{\"y\":2}],\"n\":null,\"d\":1.5}\r\n\t ");
        assertThat(json.string("s")).isEqualTo("a\u00e9\ud83d\ude00\n");
        assertThat(json.integer("i")).isEqualTo(Long.MIN_VALUE);
        assertThat(json.booleanOrNull("t")).isTrue();
        assertThat(json.booleanOrNull("f")).isFalse();
        assertThat(json.object("o").integer("x")).isOne();
        assertThat(json.strings("a")).containsExactly("p", "q");
        assertThat(json.objects("os")).hasSize(1);
        assertThat(json.has("n")).isTrue();
        assertThat(json.isNull("n")).isTrue();
        assertThat(json.isNull("absent")).isFalse();
        assertThat(json.names()).containsExactly("s", "i", "t", "f", "o", "a", "os", "n", "d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"o\":{\"a\":1,\"b\":2,\"a\":3}}",
                "{\"o\":[[{\"a\":1,\"a\":2}]]}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":[1,]}",
                "{\"a\":[,1]}",
                "{\"a\" 1}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":'b'}",
                "{\"a\":1}//",
                "/**/{\"a\":1}",
                "{\"a\":1 /* b */}",
                "{\"a\":1 # b\n}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":+1}",
                "{\"a\":01}",
                "{\"a\":-01}",
                "{\"a\":-}",
                "{\"a\":.5}",
                "{\"a\":5.}",
                "{\"a\":1e}",
                "{\"a\":0x10}",
                "{\"a\":1_000}",
                "{\"a\":TRUE}",
                "{\"a\":nul}",
                "{\"a\":truex}",
                "{\"a\":\"\\x41\"}",
                "{\"a\":\"\\u00e\"}",
                "{\"a\":\"\\ud83\"}",
                "{\"a\":\"line\nbreak\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\":\"tab\t\"}",
                "{\"a\":\"open",
                "{\"a\":",
                "{\"a\"",
                "{",
                "{\"a\":[",
                "{\"a\":1",
                "{\"a\":1]",
                "{\"a\":[1}",
                "{\"a\":1}}",
                "{\"a\":1}]",
                "{\"a\":1}x",
                "{\"a\":1}\u0000",
                "{\u00a0\"a\":1}",
                "{\"a\":1;\"b\":2}"
            })
    void what_is_not_json_to_the_letter_is_refused(String text) {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> read(text))
                .withMessage(MALFORMED)
                .withNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} {}", "{}[]", "{}1", "{}\"a\"", "{}null"})
    void a_second_document_is_refused(String text) {
        refused(text, "there is text after the JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "[{}]", "1", "\"{}\"", "null", "true"})
    void a_document_that_is_no_object_is_refused(String text) {
        refused(text, "the document must be a JSON object");
    }

    @Test
    void a_list_of_objects_is_read_in_its_order() {
        assertThat(readList(" [ {\"a\":1} , {\"a\":[{\"b\":2}]}, {} ] \n"))
                .extracting(JsonObject::names)
                .containsExactly(Set.of("a"), Set.of("a"), Set.of());
        assertThat(readList("[]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "1", "null", "\"\"", "", "[1]", "[[]]", "[null]", "[{},1]"})
    void what_is_no_list_of_objects_is_refused(String text) {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> readList(text))
                .withMessage("the document must be a JSON array of objects");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{}", "[{},]", "[,{}]", "[{}}", "[{}],", "]", "[{\"a\":1,\"a\":1}]", "'a'"})
    void what_is_not_a_list_to_the_letter_is_refused(String text) {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> readList(text))
                .withMessage(MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{}][]", "[{}] {}", "[]\"a\""})
    void a_second_document_after_a_list_is_refused(String text) {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> readList(text))
                .withMessage("there is text after the JSON array");
    }

    @Test
    void the_limits_hold_for_a_list() {
        byte[] list = "[{\"a\":[]},{}]".getBytes(StandardCharsets.UTF_8);
        assertThat(StrictJson.objects(list, JsonLimits.of(list.length, 3, 3))).hasSize(2);
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> StrictJson.objects(list, JsonLimits.of(list.length - 1, 3, 3)));
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> StrictJson.objects(list, JsonLimits.of(list.length, 2, 3)));
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> StrictJson.objects(list, JsonLimits.of(list.length, 3, 2)));
    }

    private static List<JsonObject> readList(String text) {
        return StrictJson.objects(text.getBytes(StandardCharsets.UTF_8), JsonLimits.small());
    }

    @Test
    void a_byte_order_mark_is_refused() {
        assertThatExceptionOfType(JsonFormatException.class).isThrownBy(() -> read("\ufeff{}"));
        refused(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, '{', '}'}, MALFORMED);
    }

    @Test
    void other_encodings_than_utf_8_are_refused() {
        for (var charset : new java.nio.charset.Charset[] {
            StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE
        }) {
            assertThatExceptionOfType(JsonFormatException.class)
                    .isThrownBy(() -> StrictJson.object("{\"a\":1}".getBytes(charset), JsonLimits.small()));
        }
    }

    @Test
    void malformed_utf_8_is_refused() {
        int[][] sequences = {
            {0xff},
            {0xc3},
            {0xc0, 0xaf},
            {0xe0, 0x80, 0xaf},
            {0xed, 0xa0, 0x80},
            {0xed, 0xb0, 0x80},
            {0xf4, 0x90, 0x80, 0x80},
            {0xf8, 0x88, 0x80, 0x80, 0x80},
            {0x80}
        };
        for (int[] sequence : sequences) {
            byte[] document = new byte[sequence.length + 8];
            byte[] start = "{\"a\":\"".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(start, 0, document, 0, start.length);
            for (int i = 0; i < sequence.length; i++) {
                document[start.length + i] = (byte) sequence[i];
            }
            document[document.length - 2] = '"';
            document[document.length - 1] = '}';
            refused(document, "the document is not well-formed UTF-8");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\ud83d\"}",
                "{\"a\":\"\\ude00\"}",
                "{\"a\":\"\\ude00\\ud83d\"}",
                "{\"a\":\"\\ud83d\\ud83d\\ude00\"}",
                "{\"a\":[\"x\\ud83dx\"]}",
                "{\"a\":\"\ud83d\"}",
                "{\"a\":\"\ude00\"}"
            })
    void half_of_a_surrogate_pair_is_refused_escaped_and_raw(String text) {
        refused(text, SURROGATE);
    }

    @Test
    void half_of_a_surrogate_pair_is_refused_in_a_name() {
        assertThatExceptionOfType(JsonFormatException.class).isThrownBy(() -> read("{\"\\ud83d\":1}"));
        assertThatExceptionOfType(JsonFormatException.class).isThrownBy(() -> read("{\"\\ude00\":1}"));
        refused("{\"\ud83d\":1}", SURROGATE);
        assertThat(read("{\"\\ud83d\\ude00\":1}").names()).containsExactly("\ud83d\ude00");
    }

    @Test
    void integers_fit_64_bits_or_are_refused() {
        assertThat(read("{\"a\":9223372036854775807}").integer("a")).isEqualTo(Long.MAX_VALUE);
        assertThat(read("{\"a\":-0}").integer("a")).isZero();
        refused("{\"a\":9223372036854775808}", "a number does not fit 64 bits");
        refused("{\"a\":-9223372036854775809}", "a number does not fit 64 bits");
        refused("{\"a\":" + "9".repeat(41) + "}", LARGE);
        refused("{\"a\":0." + "1".repeat(50_000) + "}", LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e0", "-0.0", "1E2", "1e-400"})
    void a_number_with_a_fraction_or_an_exponent_is_no_integer(String number) {
        JsonObject json = read("{\"a\":" + number + "}");
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> json.integer("a"))
                .withMessage("member 'a' must be an integer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e400", "1e999999999", "1e99999999999999999999"})
    void a_number_beyond_a_double_is_refused(String number) {
        assertThatExceptionOfType(JsonFormatException.class).isThrownBy(() -> read("{\"a\":" + number + "}"));
    }

    @Test
    void size_is_counted_in_bytes() {
        JsonLimits limits = JsonLimits.of(9, 4, 4);
        assertThat(StrictJson.object("{\"a\":\"b\"}", limits).string("a")).isEqualTo("b");
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> StrictJson.object("{\"a\":\"\u00e9\"}", limits))
                .withMessage("the document is larger than 9 bytes");
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> StrictJson.object("{\"a\":\"bc\"}", limits))
                .withMessage("the document is larger than 9 bytes");
    }

    @Test
    void depth_counts_objects_and_arrays() {
        JsonLimits limits = JsonLimits.of(1000, 3, 100);
        assertThat(StrictJson.object("{\"a\":[{}]}", limits).has("a")).isTrue();
        for (String deep : new String[] {"{\"a\":[{\"b\":{}}]}", "{\"a\":[[[]]]}", "{\"a\":{\"a\":{\"a\":{}}}}"}) {
            assertThatExceptionOfType(JsonFormatException.class)
                    .isThrownBy(() -> StrictJson.object(deep, limits))
                    .withMessage("the document is nested deeper than 3");
        }
    }

    @Test
    void values_are_counted_over_the_whole_document() {
        JsonLimits limits = JsonLimits.of(1000, 5, 4);
        assertThat(StrictJson.object("{\"a\":[1,2],\"b\":3}", limits).names()).hasSize(2);
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> StrictJson.object("{\"a\":[1,2],\"b\":[3]}", limits))
                .withMessage("the document has more than 4 values");
    }

    @Test
    void very_deep_nesting_never_ends_the_stack() {
        JsonLimits wide = JsonLimits.of(10_000_000, Integer.MAX_VALUE, Integer.MAX_VALUE);
        for (String open : new String[] {"[", "{\"a\":"}) {
            String text = "{\"a\":" + open.repeat(1_000_000);
            assertThatExceptionOfType(JsonFormatException.class).isThrownBy(() -> StrictJson.object(text, wide));
        }
    }

    @Test
    void strings_and_names_may_be_as_long_as_the_documents_limit() {
        String longText = "x".repeat(25_000_000);
        byte[] string = ("{\"a\":\"" + longText + "\"}").getBytes(StandardCharsets.UTF_8);
        byte[] name = ("{\"" + longText + "\":1}").getBytes(StandardCharsets.UTF_8);
        Assertions.assertTimeout(Duration.ofSeconds(15), () -> {
            assertThat(StrictJson.object(string, JsonLimits.of(string.length, 4, 4))
                            .string("a"))
                    .hasSize(25_000_000);
            assertThat(StrictJson.object(name, JsonLimits.of(name.length, 4, 4)).names())
                    .singleElement()
                    .isEqualTo(longText);
        });
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> StrictJson.object(string, JsonLimits.of(string.length - 1, 4, 4)))
                .withMessage("the document is larger than 25000007 bytes");
    }

    @Test
    void many_members_are_read_in_linear_time_even_when_their_hashes_collide() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < 1 << 15; i++) {
            text.append(i == 0 ? "\"" : ",\"");
            for (int bit = 0; bit < 15; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append("\":0");
        }
        String document = text.append('}').toString();
        JsonLimits wide = JsonLimits.of(10_000_000, 4, 1_000_000);
        Assertions.assertTimeout(
                Duration.ofSeconds(15),
                () -> assertThat(StrictJson.object(document, wide).names()).hasSize(1 << 15));
    }

    @Test
    void limits_are_positive() {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonLimits.of(1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> JsonLimits.of(2, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> JsonLimits.of(2, 1, 0));
    }

    @Property(tries = 3000)
    void random_bytes_are_read_or_refused_but_throw_nothing_else(@ForAll @Size(max = 60) byte[] noise) {
        readsOrRefuses(noise);
    }

    @Property(tries = 5000)
    void random_json_like_text_is_read_or_refused_but_throws_nothing_else(@ForAll("jsonLike") String text) {
        readsOrRefuses(("{\"a\":" + text).getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 3000)
    void a_document_with_one_byte_changed_is_read_or_refused(
            @ForAll @net.jqwik.api.constraints.IntRange(max = 76) int place, @ForAll byte value) {
        byte[] document = "{\"iss\":\"https://x\",\"n\":[1,2.5,-3e2,null,true,{\"u\":\"\\u00e9\"}],\"e\":{\"a\":\"b\"}}"
                .getBytes(StandardCharsets.UTF_8);
        byte[] changed = Arrays.copyOf(document, document.length);
        changed[place % document.length] = value;
        readsOrRefuses(changed);
    }

    @Property(tries = 10_000)
    void a_general_parser_reads_the_same_and_finds_the_same_malformed(@ForAll("jsonLike") String text) {
        String document = "{\"a\":" + text + "}";
        String general = rewrittenByJackson(document);
        try {
            assertThat(JsonText.write(read(document))).isEqualTo(general);
        } catch (JsonFormatException refused) {
            if (MALFORMED.equals(refused.getMessage())) {
                assertThat(general).isEmpty();
            }
        }
    }

    /** The document as Jackson reads it, or nothing when it finds it malformed. */
    private static String rewrittenByJackson(String document) {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        StringWriter text = new StringWriter();
        try (JsonParser parser = factory.createParser(document);
                JsonGenerator generator = factory.createGenerator(text)) {
            parser.nextToken();
            generator.copyCurrentStructure(parser);
            if (parser.nextToken() != null) {
                return "";
            }
        } catch (IOException malformed) {
            return "";
        }
        return text.toString();
    }

    @Provide
    Arbitrary<String> jsonLike() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"",
                        "\\",
                        "\\u",
                        "d83d",
                        "0",
                        "-",
                        "1",
                        "e",
                        "E",
                        ".",
                        "+",
                        "null",
                        "true",
                        "false",
                        " ",
                        "\n",
                        "a",
                        "\"a\":",
                        "\ud83d\ude00",
                        "\u0000",
                        "/",
                        "*",
                        "99999999999999999999")
                .list()
                .ofMaxSize(25)
                .map(parts -> String.join("", parts));
    }

    private static void readsOrRefuses(byte[] document) {
        try {
            JsonObject read = StrictJson.object(document, JsonLimits.small());
            assertThat(StrictJson.object(JsonText.write(read), JsonLimits.small())
                            .names())
                    .isEqualTo(read.names());
        } catch (JsonFormatException refused) {
            assertThat(refused).hasNoCause();
        }
    }

    private static JsonObject read(String text) {
        return StrictJson.object(text, JsonLimits.small());
    }

    private static void refused(String text, String message) {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> StrictJson.object(text, JsonLimits.of(100_000, 16, 1000)))
                .withMessage(message);
    }

    private static void refused(byte[] document, String message) {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> StrictJson.object(document, JsonLimits.small()))
                .withMessage(message);
    }
}
