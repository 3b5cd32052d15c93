package dev.registrykit.core.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A secret text, which shows itself only through {@link #reveal()}.
 *
 * <p>{@link #toString()} is constant, {@link #equals} is not defined by content: compare with {@link #matches}, which
 * takes the same time wherever the first difference is.
 */
public final class Secret {
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /** The secret {@code text}. */
    public static Secret of(String text) {
        return new Secret(text);
    }

    /** The secret itself: a greppable name for the places that let it out. */
    public String reveal() {
        return text;
    }

    /** Whether {@code other} is the same text, in time that does not depend on where they differ. */
    public boolean matches(String other) {
        return MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
