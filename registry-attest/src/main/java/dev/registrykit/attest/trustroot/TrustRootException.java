package dev.registrykit.attest.trustroot;

import org.jspecify.annotations.Nullable;

/** The trust root is missing or cannot be used; the registry must not start without it. */
public final class TrustRootException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message that names what is wrong. */
    public TrustRootException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
