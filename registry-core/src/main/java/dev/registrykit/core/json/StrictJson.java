package dev.registrykit.core.json;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads a JSON object, or a list of objects, strictly (RFC 8259): one document, no duplicate members, nothing after it, within limits.
 *
 * <p>The bytes must be well-formed UTF-8 without a byte order mark. Escapes that form no Unicode scalar value (a lone
 * surrogate) are refused. Comments, trailing commas, single quotes, {@code NaN} and leading zeros are refused. Numbers
 * are read as 64-bit integers, or as finite doubles when they have a fraction or an exponent; whatever fits neither is
 * refused. Whatever is wrong is a {@link JsonFormatException}; no other exception leaves this class.
 */
public final class StrictJson {

    private StrictJson() {}

    /**
     * The object that {@code utf8} holds.
     *
     * @throws JsonFormatException if the bytes are not exactly one JSON object within {@code limits}
     */
    public static JsonObject object(byte[] utf8, JsonLimits limits) {
        checkSize(utf8.length, limits);
        return new JsonReader(utf8, limits).document();
    }

    /** As {@link #object(byte[], JsonLimits)} for text that was decoded already. */
    public static JsonObject object(String text, JsonLimits limits) {
        checkSize(text.length(), limits);
        return object(JsonReader.scalar(text).getBytes(StandardCharsets.UTF_8), limits);
    }

    /**
     * The objects of the JSON array that {@code utf8} holds; empty when the array is empty.
     *
     * @throws JsonFormatException if the bytes are not exactly one JSON array of objects within {@code limits}
     */
    public static List<JsonObject> objects(byte[] utf8, JsonLimits limits) {
        checkSize(utf8.length, limits);
        return new JsonReader(utf8, limits).documentOfObjects();
    }

    private static void checkSize(int size, JsonLimits limits) {
        if (size > limits.maxBytes()) {
            throw new JsonFormatException("the document is larger than " + limits.maxBytes() + " bytes");
        }
    }
}
