package dev.registrykit.attest.openpgp;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Refusal;

/** Carries a refusal out of the depth of a check; never leaves this package. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedException(OpenPgpReason reason, String detail) {
        // No trace is taken: strangers cause this as often as they like.
        super(detail, null, false, false);
        this.refusal = Refusal.of(reason, detail);
    }

    Refusal refusal() {
        return refusal;
    }

    <T> Decision<T> decision() {
        return new Decision.Refused<>(refusal);
    }
}
