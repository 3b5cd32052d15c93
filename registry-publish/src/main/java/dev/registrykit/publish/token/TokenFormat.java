package dev.registrykit.publish.token;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The text of a token: {@code <prefix>_[<kind>_]}, 30 random base62 characters (178 bits), and 6 that check them.
 *
 * <p>The check is the CRC-32 of the 30 characters alone, in base62 with the digits {@code 0-9A-Za-z}, padded with zeros.
 * It lets a scanner, and this class, tell a token from a look-alike without asking a database.
 */
final class TokenFormat {
    /** How many characters follow the prefix and the kind. */
    static final int SECRET = 36;

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern ANY_LEAD = Pattern.compile("[a-z][a-z0-9]{1,15}_([a-z][a-z0-9]{1,15}_)?");
    private static final int BASE = 62;
    private static final int BODY = 30;
    private static final int CHECKSUM = SECRET - BODY;

    private final String prefix;
    private final Set<String> leads;
    private final SecureRandom random;

    TokenFormat(TokenPolicy policy, SecureRandom random) {
        this.prefix = policy.prefix();
        this.leads = policy.leads();
        this.random = random;
    }

    /** A new token of this kind, or of the one without a name. */
    String mint(@Nullable String kind) {
        StringBuilder body = new StringBuilder(BODY);
        for (int i = 0; i < BODY; i++) {
            body.append(DIGITS.charAt(random.nextInt(BASE)));
        }
        return TokenPolicy.lead(prefix, kind) + body + checksum(body.toString());
    }

    /** Whether the text can be a token of this registry: prefix, kind, length, alphabet and checksum. */
    boolean accepts(String text) {
        int start = text.length() - SECRET;
        if (start < 1 || !leads.contains(text.substring(0, start))) {
            return false;
        }
        return isChecked(text, start);
    }

    /** Whether the text can be a token of any registry that has this format, or of this one under an earlier policy. */
    static boolean isToken(String text) {
        int start = text.length() - SECRET;
        return start > 0 && ANY_LEAD.matcher(text.substring(0, start)).matches() && isChecked(text, start);
    }

    private static boolean isChecked(String text, int start) {
        // Every character of the text is pinned down: the body's by this test, the rest by comparison.
        byte[] body = new byte[BODY];
        for (int i = 0; i < BODY; i++) {
            char c = text.charAt(start + i);
            if (!isDigit(c)) {
                return false;
            }
            body[i] = (byte) c;
        }
        return text.endsWith(checksum(body));
    }

    private static boolean isDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    static String checksum(String body) {
        return checksum(body.getBytes(StandardCharsets.US_ASCII));
    }

    private static String checksum(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        byte[] digits = new byte[CHECKSUM];
        long rest = crc.getValue();
        for (int i = CHECKSUM - 1; i >= 0; i--) {
            digits[i] = (byte) DIGITS.charAt((int) (rest % BASE));
            rest /= BASE;
        }
        return new String(digits, StandardCharsets.US_ASCII);
    }
}
