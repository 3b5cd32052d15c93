package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.secret.KeyRing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The two codes of a log-in: 256 bits for the client, eight consonants for the person (RFC 8628 section 6.1).
 *
 * <p>A person's code has 34 bits, so it is kept as an HMAC under the key ring: whoever stole the database could otherwise
 * try them all.
 */
final class LoginCodes {
    /** No vowels, so that no code is a word; no digits, so that none looks like a letter. */
    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

    private static final int LENGTH = 8;
    private static final int MAX_TYPED = 40;
    private static final Pattern USER_CODE = Pattern.compile("[" + LETTERS + "]{" + LENGTH + "}");
    private static final Pattern DEVICE_CODE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int DEVICE_BYTES = 32;
    private static final String PURPOSE = "device-login-user-code";

    private final KeyRing keyRing;
    private final SecureRandom random;

    LoginCodes(KeyRing keyRing, SecureRandom random) {
        this.keyRing = keyRing;
        this.random = random;
    }

    String newDeviceCode() {
        byte[] bytes = new byte[DEVICE_BYTES];
        random.nextBytes(bytes);
        return StrictBase64.encodeUrl(bytes);
    }

    String newUserCode() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return code.toString();
    }

    /** What is kept of a device code; null when the text cannot be one. */
    static byte @Nullable [] deviceHash(String presented) {
        if (!DEVICE_CODE.matcher(presented).matches()) {
            return null;
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(presented.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", impossible);
        }
    }

    /** The code that somebody typed, whatever its case, hyphens and spaces; null when the text cannot be one. */
    static @Nullable String userCode(String typed) {
        if (typed.length() > MAX_TYPED) {
            return null;
        }
        String code = typed.replaceAll("[\\s\\p{Pd}]", "").toUpperCase(Locale.ROOT);
        return USER_CODE.matcher(code).matches() ? code : null;
    }

    /** The code as people read it: {@code BCDF-GHJK}. */
    static String shown(String userCode) {
        return userCode.substring(0, LENGTH / 2) + "-" + userCode.substring(LENGTH / 2);
    }

    /** What is kept of a new user code. */
    byte[] mac(String userCode) {
        return keyRing.mac(PURPOSE, userCode.getBytes(StandardCharsets.US_ASCII));
    }

    /** What may be kept of a user code, one for each key of the ring. */
    Collection<byte[]> macs(String userCode) {
        return keyRing.macs(PURPOSE, userCode.getBytes(StandardCharsets.US_ASCII))
                .values();
    }
}
