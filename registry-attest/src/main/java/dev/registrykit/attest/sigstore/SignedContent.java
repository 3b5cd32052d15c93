package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.bundle.DsseEnvelope;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a signature is over, for algorithms that start from a digest and for those that need every byte. */
abstract class SignedContent {
    /** Whole groups of base64 digits. */
    private static final int PIECE = 384;

    private final Map<DigestAlgorithm, byte[]> digests = new EnumMap<>(DigestAlgorithm.class);

    static SignedContent of(byte[] bytes) {
        return new SignedContent() {
            @Override
            byte[] bytes() {
                return bytes;
            }

            @Override
            byte[] compute(DigestAlgorithm algorithm) {
                return algorithm.start().digest(bytes);
            }
        };
    }

    /** The bytes from {@code from} to {@code to}, exclusive. */
    static SignedContent of(byte[] bytes, int from, int to) {
        return new SignedContent() {
            @Override
            byte[] bytes() {
                return Arrays.copyOfRange(bytes, from, to);
            }

            @Override
            byte[] compute(DigestAlgorithm algorithm) {
                MessageDigest digest = algorithm.start();
                digest.update(bytes, from, to - from);
                return digest.digest();
            }
        };
    }

    /** The base64 of {@code body} between two texts; its digest is computed without all of that in memory. */
    static SignedContent ofBase64(byte[] before, byte[] body, byte[] after) {
        return new SignedContent() {
            @Override
            byte[] bytes() {
                byte[] encoded = Base64.getEncoder().encode(body);
                return ByteBuffer.allocate(before.length + encoded.length + after.length)
                        .put(before)
                        .put(encoded)
                        .put(after)
                        .array();
            }

            @Override
            byte[] compute(DigestAlgorithm algorithm) {
                MessageDigest digest = algorithm.start();
                digest.update(before);
                byte[] piece = new byte[PIECE];
                byte[] encoded = new byte[PIECE / 3 * 4];
                int at = 0;
                for (; body.length - at >= PIECE; at += PIECE) {
                    System.arraycopy(body, at, piece, 0, PIECE);
                    Base64.getEncoder().encode(piece, encoded);
                    digest.update(encoded);
                }
                digest.update(Base64.getEncoder().encode(Arrays.copyOfRange(body, at, body.length)));
                digest.update(after);
                return digest.digest();
            }
        };
    }

    static SignedContent of(DsseEnvelope envelope) {
        return new SignedContent() {
            @Override
            byte[] bytes() {
                return envelope.preAuthEncoding();
            }

            @Override
            byte[] compute(DigestAlgorithm algorithm) {
                return envelope.digest(algorithm);
            }
        };
    }

    /** An artifact of which only digests are at hand. */
    static SignedContent of(ArtifactDigest artifact) {
        return new SignedContent() {
            @Override
            byte @Nullable [] bytes() {
                return null;
            }

            @Override
            byte @Nullable [] compute(DigestAlgorithm algorithm) {
                return artifact.bytes(algorithm);
            }
        };
    }

    /** All of it, or null when only digests are at hand. */
    abstract byte @Nullable [] bytes();

    abstract byte @Nullable [] compute(DigestAlgorithm algorithm);

    /** The digest, computed once, or null when it is not at hand; callers do not change it. */
    final byte @Nullable [] digest(DigestAlgorithm algorithm) {
        byte[] known = digests.get(algorithm);
        if (known == null) {
            known = compute(algorithm);
            if (known != null) {
                digests.put(algorithm, known);
            }
        }
        return known;
    }
}
