package dev.registrykit.core.decision;

import java.util.Objects;

/**
 * "Could not check, try again": keys were unreachable or a store was down.
 *
 * <p>An outage says nothing about the request. It must never be treated as an allowance, and a client should be told
 * to retry rather than that it was refused.
 */
public final class Outage implements Failure {
    private final Reason reason;
    private final String detail;

    private Outage(Reason reason, String detail) {
        this.reason = Objects.requireNonNull(reason, "reason");
        this.detail = Objects.requireNonNull(detail, "detail");
    }

    /** An outage for {@code reason}; {@code detail} is one sentence that may be shown to the caller. */
    public static Outage of(Reason reason, String detail) {
        return new Outage(reason, detail);
    }

    @Override
    public Reason reason() {
        return reason;
    }

    @Override
    public String detail() {
        return detail;
    }

    @Override
    public String toString() {
        return "Outage[" + reason.code() + ": " + detail + "]";
    }
}
