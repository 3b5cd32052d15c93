package dev.registrykit.auth.password;

import dev.registrykit.core.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * A password as it is hashed: normalised to NFKC and encoded in UTF-8, with its length in code points (NIST SP 800-63B-4
 * section 3.1.1.2).
 */
final class PasswordText {
    static final int MIN_CHARACTERS = 15;
    static final int MAX_CHARACTERS = 256;
    /** Longer input is not even normalised: a composed character can be spelled with a few, not with hundreds. */
    private static final int MAX_RAW_LENGTH = 4 * MAX_CHARACTERS;

    private final byte[] utf8;

    private PasswordText(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** The bytes to hash; nobody else has them. */
    byte[] utf8() {
        return utf8;
    }

    /** The reason why {@code password} cannot be chosen, or null. */
    static @Nullable PasswordReason objection(Secret password) {
        String raw = password.reveal();
        if (raw.length() > MAX_RAW_LENGTH) {
            return PasswordReason.TOO_LONG;
        }
        if (encode(raw) == null) {
            return PasswordReason.MALFORMED;
        }
        String normalised = Normalizer.normalize(raw, Normalizer.Form.NFKC);
        int characters = normalised.codePointCount(0, normalised.length());
        if (characters < MIN_CHARACTERS) {
            return PasswordReason.TOO_SHORT;
        }
        return characters > MAX_CHARACTERS ? PasswordReason.TOO_LONG : null;
    }

    /** The text to hash, or null when {@code password} can be nobody's. */
    static @Nullable PasswordText of(Secret password) {
        if (objection(password) != null) {
            return null;
        }
        byte[] utf8 = encode(Normalizer.normalize(password.reveal(), Normalizer.Form.NFKC));
        return utf8 == null ? null : new PasswordText(utf8);
    }

    private static byte @Nullable [] encode(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException loneSurrogate) {
            return null;
        }
    }
}
