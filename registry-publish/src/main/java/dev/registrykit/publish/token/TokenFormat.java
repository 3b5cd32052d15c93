package dev.registrykit.publish.token;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
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
    private static final byte NO_DIGIT = -1;
    /** What each character of ASCII counts as a digit; asked for each character of a text. */
    private static final byte[] VALUES = values();

    private static final int BODY = 30;
    private static final int CHECKSUM = SECRET - BODY;

    private final String prefix;
    private final List<String> leads;
    private final SecureRandom random;

    TokenFormat(TokenPolicy policy, SecureRandom random) {
        this.prefix = policy.prefix();
        this.leads = List.copyOf(policy.leads());
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
        for (String lead : leads) {
            if (lead.length() == start && text.startsWith(lead)) {
                return isChecked(text, start);
            }
        }
        return false;
    }

    /** Whether the text can be a token of any registry that has this format, or of this one under an earlier policy. */
    static boolean isToken(String text) {
        int start = text.length() - SECRET;
        return start > 0 && ANY_LEAD.matcher(text.substring(0, start)).matches() && isChecked(text, start);
    }

    private static boolean isChecked(String text, int start) {
        // What is not ASCII becomes a question mark, which is no digit: one for each character, or for two together.
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        if (ascii.length != text.length()) {
            return false;
        }
        int end = start + BODY;
        for (int i = start; i < end; i++) {
            if (VALUES[ascii[i]] == NO_DIGIT) {
                return false;
            }
        }
        // Six digits write a number in one way, so that each character of the text is pinned down.
        long number = 0;
        for (int i = end; i < ascii.length; i++) {
            byte value = VALUES[ascii[i]];
            if (value == NO_DIGIT) {
                return false;
            }
            number = number * BASE + value;
        }
        return number == crc(ascii, start);
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, NO_DIGIT);
        for (byte value = 0; value < BASE; value++) {
            values[DIGITS.charAt(value)] = value;
        }
        return values;
    }

    private static long crc(byte[] ascii, int start) {
        CRC32 crc = new CRC32();
        crc.update(ascii, start, BODY);
        return crc.getValue();
    }

    static String checksum(String body) {
        byte[] digits = new byte[CHECKSUM];
        long rest = crc(body.getBytes(StandardCharsets.US_ASCII), 0);
        for (int i = CHECKSUM - 1; i >= 0; i--) {
            digits[i] = (byte) DIGITS.charAt((int) (rest % BASE));
            rest /= BASE;
        }
        return new String(digits, StandardCharsets.US_ASCII);
    }
}
