package dev.registrykit.core.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one document in one pass over its bytes, rule by rule of RFC 8259's grammar.
 *
 * <p>It is our own because identity tokens are read on every exchange: a general parser is made for large documents, and
 * what it prepares for them costs more than reading a token's claims. A test compares the two.
 */
final class JsonReader {
    /** Keeps the stack short, whatever the caller's limit. */
    private static final int MAX_DEPTH = 1_000;

    private static final int MAX_NUMBER_LENGTH = 40;
    /** The least long without its last digit, which is 8. */
    private static final long LEAST_TENTH = Long.MIN_VALUE / 10;

    private static final int LAST_DIGIT = 8;
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    /** What cannot be in a document: the end, as a byte. */
    private static final byte END = 0;

    private final byte[] bytes;
    private final JsonLimits limits;
    private int at;
    private int values;

    JsonReader(byte[] bytes, JsonLimits limits) {
        this.bytes = bytes;
        this.limits = limits;
    }

    JsonObject document() {
        start('{', "a JSON object");
        JsonObject object = readObject(1);
        end("the JSON object");
        return object;
    }

    List<JsonObject> documentOfObjects() {
        start('[', "a JSON array of objects");
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : readArray(1)) {
            if (!(element instanceof JsonObject object)) {
                throw new JsonFormatException("the document must be a JSON array of objects");
            }
            objects.add(object);
        }
        end("the JSON array");
        return Collections.unmodifiableList(objects);
    }

    private void start(char opening, String what) {
        skipSpace();
        if (peek() != opening) {
            throw at == bytes.length || startsValue(peek())
                    ? new JsonFormatException("the document must be " + what)
                    : malformed();
        }
        at++;
    }

    private void end(String what) {
        skipSpace();
        if (at < bytes.length) {
            throw startsValue(peek()) ? new JsonFormatException("there is text after " + what) : malformed();
        }
    }

    private static boolean startsValue(byte c) {
        return c == '{' || c == '[' || c == '"' || c == '-' || isDigit(c) || c == 't' || c == 'f' || c == 'n';
    }

    /** The rest of an object, after its brace. */
    private JsonObject readObject(int depth) {
        skipSpace();
        if (peek() == '}') {
            at++;
            return new JsonObject(Map.of());
        }
        // Room for the claims of a token; what is inside of them is small.
        Map<String, Object> members = new LinkedHashMap<>(depth == 1 ? 64 : 8);
        while (true) {
            expect('"');
            String name = readString();
            skipSpace();
            expect(':');
            skipSpace();
            if (members.put(name, readValue(depth)) != null) {
                throw malformed();
            }
            if (isLast('}')) {
                return new JsonObject(members);
            }
        }
    }

    /** The rest of an array, after its bracket. */
    private List<Object> readArray(int depth) {
        List<Object> elements = new ArrayList<>();
        skipSpace();
        if (peek() == ']') {
            at++;
            return Collections.unmodifiableList(elements);
        }
        while (true) {
            elements.add(readValue(depth));
            if (isLast(']')) {
                return Collections.unmodifiableList(elements);
            }
        }
    }

    /** After a value: true at the closing mark, false before the next member or element. */
    private boolean isLast(char closing) {
        skipSpace();
        byte c = peek();
        if (c != ',' && c != closing) {
            throw malformed();
        }
        at++;
        if (c == ',') {
            skipSpace();
            return false;
        }
        return true;
    }

    private Object readValue(int depth) {
        if (++values > limits.maxValues()) {
            throw new JsonFormatException("the document has more than " + limits.maxValues() + " values");
        }
        return switch (peek()) {
            case '"' -> {
                at++;
                yield readString();
            }
            case '{' -> {
                deeper(depth);
                yield readObject(depth + 1);
            }
            case '[' -> {
                deeper(depth);
                yield readArray(depth + 1);
            }
            case 't' -> literal(TRUE, true);
            case 'f' -> literal(FALSE, false);
            case 'n' -> literal(NULL, JsonNull.NULL);
            default -> readNumber();
        };
    }

    private void deeper(int depth) {
        if (depth >= limits.maxDepth()) {
            throw new JsonFormatException("the document is nested deeper than " + limits.maxDepth());
        }
        if (depth >= MAX_DEPTH) {
            throw tooLarge();
        }
        at++;
    }

    private Object literal(byte[] word, Object meaning) {
        for (byte c : word) {
            expect((char) c);
        }
        return meaning;
    }

    private Object readNumber() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        boolean whole = true;
        if (peek() == '.') {
            whole = false;
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            whole = false;
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        if (at - start > MAX_NUMBER_LENGTH) {
            throw tooLarge();
        }
        return whole
                ? (Object) integer(start)
                : (Object) decimal(new String(bytes, start, at - start, StandardCharsets.ISO_8859_1));
    }

    private void digits() {
        if (!isDigit(peek())) {
            throw malformed();
        }
        while (isDigit(peek())) {
            at++;
        }
    }

    /** The digits from {@code start} to here, with a sign or without; text made of them first would cost more than they do. */
    private Long integer(int start) {
        boolean negative = bytes[start] == '-';
        // Counted below zero, where there is room for one more.
        long value = 0;
        for (int i = negative ? start + 1 : start; i < at; i++) {
            int digit = bytes[i] - '0';
            if (value < LEAST_TENTH || (value == LEAST_TENTH && digit > LAST_DIGIT)) {
                throw notLong();
            }
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw notLong();
        }
        return negative ? value : -value;
    }

    private static JsonFormatException notLong() {
        return new JsonFormatException("a number does not fit 64 bits");
    }

    private static Double decimal(String number) {
        double value = Double.parseDouble(number);
        if (!Double.isFinite(value)) {
            throw new JsonFormatException("a number is out of range");
        }
        return value;
    }

    /** The rest of a string, after its quotation mark. */
    private String readString() {
        int start = at;
        int anySign = plainRun();
        String text = text(start, anySign);
        if (peek() != '"') {
            return readEscaped(text);
        }
        at++;
        return text;
    }

    /** Goes on to the next quotation mark or backslash; returns all bytes before it or'ed. */
    private int plainRun() {
        // A local for the position: this loop sees nearly all bytes of a document.
        int i = at;
        int anySign = 0;
        while (i < bytes.length) {
            byte c = bytes[i];
            if (c == '"' || c == '\\') {
                at = i;
                return anySign;
            }
            if ((c & 0xe0) == 0) {
                throw malformed();
            }
            anySign |= c;
            i++;
        }
        throw malformed();
    }

    /** The rest of a string from its first escape on. */
    private String readEscaped(String before) {
        StringBuilder text = new StringBuilder(before);
        while (at < bytes.length) {
            byte c = bytes[at];
            if (c == '"') {
                at++;
                // In well-formed UTF-8 only an escape can say half of a pair.
                return scalar(text.toString());
            }
            if (c == '\\') {
                at++;
                text.append(escaped());
            } else {
                int start = at;
                int anySign = plainRun();
                text.append(text(start, anySign));
            }
        }
        throw malformed();
    }

    private char escaped() {
        byte c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> (char) c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> throw malformed();
        };
    }

    private char hexadecimal() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            byte c = peek();
            // Character.digit takes the digits of all scripts, but a byte is none of those.
            int digit = c < 0 ? -1 : Character.digit((char) c, 16);
            if (digit < 0) {
                throw malformed();
            }
            value = value << 4 | digit;
            at++;
        }
        return (char) value;
    }

    /**
     * The bytes from {@code start} to here as text.
     *
     * @param anySign all these bytes or'ed: negative when one of them is not ASCII
     */
    private String text(int start, int anySign) {
        if (anySign >= 0) {
            return new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
        }
        try {
            // A new decoder reports what is malformed.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, at - start))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new JsonFormatException("the document is not well-formed UTF-8");
        }
    }

    private void skipSpace() {
        while (at < bytes.length) {
            byte c = bytes[at];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    private void expect(char c) {
        if (peek() != c) {
            throw malformed();
        }
        at++;
    }

    private byte peek() {
        return at < bytes.length ? bytes[at] : END;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private static JsonFormatException malformed() {
        return new JsonFormatException("the document is not well-formed JSON, or repeats a member");
    }

    private static JsonFormatException tooLarge() {
        return new JsonFormatException("the document exceeds a limit on nesting or numbers");
    }

    /** Text without lone surrogates: they have no UTF-8 form, so two of them could become equal when written. */
    static String scalar(String text) {
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
