package dev.registrykit.publish.publisher;

import dev.registrykit.core.decision.Reason;

/** Why a trusted publisher is not registered. */
public enum PublisherReason implements Reason {
    /** The policy's issuer is not one that this registry trusts, so nothing would ever match. */
    ISSUER_NOT_TRUSTED("issuer-not-trusted", 422, "Register a job of a CI system that this registry trusts."),
    /** Too many registrations of this account, from this address, or for this issuer. */
    TOO_MANY_REGISTRATIONS("too-many-registrations", 429, "Wait before trying again.");

    private final String code;
    private final int httpStatus;
    private final String nextStep;

    PublisherReason(String code, int httpStatus, String nextStep) {
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
