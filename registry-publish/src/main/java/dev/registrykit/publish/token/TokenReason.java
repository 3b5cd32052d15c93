package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Reason;

/** Why a presented token does not allow what was asked. */
public enum TokenReason implements Reason {
    /** No credential was presented in a header that is looked at. */
    TOKEN_MISSING("token-missing", 401, "Send the token as 'Authorization: Bearer' or as the Basic password."),
    /** More than one credential was sent, so it is not clear which one counts. */
    TOKEN_REPEATED("token-repeated", 400, "Send exactly one credential, in one header."),
    /** What was presented is no token of this registry: malformed, mistyped, or never issued. The three look alike. */
    TOKEN_INVALID("token-invalid", 401, "Check that the whole token was copied, or create a new one."),
    /** The token's time is over. */
    TOKEN_EXPIRED("token-expired", 401, "Create a new token."),
    /** The token's time has not come yet. */
    TOKEN_NOT_YET_VALID("token-not-yet-valid", 401, "Wait, or create a token that is valid now."),
    /** The token is not accepted from the address that the request came from. */
    ADDRESS_NOT_ALLOWED("address-not-allowed", 403, "Use the token where it was made for, or create another one."),
    /** The token has a restriction that is not understood, which may be any. */
    CAVEAT_UNKNOWN("caveat-unknown", 403, "Narrow the token by what this registry documents."),
    /** The token was revoked. */
    TOKEN_REVOKED("token-revoked", 401, "Create a new token, and find out why this one was revoked."),
    /** The trusted publisher that the token was issued for was removed. */
    PUBLISHER_REMOVED("publisher-removed", 403, "Ask an owner of the package to register the publisher again."),
    /** The token may not do this at all. */
    ACTION_NOT_IN_SCOPE("action-not-in-scope", 403, "Create a token whose scope has this action."),
    /** The token may do this, but not with this package. */
    PACKAGE_NOT_IN_SCOPE("package-not-in-scope", 403, "Create a token whose scope covers this package."),
    /** The token's scope covers it, but its owner may not do it at present. */
    OWNER_MAY_NOT("owner-may-not", 403, "Ask an owner of the package for the right to do this."),
    /** The token's scope covers it, but the host says that the trusted publisher no longer counts for the package. */
    PUBLISHER_MAY_NOT("publisher-may-not", 403, "Ask an owner of the package whether the publisher is still wanted."),
    /** The token is bound to a version, to files or to one release, and the request names no release. */
    RELEASE_REQUIRED("release-required", 400, "Publish file by file, so that each request names its release."),
    /** The token may publish this package, but another version. */
    VERSION_NOT_IN_SCOPE("version-not-in-scope", 403, "Publish the version that the token was issued for."),
    /** The token is bound to files, and the request names no digest. */
    DIGEST_REQUIRED("digest-required", 400, "Send the whole file, so that the registry can compare its SHA-256."),
    /** The token is bound to files, and this is none of them. */
    DIGEST_NOT_IN_SCOPE("digest-not-in-scope", 403, "Publish the very files that the token was issued for."),
    /** The single-use token opened another release, or its release was closed. */
    TOKEN_USED("token-used", 403, "Get a new token for each release."),
    /** Only trusted publishers may publish this package. */
    TRUSTED_PUBLISHING_REQUIRED(
            "trusted-publishing-required", 403, "Publish from a trusted publisher of this package."),
    /** The token may live longer than the package's owners let tokens live that publish it. */
    LONG_LIVED_TOKEN("long-lived-token", 403, "Create a token with a shorter lifetime."),
    /** No such kind of tokens is declared. */
    KIND_UNKNOWN("kind-unknown", 400, "Ask for a token of a kind that the registry offers."),
    /** No such action is declared, or tokens of this kind never have it. */
    ACTION_UNKNOWN("action-unknown", 400, "Ask for actions that the registry offers for this kind of token."),
    /** The token would live longer than its kind, or the token that asks for it, allows. */
    LIFETIME_TOO_LONG("lifetime-too-long", 400, "Ask for a shorter lifetime."),
    /** Whoever asks for the token has not signed in surely enough. */
    ASSURANCE_TOO_LOW("assurance-too-low", 403, "Sign in with a second factor or a passkey."),
    /** The account has as many tokens of the kind as it may have. */
    TOO_MANY_TOKENS("too-many-tokens", 409, "Revoke tokens that are not needed any more."),
    /** Too many texts came from the client's network whose check against an older table takes long. */
    TOO_MANY_ATTEMPTS("too-many-attempts", 429, "Wait before trying again."),
    /** The account has no such token. */
    TOKEN_UNKNOWN("token-unknown", 404, "Look up the token in the list of tokens."),
    /** Another token has taken this one's place already. */
    TOKEN_ROTATED("token-rotated", 409, "Use the token that took its place, or create a new one."),
    /** The token is for one release alone, and a second one would make it two. */
    NOT_ROTATABLE("not-rotatable", 409, "Create a new token."),
    /** The registry's database could not be reached. */
    STORE_UNAVAILABLE("store-unavailable", 503, "Try again in a moment.");

    private final String code;
    private final int httpStatus;
    private final String nextStep;

    TokenReason(String code, int httpStatus, String nextStep) {
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
