package dev.registrykit.core.http;

/** The document could not be fetched within the limits; the message names the host and the cause, never content. */
public final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** With a message that is safe to log and to show to an operator. */
    public FetchException(String message) {
        super(message);
        this.status = 0;
    }

    /** As {@link #FetchException(String)}, for a server that answered with {@code status}. */
    public FetchException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** As {@link #FetchException(String)}, with the cause. */
    public FetchException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    /**
     * The HTTP status, when the server answered with another than 200; otherwise 0.
     *
     * <p>It tells an address without a document, 404, from a server in trouble.
     */
    public int status() {
        return status;
    }
}
