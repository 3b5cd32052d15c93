package dev.registrykit.testkit.sigstore;

/**
 * One thing that is wrong with a bundle, and the reason for which a verifier of this SDK refuses it.
 *
 * <p>Everything else about such a bundle is right, so that a verifier which accepts it has not looked at that one thing. Use it as a
 * source of arguments, {@code @EnumSource(BundleFault.class)}: a bundle that cannot have the fault is not built, but
 * {@link BundleBuilder#build()} throws.
 */
public enum BundleFault {
    /** The log took the signature in an hour after it was made, when the certificate was over. */
    LOGGED_AFTER_THE_CERTIFICATE("certificate-expired"),
    /** The timestamp is from an hour later, when the certificate was over. */
    STAMPED_AFTER_THE_CERTIFICATE("certificate-expired"),
    /** The log's promise is about another time than the bundle states. */
    PROMISE_OF_ANOTHER_TIME("log-proof-invalid"),
    /** The log does not sign the time that the bundle states, and nobody else states one. */
    PROMISE_MISSING("timestamp-missing"),
    /** The log states no time, and there is no timestamp. */
    TIMESTAMP_MISSING("timestamp-missing"),
    /** The log is not in the trust root. */
    LOG_UNKNOWN("log-key-untrusted"),
    /** The log's key comes into use in ten years. */
    LOG_NOT_YET_IN_USE("log-key-untrusted"),
    /** There is no entry of a log. */
    LOG_ENTRY_MISSING("log-entry-missing"),
    /** The path to the tree's root has another hash. */
    INCLUSION_PATH_CORRUPTED("log-proof-invalid"),
    /** There is the log's promise, but no proof. */
    INCLUSION_PROOF_MISSING("log-proof-missing"),
    /** The proof is about a larger tree than the checkpoint. */
    TREE_SIZE_WRONG("log-proof-invalid"),
    /** The checkpoint is signed by somebody else under the log's name. */
    CHECKPOINT_SIGNED_BY_ANOTHER("log-proof-invalid"),
    /** The checkpoint's signature names another key. */
    CHECKPOINT_KEY_HINT_WRONG("log-proof-invalid"),
    /** The checkpoint does not say of which log it is. */
    CHECKPOINT_WITHOUT_ORIGIN("log-proof-invalid"),
    /** The checkpoint is of another tree. */
    CHECKPOINT_OF_ANOTHER_ROOT("log-proof-invalid"),
    /** The entry is about another signature by the same key. */
    ENTRY_OF_ANOTHER_SIGNATURE("log-entry-mismatch"),
    /** The entry is about another certificate. */
    ENTRY_OF_ANOTHER_CERTIFICATE("log-entry-mismatch"),
    /** The entry is about another artifact or statement. */
    ENTRY_OF_ANOTHER_DIGEST("log-entry-mismatch"),
    /** The bundle states another kind than the entry's body. */
    ENTRY_KIND_LIES("bundle-malformed"),
    /** A good entry is followed by one about something else. */
    SECOND_ENTRY_FOREIGN("log-entry-mismatch"),
    /** An entry about something else is followed by a good one. */
    FIRST_ENTRY_FOREIGN("log-entry-mismatch"),
    /** The good entry is there a hundred times. */
    TOO_MANY_ENTRIES("bundle-too-large"),
    /** The timestamp is from an authority that is not in the trust root. */
    TIMESTAMP_BY_ANOTHER_AUTHORITY("timestamp-invalid"),
    /** The timestamp is of another signature. */
    TIMESTAMP_OF_ANOTHER_SIGNATURE("timestamp-invalid"),
    /** The certificate bears the authority's name and another's signature. */
    CERTIFICATE_SIGNED_BY_ANOTHER("certificate-untrusted"),
    /** The certificate is for servers. */
    CERTIFICATE_NOT_FOR_SIGNING_CODE("certificate-untrusted"),
    /** The certificate was not published in a certificate log. */
    CERTIFICATE_TIMESTAMP_MISSING("certificate-timestamp-missing"),
    /** The certificate log's timestamp is of another certificate. */
    CERTIFICATE_TIMESTAMP_OF_ANOTHER("certificate-timestamp-invalid"),
    /** The certificate log is not in the trust root. */
    CERTIFICATE_LOG_UNKNOWN("certificate-timestamp-invalid"),
    /** The certificate log's timestamp is from before its key was in use. */
    CERTIFICATE_LOG_NOT_YET_IN_USE("certificate-timestamp-invalid"),
    /** The certificate names nobody. */
    NAME_MISSING("certificate-malformed"),
    /** The certificate names two signers. */
    TWO_NAMES("certificate-malformed"),
    /** The certificate names somebody by a kind of name that Fulcio does not give. */
    NAME_OF_ANOTHER_KIND("certificate-malformed"),
    /** The certificate's old and new statement of the issuer disagree. */
    ISSUERS_DISAGREE("certificate-malformed"),
    /** The certificate's old and new statement of the commit disagree. */
    OLD_STATEMENT_DISAGREES("certificate-malformed"),
    /** The certificate's statement of the repository is no text. */
    STATEMENT_IS_NO_TEXT("certificate-malformed"),
    /** The signature is by another key than the certificate's. */
    SIGNED_BY_ANOTHER_KEY("signature-invalid"),
    /** The payload was changed after it was signed. */
    PAYLOAD_CHANGED("signature-invalid"),
    /** The payload's type was changed after it was signed. */
    PAYLOAD_TYPE_CHANGED("statement-malformed"),
    /** The lengths that are signed count UTF-16 characters instead of bytes. */
    LENGTH_IN_CHARACTERS("signature-invalid"),
    /** The envelope has a second signature. */
    TWO_SIGNATURES("bundle-malformed"),
    /** The envelope has no signature. */
    NO_SIGNATURE("bundle-malformed"),
    /** A member is there twice. */
    DUPLICATE_MEMBER("bundle-malformed"),
    /** Something follows the bundle. */
    TRAILING_DATA("bundle-malformed"),
    /** The signature's last character has bits that nothing decodes. */
    BASE64_NOT_CANONICAL("bundle-malformed"),
    /** There are a certificate and the hint of a plain key. */
    TWO_KINDS_OF_MATERIAL("bundle-malformed"),
    /** It is larger than a mebibyte. */
    TOO_LARGE("bundle-too-large"),
    /** The statement is about another artifact. */
    SUBJECT_OF_ANOTHER("digest-mismatch"),
    /** The statement names the artifact by SHA-1 and MD5 alone. */
    WEAK_DIGESTS_ALONE("digest-mismatch"),
    /** The plain key's hint is not known. */
    KEY_UNKNOWN("key-unknown"),
    /** The plain key's time was over when it signed. */
    KEY_EXPIRED("key-expired");

    private final String reason;

    BundleFault(String reason) {
        this.reason = reason;
    }

    /** The code of the reason for which this SDK's verifier refuses it. */
    public String reason() {
        return reason;
    }

    /** Whether it is about the envelope or statement, which an artifact's own signature does not have. */
    public boolean isOfStatement() {
        return switch (this) {
            case PAYLOAD_CHANGED,
                    PAYLOAD_TYPE_CHANGED,
                    LENGTH_IN_CHARACTERS,
                    TWO_SIGNATURES,
                    NO_SIGNATURE,
                    SUBJECT_OF_ANOTHER,
                    WEAK_DIGESTS_ALONE -> true;
            default -> false;
        };
    }

    /** Whether it is about a timestamp, which {@link LogKind#REKOR_2} has and {@link LogKind#REKOR_1} has not. */
    public boolean isOfTimestamp() {
        return switch (this) {
            case STAMPED_AFTER_THE_CERTIFICATE,
                    TIMESTAMP_MISSING,
                    TIMESTAMP_BY_ANOTHER_AUTHORITY,
                    TIMESTAMP_OF_ANOTHER_SIGNATURE -> true;
            default -> false;
        };
    }

    /** Whether it is about the signer's certificate, which a plain key does not have. */
    public boolean isOfCertificate() {
        return switch (this) {
            case CERTIFICATE_SIGNED_BY_ANOTHER,
                    CERTIFICATE_NOT_FOR_SIGNING_CODE,
                    CERTIFICATE_TIMESTAMP_MISSING,
                    CERTIFICATE_TIMESTAMP_OF_ANOTHER,
                    CERTIFICATE_LOG_UNKNOWN,
                    CERTIFICATE_LOG_NOT_YET_IN_USE,
                    ENTRY_OF_ANOTHER_CERTIFICATE,
                    NAME_MISSING,
                    TWO_NAMES,
                    NAME_OF_ANOTHER_KIND,
                    ISSUERS_DISAGREE,
                    TWO_KINDS_OF_MATERIAL -> true;
            default -> false;
        };
    }

    /** Whether it is about an entry of a log, which a bundle without one does not have. */
    public boolean isOfLogEntry() {
        return switch (this) {
            case LOG_UNKNOWN,
                    LOG_NOT_YET_IN_USE,
                    LOG_ENTRY_MISSING,
                    INCLUSION_PATH_CORRUPTED,
                    INCLUSION_PROOF_MISSING,
                    TREE_SIZE_WRONG,
                    CHECKPOINT_SIGNED_BY_ANOTHER,
                    CHECKPOINT_KEY_HINT_WRONG,
                    CHECKPOINT_WITHOUT_ORIGIN,
                    CHECKPOINT_OF_ANOTHER_ROOT,
                    ENTRY_OF_ANOTHER_SIGNATURE,
                    ENTRY_OF_ANOTHER_CERTIFICATE,
                    ENTRY_OF_ANOTHER_DIGEST,
                    ENTRY_KIND_LIES,
                    SECOND_ENTRY_FOREIGN,
                    FIRST_ENTRY_FOREIGN,
                    TOO_MANY_ENTRIES -> true;
            default -> false;
        };
    }

    /** Whether it is about a plain key. */
    public boolean isOfKey() {
        return this == KEY_UNKNOWN || this == KEY_EXPIRED;
    }
}
