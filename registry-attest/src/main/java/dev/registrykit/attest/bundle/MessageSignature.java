package dev.registrykit.attest.bundle;

import org.jspecify.annotations.Nullable;

/** A signature over an artifact itself, not yet verified. */
public final class MessageSignature {
    private final @Nullable ArtifactDigest stated;
    private final byte[] signature;

    MessageSignature(@Nullable ArtifactDigest stated, byte[] signature) {
        this.stated = stated;
        this.signature = signature;
    }

    /** The digest that the bundle states for its artifact, by one algorithm, or null when it states none. */
    public @Nullable ArtifactDigest statedDigest() {
        return stated;
    }

    /** The signature. */
    public byte[] signature() {
        return signature.clone();
    }
}
