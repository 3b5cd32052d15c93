package dev.registrykit.auth.passkey;

import dev.registrykit.core.decision.Decision;

/** A check that failed: carries the refusal from the clause that made it to the ceremony that answers. */
final class PasskeyObjection extends Exception {
    private static final long serialVersionUID = 1L;

    private final PasskeyReason reason;
    private final String detail;

    PasskeyObjection(PasskeyReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
        this.detail = detail;
    }

    static PasskeyObjection malformed(String detail) {
        return new PasskeyObjection(PasskeyReason.RESPONSE_MALFORMED, detail);
    }

    PasskeyReason reason() {
        return reason;
    }

    <T> Decision<T> refusal() {
        return Decision.refused(reason, detail);
    }

    /** What whoever signs in is told: one and the same for all that depends on which passkeys are registered. */
    <T> Decision<T> signInRefusal() {
        return switch (reason) {
            case CREDENTIAL_UNKNOWN, ACCOUNT_MISMATCH, SIGNATURE_INVALID, BACKUP_ELIGIBILITY_CHANGED ->
                Decision.refused(PasskeyReason.NOT_ACCEPTED, "This passkey does not sign in here.");
            default -> refusal();
        };
    }
}
