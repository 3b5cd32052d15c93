package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.bundle.DsseEnvelope;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a signature is over, for algorithms that start from a digest and for those that need every byte. */
abstract class SignedContent {
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
