package dev.registrykit.publish.leak;

import dev.registrykit.core.decision.Reason;

/** Why a report of leaked tokens is not accepted. */
public enum LeakReason implements Reason {
    /** The endpoint takes {@code POST} only. */
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "Use a method that this address takes."),
    /** The body is larger than a report may be, or lists more than a report may. */
    REPORT_TOO_LARGE("report-too-large", 413, "Send several smaller reports."),
    /** The request has no headers that say who signed it. */
    SIGNATURE_MISSING("signature-missing", 400, "Send the key's id and the signature in the scanner's headers."),
    /** Headers of several scanners, half a pair, or one of them twice: it is not clear who signed. */
    HEADERS_AMBIGUOUS("headers-ambiguous", 400, "Send exactly one pair of headers, each of them once."),
    /** The scanner does not publish the key that the headers name. */
    KEY_UNKNOWN("key-unknown", 403, "Sign by a key that the scanner publishes."),
    /** The scanner publishes the key as one that it does not use any more. */
    KEY_RETIRED("key-retired", 403, "Sign by a key that the scanner uses at present."),
    /** The scanner's keys could not be read. */
    KEYS_UNAVAILABLE("keys-unavailable", 503, "Try again in a moment."),
    /** The signature is not the scanner's, or not one of these very bytes. */
    SIGNATURE_INVALID("signature-invalid", 403, "Sign the body exactly as it is sent."),
    /** The body is not of the stated form. */
    REPORT_MALFORMED("report-malformed", 400, "Send JSON of the documented form."),
    /** Too many reports came from this network. */
    TOO_MANY_REPORTS("too-many-reports", 429, "Wait before you report the next token."),
    /** The registry's database could not be reached. */
    STORE_UNAVAILABLE("store-unavailable", 503, "Try again in a moment.");

    private final String code;
    private final int httpStatus;
    private final String nextStep;

    LeakReason(String code, int httpStatus, String nextStep) {
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
