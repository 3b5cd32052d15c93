package dev.registrykit.publish.token;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Under what a token is kept: the SHA-256 of its text, or an HMAC-SHA-256 of that under a key of the key ring.
 *
 * <p>Immutable; two are equal when bytes and key are.
 */
public final class TokenHash {
    private static final int BYTES = 32;

    private final byte[] bytes;
    private final @Nullable String keyId;

    /** Takes the array over: the caller keeps none of it. */
    private TokenHash(byte[] bytes, @Nullable String keyId) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a token's hash has 32 bytes");
        }
        this.bytes = bytes;
        this.keyId = keyId;
    }

    /**
     * The hash as a store keeps it.
     *
     * @param bytes 32 bytes
     * @param keyId the key of the ring, or null for the SHA-256 alone
     * @throws IllegalArgumentException if there are not so many bytes
     */
    public static TokenHash of(byte[] bytes, @Nullable String keyId) {
        return new TokenHash(bytes.clone(), keyId);
    }

    /** As {@link #of}, of bytes that were made for it. */
    static TokenHash ofMade(byte[] bytes, @Nullable String keyId) {
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
                && Arrays.equals(bytes, that.bytes)
                && (keyId == null ? that.keyId == null : keyId.equals(that.keyId));
    }

    @Override
    public int hashCode() {
        // Some bits of a hash are as good as all of them.
        return ByteBuffer.wrap(bytes).getInt();
    }

    @Override
    public String toString() {
        return "TokenHash[" + (keyId == null ? "plain" : keyId) + "]";
    }
}
