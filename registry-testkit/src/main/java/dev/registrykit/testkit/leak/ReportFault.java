package dev.registrykit.testkit.leak;

/** What can be wrong with a report so that nothing in it may count; {@link SecretScannerServer#faulty} makes them. */
public enum ReportFault {
    /** One character of the body is another one than was signed. */
    TAMPERED("signature-invalid"),
    /** The body says the same in other bytes than were signed. */
    RE_ENCODED("signature-invalid"),
    /** The signature was made for another report. */
    SIGNATURE_OF_ANOTHER("signature-invalid"),
    /** The signature was made by a key of somebody else, under the id of a published one. */
    FORGED("signature-invalid"),
    /** The signature is two zeros, which CVE-2022-21449 took for one of any body. */
    ZERO_SIGNATURE("signature-invalid"),
    /** The signature is in base64url. */
    SIGNATURE_IN_BASE64URL("signature-invalid"),
    /** Signed by a key that is published as one that is not current. */
    RETIRED_KEY("key-retired"),
    /** Signed by a key that is not published. */
    UNKNOWN_KEY("key-unknown"),
    /** The headers are not there. */
    UNSIGNED("signature-missing"),
    /** The headers have names of nobody. */
    OTHER_HEADERS("signature-missing"),
    /** The header with the key's id is not there. */
    HALF_A_PAIR("headers-ambiguous"),
    /** The header with the signature is there twice. */
    REPEATED_SIGNATURE("headers-ambiguous"),
    /** The body is one object, not a list; its signature is good. */
    NO_LIST("report-malformed"),
    /** The body has something after its list; its signature is good. */
    TRAILING_DATA("report-malformed"),
    /** An element has no token; the signature is good. */
    NO_TOKEN("report-malformed"),
    /** The body lists 10,001 findings; its signature is good. */
    TOO_MANY("report-too-large");

    private final String reason;

    ReportFault(String reason) {
        this.reason = reason;
    }

    /** The code of the reason for which {@code registry-publish} refuses it. */
    public String reason() {
        return reason;
    }
}
