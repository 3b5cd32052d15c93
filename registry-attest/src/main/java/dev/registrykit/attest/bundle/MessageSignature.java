package dev.registrykit.attest.bundle;

import org.jspecify.annotations.Nullable;

/** A signature over an artifact itself, not yet verified. */
public final class MessageSignature {
    private final byte @Nullable [] sha256;
    private final byte[] signature;

    MessageSignature(byte @Nullable [] sha256, byte[] signature) {
        this.sha256 = sha256;
        this.signature = signature;
    }

    /** The SHA-256 digest that the bundle states for its artifact, or null when it states none. */
    public byte @Nullable [] statedSha256() {
        return sha256 == null ? null : sha256.clone();
    }

    /** The signature. */
    public byte[] signature() {
        return signature.clone();
    }
}
