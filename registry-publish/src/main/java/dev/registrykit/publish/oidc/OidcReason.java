package dev.registrykit.publish.oidc;

import dev.registrykit.core.decision.Reason;

/** Why an identity token is not accepted as proof. */
public enum OidcReason implements Reason {
    /** It is not a compact signed token of three parts in canonical base64url with strict JSON inside. */
    TOKEN_MALFORMED("token-malformed", 401, "Pass the identity token on exactly as the CI system issued it."),
    /** Its header names another algorithm than the provider's, or none. */
    ALGORITHM_NOT_ALLOWED("algorithm-not-allowed", 401, "Use an identity token of the CI system itself."),
    /** Its header carries keys, addresses of keys, or extensions that must not decide anything. */
    HEADER_NOT_ALLOWED("header-not-allowed", 401, "Use an identity token of the CI system itself."),
    /** Its issuer is not one that this registry trusts. */
    ISSUER_NOT_TRUSTED("issuer-not-trusted", 401, "Publish from a CI system that this registry trusts."),
    /** The issuer does not publish the key that the token names. */
    KEY_UNKNOWN("key-unknown", 401, "Request a new identity token; keys may just have changed."),
    /** The issuer's keys could not be read. */
    KEYS_UNAVAILABLE("keys-unavailable", 503, "Try again in a moment."),
    /** The signature is not the issuer's. */
    SIGNATURE_INVALID("signature-invalid", 401, "Pass the identity token on exactly as the CI system issued it."),
    /** It was issued for another service, or for several. */
    AUDIENCE_MISMATCH("audience-mismatch", 401, "Request the identity token for exactly this registry's audience."),
    /** Its time is over. */
    TOKEN_EXPIRED("token-expired", 401, "Request a new identity token right before the exchange."),
    /** Its time has not come. */
    TOKEN_NOT_YET_VALID("token-not-yet-valid", 401, "Check the clocks of the CI system and of the registry."),
    /** It is valid for longer than such a token should be. */
    LIFETIME_TOO_LONG("lifetime-too-long", 401, "Request an identity token with a short lifetime."),
    /** A claim that is needed is not there. */
    CLAIM_MISSING("claim-missing", 401, "Use an identity token of the CI system itself."),
    /** A claim is there with another type or form than it must have. */
    CLAIM_MALFORMED("claim-malformed", 401, "Use an identity token of the CI system itself.");

    private final String code;
    private final int httpStatus;
    private final String nextStep;

    OidcReason(String code, int httpStatus, String nextStep) {
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
