package dev.registrykit.core.name;

/** A package name, version, pattern or path that its ecosystem does not allow; the message says why and is safe to show. */
public final class InvalidNameException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** With a message that is safe to show to whoever sent the name. */
    public InvalidNameException(String message) {
        super(message);
    }
}
