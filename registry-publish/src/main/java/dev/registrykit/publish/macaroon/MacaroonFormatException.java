package dev.registrykit.publish.macaroon;

/** The bytes are no macaroon in a known form, or the macaroon is too large; the message quotes nothing of it. */
public final class MacaroonFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    MacaroonFormatException(String message) {
        super(message);
    }
}
