package dev.registrykit.attest.bundle;

import dev.registrykit.core.decision.Reason;

/**
 * Why an attestation is refused.
 *
 * <p>A {@link dev.registrykit.core.workload.WorkloadPolicy} that does not match refuses with its own
 * {@link dev.registrykit.core.workload.WorkloadReason}.
 */
public enum AttestReason implements Reason {
    /** The bundle is not one of the known formats, or a part of it cannot be read. */
    BUNDLE_MALFORMED("bundle-malformed", 422, "Upload the .sigstore.json file exactly as the signing tool wrote it."),
    /** The bundle is beyond a limit of size or number. */
    BUNDLE_TOO_LARGE(
            "bundle-too-large", 422, "Sign fewer artifacts with one bundle, or leave out what it need not hold."),
    /** The bundle may be sound, but it uses an algorithm or a kind of entry that this verifier does not know. */
    UNSUPPORTED("unsupported", 422, "Sign again with a current signing tool."),
    /** The bundle is about another artifact. */
    DIGEST_MISMATCH("digest-mismatch", 422, "Upload the very file that was signed, or sign this one."),
    /** What the envelope holds is no statement that is read, or is beyond a limit. */
    STATEMENT_MALFORMED("statement-malformed", 422, "Sign one in-toto statement of type v1 or v0.1."),
    /** The signature was not made by the certificate's key over this artifact or statement. */
    SIGNATURE_INVALID("signature-invalid", 422, "Sign the artifact again."),
    /** The signer's certificate cannot be read, or contradicts itself. */
    CERTIFICATE_MALFORMED("certificate-malformed", 422, "Sign with a certificate from Fulcio."),
    /** The certificate is not from an authority of the trust root, or is not one for signing. */
    CERTIFICATE_UNTRUSTED("certificate-untrusted", 422, "Sign with the Sigstore instance that this registry trusts."),
    /** The certificate was not valid when the signature was made. */
    CERTIFICATE_EXPIRED("certificate-expired", 422, "Sign the artifact again, while the certificate is valid."),
    /** The certificate holds no proof that it was published in a certificate log. */
    CERTIFICATE_TIMESTAMP_MISSING(
            "certificate-timestamp-missing", 422, "Sign with the Sigstore instance that this registry trusts."),
    /** The certificate's proof of publication does not hold, or is of no certificate log of the trust root. */
    CERTIFICATE_TIMESTAMP_INVALID(
            "certificate-timestamp-invalid", 422, "Sign with the Sigstore instance that this registry trusts."),
    /** The bundle is signed by a plain key that is not among the trusted keys. */
    KEY_UNKNOWN("key-unknown", 422, "Sign with a key that this registry trusts."),
    /** The plain key was not in use when the signature was made. */
    KEY_EXPIRED("key-expired", 422, "Sign with a key that this registry trusts now."),
    /** The bundle holds no entry of a transparency log. */
    LOG_ENTRY_MISSING("log-entry-missing", 422, "Sign again and upload the signature to the transparency log."),
    /** The entry of the transparency log is about another signature, certificate or artifact. */
    LOG_ENTRY_MISMATCH(
            "log-entry-mismatch", 422, "Upload the .sigstore.json file exactly as the signing tool wrote it."),
    /** Nothing proves that the entry is in the transparency log. */
    LOG_PROOF_MISSING("log-proof-missing", 422, "Sign again with a tool that writes bundle format v0.2 or later."),
    /** The transparency log's proof, checkpoint or promise does not hold. */
    LOG_PROOF_INVALID("log-proof-invalid", 422, "Upload the .sigstore.json file exactly as the signing tool wrote it."),
    /** The log's key is not in the trust root, or was not in use at the time of the entry. */
    LOG_KEY_UNTRUSTED("log-key-untrusted", 422, "Sign with the Sigstore instance that this registry trusts."),
    /** Nothing that is signed says when the signature was made. */
    TIMESTAMP_MISSING("timestamp-missing", 422, "Sign again with a timestamp authority or a log that states the time."),
    /** A signed timestamp does not hold, or is from an authority that is not trusted. */
    TIMESTAMP_INVALID("timestamp-invalid", 422, "Sign again with the timestamp authority that this registry trusts."),
    /** The signer is another one than expected. */
    IDENTITY_MISMATCH("identity-mismatch", 403, "Sign with the identity that is registered for this package."),
    /** The signer's identity was vouched for by another issuer than expected. */
    ISSUER_MISMATCH("issuer-mismatch", 403, "Sign with the identity that is registered for this package."),
    /** The keys to start from are not at hand, so nothing can be said. */
    TRUST_ROOT_UNAVAILABLE("trust-root-unavailable", 503, "Try again in a few minutes.");

    private final String code;
    private final int httpStatus;
    private final String nextStep;

    AttestReason(String code, int httpStatus, String nextStep) {
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
