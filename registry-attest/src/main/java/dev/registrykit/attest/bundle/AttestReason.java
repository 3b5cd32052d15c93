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
    /** The bundle may be sound, but it uses something that this verifier does not check yet. */
    UNSUPPORTED(
            "unsupported",
            422,
            "Sign with a certificate from Fulcio and an entry in Rekor, in bundle format v0.2 or later."),
    /** The bundle is about another artifact. */
    DIGEST_MISMATCH("digest-mismatch", 422, "Upload the very file that was signed, or sign this one."),
    /** The signature was not made by the certificate's key over this artifact or statement. */
    SIGNATURE_INVALID("signature-invalid", 422, "Sign the artifact again."),
    /** The certificate is not from an authority of the trust root, or was not published in a certificate log of it. */
    CERTIFICATE_UNTRUSTED("certificate-untrusted", 422, "Sign with the Sigstore instance that this registry trusts."),
    /** The certificate was not valid when the signature was made. */
    CERTIFICATE_EXPIRED("certificate-expired", 422, "Sign the artifact again, while the certificate is valid."),
    /** The bundle holds no entry of a transparency log. */
    LOG_ENTRY_MISSING("log-entry-missing", 422, "Sign again and upload the signature to the transparency log."),
    /** The entry of the transparency log is about another signature, certificate or artifact. */
    LOG_ENTRY_MISMATCH(
            "log-entry-mismatch", 422, "Upload the .sigstore.json file exactly as the signing tool wrote it."),
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
    ISSUER_MISMATCH("issuer-mismatch", 403, "Sign with the identity that is registered for this package.");

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
