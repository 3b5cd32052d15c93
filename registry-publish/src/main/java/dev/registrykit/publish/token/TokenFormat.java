package dev.registrykit.publish.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The text of a token: {@code <prefix>_}, 30 random base62 characters (178 bits), and 6 that check them.
 *
 * <p>The check is the CRC-32 of the 30 characters alone, in base62 with the digits {@code 0-9A-Za-z}, padded with zeros.
 * It lets a scanner, and this class, tell a token from a look-alike without asking a database.
 */
final class TokenFormat {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9]{1,15}");
    private static final int BODY = 30;
    private static final int CHECKSUM = 6;

    private final String lead;
    private final SecureRandom random;

    TokenFormat(String prefix, SecureRandom random) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "a token prefix has 2 to 16 lower-case letters and digits and starts with a letter");
        }
        this.lead = prefix + "_";
        this.random = random;
    }

    String mint() {
        StringBuilder body = new StringBuilder(BODY);
        for (int i = 0; i < BODY; i++) {
            body.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return lead + body + checksum(body.toString());
    }

    /** The SHA-256 under which a token is kept, or null when the text cannot be a token of this registry. */
    byte @Nullable [] hashOf(String text) {
        if (text.length() != lead.length() + BODY + CHECKSUM || !text.startsWith(lead)) {
            return null;
        }
        String body = text.substring(lead.length(), lead.length() + BODY);
        // Every character of the text is pinned down: the body's by this test, the rest by comparison.
        if (body.chars().anyMatch(c -> DIGITS.indexOf(c) < 0) || !text.endsWith(checksum(body))) {
            return null;
        }
        return sha256(text);
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", impossible);
        }
    }

    static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        char[] digits = new char[CHECKSUM];
        long rest = crc.getValue();
        for (int i = CHECKSUM - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(digits);
    }
}
