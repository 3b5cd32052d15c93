package dev.registrykit.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a JSON object strictly (RFC 8259): one document, no duplicate members, nothing after it, within limits.
 *
 * <p>The bytes must be well-formed UTF-8 without a byte order mark. Escapes that form no Unicode scalar value (a lone
 * surrogate) are refused. Comments, trailing commas, single quotes, {@code NaN} and leading zeros are refused. Numbers
 * are read as 64-bit integers, or as finite doubles when they have a fraction or an exponent; whatever fits neither is
 * refused. Whatever is wrong is a {@link JsonFormatException}; no other exception leaves this class.
 */
public final class StrictJson {
    private static final int MAX_NUMBER_LENGTH = 40;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // Names come from strangers: they are not kept in a table that all readers share, nor interned.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    // No string or name is longer than its document, which JsonLimits bounds before this reads it.
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final JsonLimits limits;
    private int values;

    private StrictJson(JsonParser parser, JsonLimits limits) {
        this.parser = parser;
        this.limits = limits;
    }

    /**
     * The object that {@code utf8} holds.
     *
     * @throws JsonFormatException if the bytes are not exactly one JSON object within {@code limits}
     */
    public static JsonObject object(byte[] utf8, JsonLimits limits) {
        checkSize(utf8.length, limits);
        String text = decode(utf8);
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new StrictJson(parser, limits).document();
        } catch (StreamConstraintsException tooLarge) {
            throw new JsonFormatException("the document exceeds a limit on nesting or numbers");
        } catch (IOException malformed) {
            throw new JsonFormatException("the document is not well-formed JSON, or repeats a member");
        } catch (UncheckedIOException | ArithmeticException malformed) {
            throw new JsonFormatException("the document is not well-formed JSON");
        }
    }

    /** As {@link #object(byte[], JsonLimits)} for text that was decoded already. */
    public static JsonObject object(String text, JsonLimits limits) {
        checkSize(text.length(), limits);
        return object(scalar(text).getBytes(StandardCharsets.UTF_8), limits);
    }

    private static void checkSize(int size, JsonLimits limits) {
        if (size > limits.maxBytes()) {
            throw new JsonFormatException("the document is larger than " + limits.maxBytes() + " bytes");
        }
    }

    private static String decode(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new JsonFormatException("the document is not well-formed UTF-8");
        }
    }

    private JsonObject document() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new JsonFormatException("the document must be a JSON object");
        }
        JsonObject object = readObject(1);
        if (parser.nextToken() != null) {
            throw new JsonFormatException("there is text after the JSON object");
        }
        return object;
    }

    private JsonObject readObject(int depth) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = scalar(parser.currentName());
            parser.nextToken();
            members.put(name, readValue(depth));
        }
        return new JsonObject(members);
    }

    private List<Object> readArray(int depth) throws IOException {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(readValue(depth));
        }
        return Collections.unmodifiableList(elements);
    }

    private Object readValue(int depth) throws IOException {
        if (++values > limits.maxValues()) {
            throw new JsonFormatException("the document has more than " + limits.maxValues() + " values");
        }
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new JsonFormatException("the document ends too early");
        }
        if (token.isStructStart() && depth >= limits.maxDepth()) {
            throw new JsonFormatException("the document is nested deeper than " + limits.maxDepth());
        }
        return switch (token) {
            case START_OBJECT -> readObject(depth + 1);
            case START_ARRAY -> readArray(depth + 1);
            case VALUE_STRING -> scalar(parser.getText());
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> JsonNull.NULL;
            default -> throw new JsonFormatException("the document is not well-formed JSON");
        };
    }

    private Long integer() throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new JsonFormatException("a number does not fit 64 bits");
        }
        return parser.getLongValue();
    }

    private Double decimal() throws IOException {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new JsonFormatException("a number is out of range");
        }
        return value;
    }

    /** Text without lone surrogates: they have no UTF-8 form, so two of them could become equal when written. */
    private static String scalar(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new JsonFormatException("a string holds half of a surrogate pair");
            }
        }
        return text;
    }
}
