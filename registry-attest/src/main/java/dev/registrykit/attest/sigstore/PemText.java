package dev.registrykit.attest.sigstore;

import java.nio.charset.StandardCharsets;

/** PEM (RFC 7468) held against the bytes that it should hold, without decoding it. */
final class PemText {
    private static final byte[] DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);

    private PemText() {}

    /** Whether {@code pem} is one block of this label with these bytes; white space may be anywhere between its characters. */
    static boolean holds(byte[] pem, String label, byte[] bytes) {
        byte[] begin = ("-----BEGIN " + label + "-----").getBytes(StandardCharsets.US_ASCII);
        byte[] end = ("-----END " + label + "-----").getBytes(StandardCharsets.US_ASCII);
        int first = nextVisible(pem, 0);
        int last = pem.length;
        while (last > first && isSpace(pem[last - 1])) {
            last--;
        }
        if (last - first < begin.length + end.length
                || !isAt(pem, first, begin)
                || !isAt(pem, last - end.length, end)) {
            return false;
        }
        int at = first + begin.length;
        int digits = (bytes.length + 2) / 3 * 4;
        for (int digit = 0; digit < digits; digit++) {
            at = nextVisible(pem, at);
            if (pem[at] != digit(bytes, digit)) {
                return false;
            }
            at++;
        }
        return nextVisible(pem, at) == last - end.length;
    }

    /** The base64 digit at this place, or the padding. */
    private static byte digit(byte[] bytes, int place) {
        int bit = place * 6;
        int at = bit / 8;
        int known = bytes.length - at;
        if (known <= 0) {
            return '=';
        }
        int pair = ((bytes[at] & 0xff) << 8) | (known > 1 ? bytes[at + 1] & 0xff : 0);
        return DIGITS[(pair >> (10 - bit % 8)) & 0x3f];
    }

    private static boolean isAt(byte[] text, int from, byte[] word) {
        for (int at = 0; at < word.length; at++) {
            if (text[from + at] != word[at]) {
                return false;
            }
        }
        return true;
    }

    private static int nextVisible(byte[] text, int from) {
        int at = from;
        while (at < text.length && isSpace(text[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte c) {
        return c == '\n' || c == '\r' || c == ' ' || c == '\t';
    }
}
