package dev.registrykit.attest.trustroot;

/** The trust root is missing or cannot be used; the registry must not start without it. */
public final class TrustRootException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message that names what is wrong. */
    public TrustRootException(String message, Throwable cause) {
        super(message, cause);
    }
}
