package dev.registrykit.core.json;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * Canonical base64 and base64url (RFC 4648 sections 3.5, 4 and 5): every value has exactly one accepted spelling.
 *
 * <p>Refused are characters outside the alphabet, white space, missing or surplus padding, and unused bits that are not
 * zero. Otherwise one signature would have many spellings, and a replay check over text could be passed by re-spelling.
 */
public final class StrictBase64 {
    private static final String COMMON = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String URL = COMMON + "-_";
    /** The values of the standard alphabet's digits, -1 for what is none. */
    private static final byte[] VALUES = values(COMMON + "+/");

    private StrictBase64() {}

    /**
     * The bytes of unpadded base64url text.
     *
     * @throws IllegalArgumentException if the text is not canonical; the message does not quote it
     */
    public static byte[] decodeUrl(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return decodeUrl(ascii, 0, ascii.length);
    }

    /**
     * The bytes of the unpadded base64url text that {@code ascii} holds from {@code from} to {@code to}, exclusive.
     *
     * @throws IllegalArgumentException if the text is not canonical; the message does not quote it
     * @throws IndexOutOfBoundsException if there are no such bytes
     */
    public static byte[] decodeUrl(byte[] ascii, int from, int to) {
        Objects.checkFromToIndex(from, to, ascii.length);
        if (to > from && ascii[to - 1] == '=') {
            throw notCanonical();
        }
        return decode(ascii, from, to);
    }

    /**
     * The bytes of padded base64 text in the standard alphabet.
     *
     * @throws IllegalArgumentException if the text is not canonical; the message does not quote it
     */
    public static byte[] decode(String text) {
        if (text.length() % 4 != 0) {
            throw notCanonical();
        }
        int digits = text.length() - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
        byte[] bytes = new byte[digits * 3 / 4];
        int bits = 0;
        int written = 0;
        for (int at = 0; at < digits; at++) {
            char digit = text.charAt(at);
            int value = digit < VALUES.length ? VALUES[digit] : -1;
            if (value < 0) {
                throw notCanonical();
            }
            bits = (bits << 6) | value;
            // Of every four digits all but the first complete a byte.
            if ((at & 3) != 0) {
                bytes[written++] = (byte) (bits >> (6 - 2 * (at & 3)));
            }
        }
        int unused = (digits & 3) == 2 ? 0xf : (digits & 3) == 3 ? 0x3 : 0;
        if ((bits & unused) != 0) {
            throw notCanonical();
        }
        return bytes;
    }

    private static byte[] values(String alphabet) {
        var values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int value = 0; value < alphabet.length(); value++) {
            values[alphabet.charAt(value)] = (byte) value;
        }
        return values;
    }

    /**
     * The JDK refuses foreign characters, and padding before the end. What it lets through is padding at the end, which the
     * caller refuses, and unused bits in the last digit.
     */
    private static byte[] decode(byte[] ascii, int from, int to) {
        ByteBuffer decoded;
        try {
            decoded = Base64.getUrlDecoder().decode(ByteBuffer.wrap(ascii, from, to - from));
        } catch (IllegalArgumentException malformed) {
            throw notCanonical();
        }
        byte[] bytes = decoded.array();
        if (bytes.length != decoded.remaining()) {
            bytes = Arrays.copyOf(bytes, decoded.remaining());
        }
        int digits = to - from;
        int usedBits = digits % 4 == 2 ? 2 : digits % 4 == 3 ? 4 : 0;
        if (usedBits > 0) {
            int lastByte = bytes[bytes.length - 1];
            int used = lastByte & ((1 << usedBits) - 1);
            if (ascii[to - 1] != URL.charAt(used << (6 - usedBits))) {
                throw notCanonical();
            }
        }
        return bytes;
    }

    private static IllegalArgumentException notCanonical() {
        return new IllegalArgumentException("the text is not base64 in its canonical form");
    }

    /** The unpadded base64url text of {@code bytes}. */
    public static String encodeUrl(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
