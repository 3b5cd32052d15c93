package dev.registrykit.publish.token;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Under what a token is kept: the SHA-256 of its text, or an HMAC-SHA-256 of that under a key of the key ring.
 *
 * <p>Immutable; two are equal when bytes and key are.
 */
public final class TokenHash {
    private final byte[] bytes;
    private final @Nullable String keyId;

    private TokenHash(byte[] bytes, @Nullable String keyId) {
        this.bytes = bytes.clone();
        this.keyId = keyId;
    }

    /**
     * The hash as a store keeps it.
     *
     * @param bytes 32 bytes
     * @param keyId the key of the ring, or null for the SHA-256 alone
     */
    public static TokenHash of(byte[] bytes, @Nullable String keyId) {
        return new TokenHash(bytes, keyId);
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The key of the ring that the HMAC was made with, or null when it is the SHA-256 alone. */
    public @Nullable String keyId() {
        return keyId;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenHash that
                && MessageDigest.isEqual(bytes, that.bytes)
                && (keyId == null ? that.keyId == null : keyId.equals(that.keyId));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "TokenHash[" + (keyId == null ? "plain" : keyId) + "]";
    }
}
