package dev.registrykit.auth.passkey;

import dev.registrykit.core.decision.Reason;

/** Why a passkey was not registered, did not sign in, or could not be changed. */
public enum PasskeyReason implements Reason {
    /** The request belongs to no browser session, so a challenge cannot be bound to one. */
    SESSION_MISSING("session-missing", 400, "Allow the site's cookies and load the page again."),
    /** The answer is not what a browser's {@code toJSON()} makes, or too large. */
    RESPONSE_MALFORMED("passkey-response-malformed", 400, "Load the page again and retry."),
    /** The challenge was never given to this browser session, or was answered before. */
    CHALLENGE_UNKNOWN("challenge-unknown", 400, "Load the page again and retry."),
    /** The challenge was given too long ago. */
    CHALLENGE_EXPIRED("challenge-expired", 400, "Retry, and confirm within five minutes."),
    /** The answer to a registration was given as a sign-in, or the other way round. */
    CEREMONY_MISMATCH("ceremony-mismatch", 400, "Load the page again and retry."),
    /** The browser was on another origin. */
    ORIGIN_MISMATCH("origin-mismatch", 403, "Open the registry at its own address and retry."),
    /** The page was embedded in one of another origin. */
    CROSS_ORIGIN("cross-origin", 403, "Open the registry in a tab of its own and retry."),
    /** The authenticator answered for another relying party. */
    RELYING_PARTY_MISMATCH("relying-party-mismatch", 403, "Open the registry at its own address and retry."),
    /** Nobody touched the authenticator. */
    USER_NOT_PRESENT("user-not-present", 403, "Retry, and confirm on the authenticator."),
    /** The authenticator did not verify who used it. */
    USER_NOT_VERIFIED("user-not-verified", 403, "Set a PIN or biometrics on the authenticator and retry."),
    /**
     * The answer signs nobody in: its passkey is not registered, is another account's, has another signature or backup
     * eligibility. Whoever signs in is not told which, for that would tell who has an account; the event has the reason.
     */
    NOT_ACCEPTED("passkey-not-accepted", 401, "Choose another passkey, or sign in another way."),
    /** No passkey of this id is registered. */
    CREDENTIAL_UNKNOWN("passkey-unknown", 401, "Choose another passkey, or sign in another way."),
    /** The passkey, its user handle or the challenge belongs to another account. */
    ACCOUNT_MISMATCH("passkey-of-another-account", 401, "Choose a passkey of the account that signs in."),
    /** The signature is not the passkey's. */
    SIGNATURE_INVALID("passkey-signature-invalid", 401, "Retry, or choose another passkey."),
    /** A passkey that could not be backed up now can, or the other way round. */
    BACKUP_ELIGIBILITY_CHANGED("backup-eligibility-changed", 401, "Register this passkey anew."),
    /** The signature counter did not grow, so a copy of the passkey may be in use. */
    COUNT_WENT_BACK("sign-count-went-back", 401, "Remove this passkey if others may have had it, and register anew."),
    /** The key is of an algorithm that was not offered. */
    ALGORITHM_NOT_ALLOWED("passkey-algorithm-not-allowed", 422, "Use another authenticator."),
    /** The new passkey's data is not well-formed. */
    CREDENTIAL_INVALID("passkey-invalid", 422, "Use another authenticator."),
    /** A passkey of this id is registered already. */
    ALREADY_REGISTERED("passkey-already-registered", 409, "Use the passkey as it is, or another authenticator."),
    /** The account has as many passkeys as it may have. */
    TOO_MANY("too-many-passkeys", 409, "Remove a passkey that is not used any more."),
    /** The label is empty, too long, or holds control characters. */
    LABEL_INVALID("passkey-label-invalid", 422, "Choose a label of 1 to 64 characters."),
    /** The store could not be reached. */
    STORE_UNAVAILABLE("store-unavailable", 503, "Try again in a few seconds.");

    private final String code;
    private final int httpStatus;
    private final String nextStep;

    PasskeyReason(String code, int httpStatus, String nextStep) {
        this.code = code;
        this.httpStatus = httpStatus;
        this.nextStep = nextStep;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int httpStatus() {
        return httpStatus;
    }

    @Override
    public String nextStep() {
        return nextStep;
    }
}
