package dev.registrykit.core.decision;

import java.util.Objects;

/** A definite no: the request was checked and is not allowed. */
public final class Refusal implements Failure {
    private final Reason reason;
    private final String detail;

    private Refusal(Reason reason, String detail) {
        this.reason = Objects.requireNonNull(reason, "reason");
        this.detail = Objects.requireNonNull(detail, "detail");
    }

    /** A refusal for {@code reason}; {@code detail} is one sentence that may be shown to the caller. */
    public static Refusal of(Reason reason, String detail) {
        return new Refusal(reason, detail);
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
        return "Refusal[" + reason.code() + ": " + detail + "]";
    }
}
