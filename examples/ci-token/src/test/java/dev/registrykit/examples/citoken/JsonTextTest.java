package dev.registrykit.examples.citoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.registrykit.examples.citoken.CiToken.JsonText;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @Test
    void the_members_that_are_text_are_kept_and_all_others_read_over() throws IOException {
        assertThat(JsonText.members("""
                        {"value": "a.b.c", "count": -1.50e+3, "ok": true, "none": null, "empty": {}, "list": [],
                         "deep": {"value": "other", "list": [0, "text", {"x": false}]}, "last":"z"}
                        """)).isEqualTo(Map.of("value", "a.b.c", "last", "z"));
        assertThat(JsonText.members(" {\t} \r\n")).isEmpty();
    }

    @Test
    void escapes_are_those_of_the_rfc() throws IOException {
        assertThat(JsonText.members("{\"a\\u0062\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00 é\"}"))
                .isEqualTo(Map.of("ab", "\"\\/\b\f\n\r\té\uD83D\uDE00 é"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "\"token\"",
                "null",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":\"b\"",
                "{\"a\":\"b\",}",
                "{,}",
                "{\"a\" \"b\"}",
                "{a:\"b\"}",
                "{'a':'b'}",
                "{\"a\":\"b\"}}",
                "{\"a\":\"b\"} x",
                "{\"a\":\"b\"}\u0000",
                "\uFEFF{\"a\":\"b\"}",
                "{\"a\":\"b\"}//",
                "{\"a\":\"1\",\"a\":\"2\"}",
                "{\"a\":1,\"\\u0061\":\"2\"}",
                "{\"a\":[1,2}",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":1e}",
                "{\"a\":NaN}",
                "{\"a\":True}",
                "{\"a\":truefalse}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\u001f\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u١٢٣٤\"}",
                "{\"a\":\"\\",
            })
    void anything_else_is_refused(String text) {
        assertRefused(text);
    }

    @Test
    void depth_is_limited_long_before_the_stack_is() throws IOException {
        assertThat(JsonText.members("{\"a\":" + "[".repeat(19) + "]".repeat(19) + "}"))
                .isEmpty();
        assertRefused("{\"a\":" + "[".repeat(20) + "]".repeat(20) + "}");
        assertRefused("{\"a\":".repeat(1_000_000));
    }

    private static void assertRefused(String text) {
        assertThatIOException()
                .isThrownBy(() -> JsonText.members(text))
                .withMessage("The answer is not the JSON object that was expected.");
    }
}
