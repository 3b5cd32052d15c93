package dev.registrykit.attest.publication;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/** Public keys on P-256 and their ids. */
final class P256 {
    /** SubjectPublicKeyInfo of {@code id-ecPublicKey} with {@code secp256r1}, up to the uncompressed point (RFC 5480). */
    private static final byte[] PREFIX =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    private static final int LENGTH = PREFIX.length + 64;

    private P256() {}

    /** The key itself; an {@link IllegalArgumentException} if it is no key on P-256. */
    static PublicKey check(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null
                || encoded.length != LENGTH
                || !Arrays.equals(encoded, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
            throw new IllegalArgumentException("a registry signs with a key on P-256");
        }
        return key;
    }

    /** {@code SHA256:} and the unpadded base64 of the SHA-256 of the SubjectPublicKeyInfo. */
    static String keyId(PublicKey key) {
        byte[] hash = Objects.requireNonNull(ArtifactDigest.of(key.getEncoded()).bytes(DigestAlgorithm.SHA256));
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
    }
}
