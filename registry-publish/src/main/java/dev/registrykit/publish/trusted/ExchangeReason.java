package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Reason;

/** Why a proved identity is not exchanged for a token. */
public enum ExchangeReason implements Reason {
    /** The request is not of the form that the endpoint takes. */
    REQUEST_MALFORMED("request-malformed", 400, "Send the request as the registry's documentation shows it."),
    /** The endpoint does not take this HTTP method; the answer's {@code Allow} header names those that it takes. */
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "Send the request as the registry's documentation shows it."),
    /** The request's {@code Accept} header does not fit what the endpoint answers with. */
    NOT_ACCEPTABLE("not-acceptable", 406, "Accept the media type of the protocol, or send no Accept header."),
    /** Trusted publishing is not offered for what was asked about. */
    NOT_OFFERED("not-offered", 404, "Check the upload address, or ask the registry how to publish there."),
    /** The token is valid, but no exchange gave it, so its owner alone ends it. */
    NOT_EXCHANGED("not-exchanged", 403, "Present the API token that the exchange gave to this job."),
    /** No trusted publisher is registered for this job. */
    NO_PUBLISHER("no-publisher", 403, "Ask an owner of the package to register this repository and workflow."),
    /** This identity token was exchanged before. */
    TOKEN_REPLAYED("token-replayed", 403, "Request a new identity token for each exchange."),
    /** Too many attempts failed from this address. */
    TOO_MANY_ATTEMPTS("too-many-attempts", 429, "Wait before trying again."),
    /** The registry's database could not be reached. */
    STORE_UNAVAILABLE("store-unavailable", 503, "Try again in a moment.");

    private final String code;
    private final int httpStatus;
    private final String nextStep;

    ExchangeReason(String code, int httpStatus, String nextStep) {
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
