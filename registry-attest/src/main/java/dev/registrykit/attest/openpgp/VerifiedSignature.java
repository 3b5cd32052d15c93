package dev.registrykit.attest.openpgp;

import java.time.Instant;

/**
 * A detached signature that an allowed key made over the artifact.
 *
 * <p>Only {@link OpenPgpKeys#verify} makes one.
 */
public final class VerifiedSignature {
    private final String primaryFingerprint;
    private final String signingFingerprint;
    private final Instant createdAt;
    private final String hashAlgorithm;

    VerifiedSignature(String primaryFingerprint, String signingFingerprint, Instant createdAt, String hashAlgorithm) {
        this.primaryFingerprint = primaryFingerprint;
        this.signingFingerprint = signingFingerprint;
        this.createdAt = createdAt;
        this.hashAlgorithm = hashAlgorithm;
    }

    /** The fingerprint of the primary key: lower-case hexadecimal, 40 digits for version 4 and 64 for version 6. */
    public String primaryFingerprint() {
        return primaryFingerprint;
    }

    /** The fingerprint of the key that signed: the primary key or one of its sub-keys. */
    public String signingFingerprint() {
        return signingFingerprint;
    }

    /** When the signature was made, as the signer says: nobody else vouches for it. */
    public Instant createdAt() {
        return createdAt;
    }

    /** The hash that was signed, for example {@code SHA-512}. */
    public String hashAlgorithm() {
        return hashAlgorithm;
    }

    @Override
    public String toString() {
        return "VerifiedSignature[" + signingFingerprint + " of " + primaryFingerprint + ", " + createdAt + ", "
                + hashAlgorithm + "]";
    }
}
