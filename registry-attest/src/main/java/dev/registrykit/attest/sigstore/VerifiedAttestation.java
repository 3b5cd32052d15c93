package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attestation that was verified: this signer signed this artifact, or a statement about it, at this time.
 *
 * <p>Only a verification that was told whom to expect makes one.
 */
public final class VerifiedAttestation {
    private final ArtifactDigest digest;
    private final SignerIdentity signer;
    private final @Nullable WorkloadIdentity workload;
    private final Instant signedAt;
    private final @Nullable Statement statement;
    private final @Nullable String subjectName;

    VerifiedAttestation(
            ArtifactDigest digest,
            SignerIdentity signer,
            @Nullable WorkloadIdentity workload,
            Instant signedAt,
            @Nullable Statement statement,
            @Nullable String subjectName) {
        this.digest = digest;
        this.signer = signer;
        this.workload = workload;
        this.signedAt = signedAt;
        this.statement = statement;
        this.subjectName = subjectName;
    }

    /** The artifact that the attestation is about. */
    public ArtifactDigest digest() {
        return digest;
    }

    /** The certificate's subject alternative name and issuer. */
    public SignerIdentity signer() {
        return signer;
    }

    /** What the certificate says about the CI job, or null when a person signed. */
    public @Nullable WorkloadIdentity workload() {
        return workload;
    }

    /** When it was signed, as the log or a timestamp authority of the trust root says. */
    public Instant signedAt() {
        return signedAt;
    }

    /** The signed statement, or null when the artifact itself was signed. */
    public @Nullable Statement statement() {
        return statement;
    }

    /** The name of the statement's subject that has the artifact's digest, or null when the artifact itself was signed. */
    public @Nullable String subjectName() {
        return subjectName;
    }

    @Override
    public String toString() {
        return "VerifiedAttestation[" + digest + " by " + signer + " at " + signedAt + "]";
    }
}
