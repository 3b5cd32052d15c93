package dev.registrykit.publish.macaroon;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Text that has exactly one form in bytes. */
final class Utf8 {

    private Utf8() {}

    /** The text, or null when the bytes are not well-formed: what replaces malformed bytes is encoded otherwise. */
    static @Nullable String textOrNull(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes) ? text : null;
    }

    static String text(byte[] bytes) {
        String text = textOrNull(bytes);
        if (text == null) {
            throw new MacaroonFormatException("a location is well-formed UTF-8");
        }
        return text;
    }

    /** @throws IllegalArgumentException if the text holds half of a surrogate pair, which no bytes stand for */
    static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!new String(bytes, StandardCharsets.UTF_8).equals(text)) {
            throw new MacaroonFormatException("the text is not well-formed Unicode");
        }
        return bytes;
    }
}
