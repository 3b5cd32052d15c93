package dev.registrykit.publish.publisher;

import dev.registrykit.core.decision.Reason;

/** Why a trusted publisher is not registered, or its repository not resolved. */
public enum PublisherReason implements Reason {
    /** The policy's issuer is not one that this registry trusts, so nothing would ever match. */
    ISSUER_NOT_TRUSTED("issuer-not-trusted", 422, "Register a job of a CI system that this registry trusts."),
    /** Too many registrations of this account, from this network, or for this issuer. */
    TOO_MANY_REGISTRATIONS("too-many-registrations", 429, "Wait before trying again."),
    /** A publisher with the very same policy is there already for one of the packages. */
    PUBLISHER_EXISTS("publisher-exists", 409, "Remove the registered publisher first, or change the policy."),
    /** One of the package patterns has as many publishers as it may have. */
    TOO_MANY_PUBLISHERS("too-many-publishers", 409, "Remove publishers that are not used any more."),
    /** The account has as many pending publishers as it may have. */
    TOO_MANY_PENDING("too-many-pending", 409, "Publish with a pending publisher, or remove one."),
    /** The repository, or the file in it, does not exist or is not public. */
    NAME_NOT_RESOLVED("name-not-resolved", 422, "Check the spelling, or give the ids of a private repository."),
    /** No resolver is configured for this issuer. */
    NO_RESOLVER("no-resolver", 422, "Give the repository's ids, or have them pinned on first use."),
    /** The service that knows the repository could not be asked. */
    RESOLVER_UNAVAILABLE("resolver-unavailable", 503, "Try again in a moment.");

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
