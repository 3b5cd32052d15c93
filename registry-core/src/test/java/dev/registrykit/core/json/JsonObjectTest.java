package dev.registrykit.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
    private final JsonObject json = StrictJson.object(
            "{\"s\":\"secret-value\",\"i\":1,\"b\":true,\"o\":{},\"a\":[\"x\",1],\"n\":null,\"d\":2.5,\"e\":[]}",
            JsonLimits.small());

    @Test
    void no_getter_converts_one_type_to_another() {
        wrong(() -> json.string("i"), "member 'i' must be a string");
        wrong(() -> json.string("b"), "member 'b' must be a string");
        wrong(() -> json.integer("s"), "member 's' must be an integer");
        wrong(() -> json.integer("d"), "member 'd' must be an integer");
        wrong(() -> json.booleanOrNull("s"), "member 's' must be true or false");
        wrong(() -> json.booleanOrNull("i"), "member 'i' must be true or false");
        wrong(() -> json.object("a"), "member 'a' must be an object");
        wrong(() -> json.strings("s"), "member 's' must be an array");
        wrong(() -> json.strings("a"), "member 'a' must be an array of strings");
        wrong(() -> json.objects("a"), "member 'a' must be an array of objects");
    }

    @Test
    void a_null_is_of_no_type() {
        wrong(() -> json.stringOrNull("n"), "member 'n' must be a string");
        wrong(() -> json.integerOrNull("n"), "member 'n' must be an integer");
        wrong(() -> json.booleanOrNull("n"), "member 'n' must be true or false");
        wrong(() -> json.objectOrNull("n"), "member 'n' must be an object");
        wrong(() -> json.strings("n"), "member 'n' must be an array");
    }

    @Test
    void an_absent_member_is_null_or_missing() {
        assertThat(json.stringOrNull("x")).isNull();
        assertThat(json.integerOrNull("x")).isNull();
        assertThat(json.booleanOrNull("x")).isNull();
        assertThat(json.objectOrNull("x")).isNull();
        assertThat(json.has("x")).isFalse();
        wrong(() -> json.string("x"), "member 'x' is missing");
        wrong(() -> json.integer("x"), "member 'x' is missing");
        wrong(() -> json.object("x"), "member 'x' is missing");
        wrong(() -> json.strings("x"), "member 'x' is missing");
    }

    @Test
    void an_empty_array_is_both_of_strings_and_of_objects() {
        assertThat(json.strings("e")).isEmpty();
        assertThat(json.objects("e")).isEmpty();
    }

    @Test
    void it_shows_names_and_no_values() {
        assertThat(json).hasToString("JsonObject[s, i, b, o, a, n, d, e]");
    }

    @Test
    void it_cannot_be_changed() {
        assertThatThrownBy(() -> json.names().remove("s")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> json.strings("e").add("y")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> json.members().put("y", "z")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void the_writer_keeps_the_order_and_writes_every_kind() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("z", "a\"\\\u0001\u2028\u00e9\ud83d\ude00");
        members.put("i", 7);
        members.put("l", Long.MIN_VALUE);
        members.put("d", -0.5);
        members.put("b", false);
        members.put("n", null);
        members.put("o", json);
        members.put("m", Map.of("k", List.of("v", 1, List.of())));
        JsonObject back = StrictJson.object(JsonText.write(members), JsonLimits.small());
        assertThat(back.names()).containsExactly("z", "i", "l", "d", "b", "n", "o", "m");
        assertThat(back.string("z")).isEqualTo("a\"\\\u0001\u2028\u00e9\ud83d\ude00");
        assertThat(back.integer("l")).isEqualTo(Long.MIN_VALUE);
        assertThat(back.members()).containsEntry("d", -0.5).containsEntry("n", JsonNull.NULL);
        assertThat(JsonText.write(back.object("o"))).isEqualTo(JsonText.write(json));
        assertThat(JsonText.write(back)).isEqualTo(JsonText.write(members));
    }

    @Test
    void the_writer_refuses_what_has_no_json_form() {
        for (Object value : new Object[] {Double.NaN, Double.POSITIVE_INFINITY, 'c', 1f, new byte[0], new Object()}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JsonText.write(Map.of("a", List.of(value))))
                    .withMessage("no JSON form for " + value.getClass().getName());
        }
    }

    @Property
    void what_was_written_is_read_as_it_was(@ForAll("objects") Map<String, Object> members) {
        JsonObject read = StrictJson.object(JsonText.write(members), JsonLimits.of(1_000_000, 16, 10_000));
        assertThat(read.names()).isEqualTo(members.keySet());
        members.forEach((name, value) -> {
            if (!(value instanceof Map<?, ?>)) {
                assertThat(read.members().get(name)).isEqualTo(value);
            }
        });
        assertThat(JsonText.write(read)).isEqualTo(JsonText.write(members));
    }

    @Provide
    Arbitrary<Map<String, Object>> objects() {
        Arbitrary<String> text = Arbitraries.strings()
                .ofMaxLength(10)
                .filter(candidate -> candidate.chars().noneMatch(c -> Character.isSurrogate((char) c)));
        Arbitrary<Object> scalar = Arbitraries.oneOf(
                text.map(Object.class::cast),
                Arbitraries.longs().map(Object.class::cast),
                Arbitraries.doubles().map(Object.class::cast),
                Arbitraries.of(true, false).map(Object.class::cast));
        Arbitrary<Object> value = Arbitraries.oneOf(
                scalar,
                scalar.list().ofMaxSize(4).map(Object.class::cast),
                Arbitraries.maps(text, scalar).ofMaxSize(4).map(Object.class::cast));
        return Arbitraries.maps(text, value).ofMaxSize(6);
    }

    private static void wrong(ThrowingCallable getter, String message) {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(getter)
                .withMessage(message)
                .withMessageNotContaining("secret-value");
    }
}
