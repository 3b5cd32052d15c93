package dev.registrykit.auth.password;

import dev.registrykit.core.decision.Reason;

/** Why a password was not set, or did not sign in. */
public enum PasswordReason implements Reason {
    /** The name is nobody's, the account has no password, or it is another one; the three cannot be told apart. */
    WRONG("password-wrong", 401, "Check the name and the password, or sign in another way."),
    /** Fewer characters than a password on its own needs (NIST SP 800-63B-4 section 3.1.1.2). */
    TOO_SHORT("password-too-short", 422, "Choose a password of at least 15 characters; several words do well."),
    /** More characters than are kept. */
    TOO_LONG("password-too-long", 422, "Choose a password of at most 256 characters."),
    /** The text is not well-formed Unicode. */
    MALFORMED("password-malformed", 422, "Choose a password of ordinary characters."),
    /** Too many attempts for this name or from this address. */
    TOO_MANY_ATTEMPTS("too-many-attempts", 429, "Wait, and try again later."),
    /** Too many passwords are being checked at this moment. */
    BUSY("password-check-busy", 503, "Try again in a few seconds."),
    /** The store could not be reached. */
    STORE_UNAVAILABLE("store-unavailable", 503, "Try again in a few seconds.");

    private final String code;
    private final int httpStatus;
    private final String nextStep;

    PasswordReason(String code, int httpStatus, String nextStep) {
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
