package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.decision.Reason;

/** Why a log-in does not start, does not go on, or gives no token. */
public enum DeviceLoginReason implements Reason {
    /** Nobody has decided yet: the client asks again after the interval. */
    LOGIN_PENDING("login-pending", 400, "Open the address in a browser and approve the log-in there."),
    /** As above, and the client asked too soon: it waits five seconds longer from now on. */
    SLOW_DOWN("slow-down", 400, "Wait five seconds longer between two requests."),
    /** The person who was asked said no. */
    LOGIN_DENIED("login-denied", 403, "Start a new log-in if that was a mistake."),
    /** Nobody approved it in time, or the client did not come back in time. */
    LOGIN_EXPIRED("login-expired", 403, "Start a new log-in."),
    /** The token of this log-in was handed out before. */
    LOGIN_USED("login-used", 403, "Start a new log-in; if the token did not reach you, revoke it."),
    /** Somebody approved or denied it before. */
    LOGIN_DECIDED("login-decided", 409, "Start a new log-in if you need another token."),
    /** There is no such code: mistyped, never issued, or long gone. */
    LOGIN_UNKNOWN("login-unknown", 404, "Check the code, or start a new log-in."),
    /** The code was issued to another client. */
    CLIENT_MISMATCH("client-mismatch", 403, "Send the client id that the log-in began with."),
    /** The request comes from another network than the one that the person was shown, or from one that nobody knows. */
    LOGIN_ELSEWHERE("login-elsewhere", 403, "Start a new log-in from the network that you are in now."),
    /** A web page of another site asks, and not a command line. */
    CROSS_SITE("cross-site", 403, "Start the log-in from the command line."),
    /** The client id is not one that the registry knows. */
    CLIENT_UNKNOWN("client-unknown", 400, "Use a client that the registry's documentation names."),
    /** The scope is malformed, or more than the client or the request may have. */
    SCOPE_REFUSED("scope-refused", 400, "Ask for actions and packages within those that are allowed."),
    /** Whoever approves is not signed in surely enough. */
    ASSURANCE_TOO_LOW("assurance-too-low", 403, "Sign in with a passkey, and approve again."),
    /** The request is not of the form that the endpoint takes. */
    REQUEST_MALFORMED("request-malformed", 400, "Send the request as the registry's documentation shows it."),
    /** The {@code grant_type} is not that of device authorization. */
    GRANT_TYPE_UNSUPPORTED("grant-type-unsupported", 400, "Use the grant type of RFC 8628 section 3.4."),
    /** The endpoint does not take this HTTP method. */
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "Send the request as the registry's documentation shows it."),
    /** Too many log-ins were begun from this network, or too many codes were tried. */
    TOO_MANY_ATTEMPTS("too-many-attempts", 429, "Wait before trying again."),
    /** The registry's database could not be reached. */
    STORE_UNAVAILABLE("store-unavailable", 503, "Try again in a moment.");

    private final String code;
    private final int httpStatus;
    private final String nextStep;

    DeviceLoginReason(String code, int httpStatus, String nextStep) {
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
