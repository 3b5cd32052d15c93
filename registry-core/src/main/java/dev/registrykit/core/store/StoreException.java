package dev.registrykit.core.store;

/**
 * The store could not be reached or is broken; says nothing about the request.
 *
 * <p>Methods that return a {@link dev.registrykit.core.decision.Decision} turn it into <em>unavailable</em>.
 */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message for the operator's log, free of row contents. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
