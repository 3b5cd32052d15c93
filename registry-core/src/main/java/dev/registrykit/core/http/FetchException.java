package dev.registrykit.core.http;

/** The document could not be fetched within the limits; the message names the host and the cause, never content. */
public final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a message that is safe to log and to show to an operator. */
    public FetchException(String message) {
        super(message);
    }

    /** As {@link #FetchException(String)}, with the cause. */
    public FetchException(String message, Throwable cause) {
        super(message, cause);
    }
}
