package dev.registrykit.attest.publication;

import dev.registrykit.core.decision.Reason;

/** Why an attestation is not kept, not served, or not made. */
public enum PublicationReason implements Reason {
    /** The release has as many attestations, or as large ones, as a release may have. */
    TOO_MANY_ATTESTATIONS("too-many-attestations", 422, "Publish the release with fewer attestations."),
    /** The file's name is not one that attestations can be kept with. */
    FILE_NAME_INVALID("file-name-invalid", 422, "Use a file name of 1 to 255 characters without control characters."),
    /** There is no such release or file, or it has no attestations. */
    ATTESTATIONS_NOT_FOUND("attestations-not-found", 404, "Look at the package's page for releases with attestations."),
    /** The address is not of the endpoint's form. */
    ADDRESS_MALFORMED("address-malformed", 400, "Ask for the address in the form that the documentation gives."),
    /** The endpoint takes another method. */
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "Use GET."),
    /** The registry's key could not sign. */
    SIGNER_UNAVAILABLE("signer-unavailable", 503, "Try again in a moment."),
    /** The database could not be reached. */
    STORE_UNAVAILABLE("attestation-store-unavailable", 503, "Try again in a moment.");

    private final String code;
    private final int httpStatus;
    private final String nextStep;

    PublicationReason(String code, int httpStatus, String nextStep) {
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
