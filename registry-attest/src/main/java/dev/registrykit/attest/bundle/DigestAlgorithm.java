package dev.registrykit.attest.bundle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The digests that are strong enough to say which artifact is meant; weaker ones never count. */
public enum DigestAlgorithm {
    /** SHA-256 (FIPS 180-4), 32 bytes. */
    SHA256("sha256", "SHA-256", 32),
    /** SHA-384 (FIPS 180-4), 48 bytes. */
    SHA384("sha384", "SHA-384", 48),
    /** SHA-512 (FIPS 180-4), 64 bytes. */
    SHA512("sha512", "SHA-512", 64);

    private final String word;
    private final String jdkName;
    private final int bytes;

    DigestAlgorithm(String word, String jdkName, int bytes) {
        this.word = word;
        this.jdkName = jdkName;
        this.bytes = bytes;
    }

    /** The name in statements, for example {@code sha256} (in-toto attestation framework, {@code digest_set.md}). */
    public String word() {
        return word;
    }

    /** How many bytes such a digest has. */
    public int bytes() {
        return bytes;
    }

    /** The algorithm of this name in sigstore_common.proto, or null when it is none of these. */
    public static @Nullable DigestAlgorithm ofProtoName(String name) {
        return switch (name) {
            case "SHA2_256" -> SHA256;
            case "SHA2_384" -> SHA384;
            case "SHA2_512" -> SHA512;
            default -> null;
        };
    }

    /**
     * A digest that is being computed.
     *
     * @throws IllegalStateException if this JDK lacks the algorithm
     */
    public MessageDigest start() {
        try {
            return MessageDigest.getInstance(jdkName);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(jdkName + " is missing from this JDK", impossible);
        }
    }
}
