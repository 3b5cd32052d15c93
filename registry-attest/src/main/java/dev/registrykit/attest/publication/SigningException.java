package dev.registrykit.attest.publication;

/** A key could not sign at this moment; says nothing about what was to be signed. */
public final class SigningException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message for the operator's log. */
    public SigningException(String message, Throwable cause) {
        super(message, cause);
    }
}
