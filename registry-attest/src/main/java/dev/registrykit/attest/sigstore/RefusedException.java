package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.core.decision.Decision;

/** One check of many said no; the verifier turns it into a refusal, so it never leaves this package. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final AttestReason reason;
    private final String detail;

    RefusedException(AttestReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
        this.detail = detail;
    }

    AttestReason reason() {
        return reason;
    }

    <T> Decision<T> toDecision() {
        return Decision.refused(reason, detail);
    }
}
