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
    private static final String STANDARD = COMMON + "+/";
    private static final String URL = COMMON + "-_";

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
        return decode(ascii, from, to, to, Base64.getUrlDecoder(), URL);
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
        int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return decode(ascii, 0, ascii.length, ascii.length - padding, Base64.getDecoder(), STANDARD);
    }

    /**
     * The JDK refuses foreign characters, and padding before the end. What it lets through is padding that is missing or
     * not wanted, which the callers refuse, and unused bits in the last digit, the one before {@code end}.
     */
    private static byte[] decode(byte[] ascii, int from, int to, int end, Base64.Decoder decoder, String alphabet) {
        ByteBuffer decoded;
        try {
            decoded = decoder.decode(ByteBuffer.wrap(ascii, from, to - from));
        } catch (IllegalArgumentException malformed) {
            throw notCanonical();
        }
        byte[] bytes = decoded.array();
        if (bytes.length != decoded.remaining()) {
            bytes = Arrays.copyOf(bytes, decoded.remaining());
        }
        int digits = end - from;
        int usedBits = digits % 4 == 2 ? 2 : digits % 4 == 3 ? 4 : 0;
        if (usedBits > 0) {
            int lastByte = bytes[bytes.length - 1];
            int used = lastByte & ((1 << usedBits) - 1);
            if (ascii[end - 1] != alphabet.charAt(used << (6 - usedBits))) {
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
