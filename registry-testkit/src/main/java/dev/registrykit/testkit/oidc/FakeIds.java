package dev.registrykit.testkit.oidc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.CRC32;

/** Ids that look like a provider's and are the same for the same text, so that two names have two ids. */
final class FakeIds {
    private FakeIds() {}

    /** Nine digits. */
    static String number(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toString(100_000_000L + crc.getValue() % 800_000_000L);
    }

    /** A UUID in small letters. */
    static String uuid(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** So many hexadecimal digits, at most 64. */
    static String hex(String text, int digits) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, digits);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", impossible);
        }
    }

    /** A ULID-like id: 26 letters and digits that start with 01. */
    static String ulid(String text) {
        return "01" + hex(text, 24).toUpperCase(Locale.ROOT);
    }
}
