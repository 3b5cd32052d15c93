package dev.registrykit.core.json;

import java.util.Base64;

/**
 * Canonical base64 and base64url (RFC 4648 sections 3.5, 4 and 5): every value has exactly one accepted spelling.
 *
 * <p>Refused are characters outside the alphabet, white space, missing or surplus padding, and unused bits that are not
 * zero. Otherwise one signature would have many spellings, and a replay check over text could be passed by re-spelling.
 */
public final class StrictBase64 {

    private StrictBase64() {}

    /**
     * The bytes of unpadded base64url text.
     *
     * @throws IllegalArgumentException if the text is not canonical; the message does not quote it
     */
    public static byte[] decodeUrl(String text) {
        return decode(text, Base64.getUrlDecoder(), Base64.getUrlEncoder().withoutPadding());
    }

    /**
     * The bytes of padded base64 text in the standard alphabet.
     *
     * @throws IllegalArgumentException if the text is not canonical; the message does not quote it
     */
    public static byte[] decode(String text) {
        return decode(text, Base64.getDecoder(), Base64.getEncoder());
    }

    private static byte[] decode(String text, Base64.Decoder decoder, Base64.Encoder encoder) {
        byte[] bytes;
        try {
            bytes = decoder.decode(text);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("the text is not base64 in its canonical form");
        }
        if (!encoder.encodeToString(bytes).equals(text)) {
            throw new IllegalArgumentException("the text is not base64 in its canonical form");
        }
        return bytes;
    }

    /** The unpadded base64url text of {@code bytes}. */
    public static String encodeUrl(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
