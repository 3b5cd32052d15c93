package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attestation that was verified: this signer signed this artifact, or a statement about it, at these times.
 *
 * <p>Only a verification that was told whom to expect makes one.
 */
public final class VerifiedAttestation {
    private final Bundle bundle;
    private final ArtifactDigest digest;
    private final @Nullable SignerIdentity signer;
    private final @Nullable WorkloadIdentity workload;
    private final @Nullable String keyHint;
    private final List<VerifiedTime> times;
    private final List<VerifiedLogEntry> logEntries;
    private final @Nullable Statement statement;
    private final List<String> subjectNames;

    VerifiedAttestation(Facts facts) {
        this.bundle = facts.bundle;
        this.digest = facts.digest;
        this.signer = facts.signer;
        this.workload = facts.workload;
        this.keyHint = facts.keyHint;
        this.times = List.copyOf(facts.times);
        this.logEntries = List.copyOf(facts.logEntries);
        this.statement = facts.statement;
        this.subjectNames = List.copyOf(facts.subjectNames);
    }

    /** What a verification has found out; only this package fills it. */
    static final class Facts {
        final Bundle bundle;
        final ArtifactDigest digest;

        @Nullable SignerIdentity signer;

        @Nullable WorkloadIdentity workload;

        @Nullable String keyHint;

        List<VerifiedTime> times = List.of();
        List<VerifiedLogEntry> logEntries = List.of();

        @Nullable Statement statement;

        List<String> subjectNames = List.of();

        Facts(Bundle bundle, ArtifactDigest digest) {
            this.bundle = bundle;
            this.digest = digest;
        }
    }

    /** The bundle that was verified. Its bytes identify nothing, since one signature can be wrapped in many spellings. */
    public Bundle bundle() {
        return bundle;
    }

    /** The artifact that the attestation is about. */
    public ArtifactDigest digest() {
        return digest;
    }

    /** The certificate's subject alternative name and issuer, or null when a plain key signed. */
    public @Nullable SignerIdentity signer() {
        return signer;
    }

    /** What the certificate says about the CI job, or null when a person or a plain key signed. */
    public @Nullable WorkloadIdentity workload() {
        return workload;
    }

    /** The hint of the plain key that signed, as the trusted keys name it, or null when a certificate's key signed. */
    public @Nullable String keyHint() {
        return keyHint;
    }

    /** The times that were verified, each by its own source; empty only if a relaxation accepted that. */
    public List<VerifiedTime> times() {
        return times;
    }

    /** The earliest of the verified times, or null when there is none. */
    public @Nullable Instant signedAt() {
        return times.stream().map(VerifiedTime::time).min(Instant::compareTo).orElse(null);
    }

    /** The entries of transparency logs that were verified; empty only if a relaxation accepted that. */
    public List<VerifiedLogEntry> logEntries() {
        return logEntries;
    }

    /** The signed statement, or null when the artifact itself was signed. */
    public @Nullable Statement statement() {
        return statement;
    }

    /**
     * The names of those subjects of the statement that are the artifact, in their order; names may be empty. None when
     * the artifact itself was signed.
     */
    public List<String> subjectNames() {
        return subjectNames;
    }

    @Override
    public String toString() {
        return "VerifiedAttestation[" + digest + " by " + (signer != null ? signer : "key " + keyHint) + " at " + times
                + "]";
    }
}
