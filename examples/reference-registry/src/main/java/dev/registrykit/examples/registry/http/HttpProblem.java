package dev.registrykit.examples.registry.http;

import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.decision.Refusal;

/** Ends a request with a refusal or an outage; each protocol answers it in its own form. */
public final class HttpProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    /** Ends the request with {@code failure}. */
    public HttpProblem(Failure failure) {
        super(failure.reason().code() + ": " + failure.detail(), null, false, false);
        this.failure = failure;
    }

    /** Ends the request with a refusal of the registry's own. */
    public HttpProblem(RegistryReason reason, String detail) {
        this(Refusal.of(reason, detail));
    }

    /** Why. */
    public Failure failure() {
        return failure;
    }

    /** The HTTP status. */
    public int status() {
        return failure.reason().httpStatus();
    }
}
