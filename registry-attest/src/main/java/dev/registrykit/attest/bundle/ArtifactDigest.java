package dev.registrykit.attest.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The digests of one artifact, as the registry computed them itself: by one algorithm or by several.
 *
 * <p>Ecosystems name artifacts by different digests, npm by SHA-512 and most others by SHA-256; an attestation is about the
 * artifact when it names it by one of these. Never take a digest from what an uploader states: a checksum file proves
 * nothing.
 */
public final class ArtifactDigest {
    private static final int CHUNK = 16 << 10;

    private final Map<DigestAlgorithm, String> hex;

    private ArtifactDigest(Map<DigestAlgorithm, String> hex) {
        this.hex = Collections.unmodifiableMap(hex);
    }

    /** The digests of {@code artifact} by every algorithm. */
    public static ArtifactDigest of(byte[] artifact) {
        var digests = new EnumMap<DigestAlgorithm, String>(DigestAlgorithm.class);
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            digests.put(algorithm, HexFormat.of().formatHex(algorithm.start().digest(artifact)));
        }
        return new ArtifactDigest(digests);
    }

    /**
     * The digests, by every algorithm, of all that is left of {@code artifact}, which is read once and not closed.
     *
     * @throws IOException if it cannot be read
     */
    public static ArtifactDigest of(InputStream artifact) throws IOException {
        var running = new EnumMap<DigestAlgorithm, MessageDigest>(DigestAlgorithm.class);
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            running.put(algorithm, algorithm.start());
        }
        var chunk = new byte[CHUNK];
        for (int read = artifact.read(chunk); read >= 0; read = artifact.read(chunk)) {
            for (MessageDigest digest : running.values()) {
                digest.update(chunk, 0, read);
            }
        }
        var digests = new EnumMap<DigestAlgorithm, String>(DigestAlgorithm.class);
        running.forEach(
                (algorithm, digest) -> digests.put(algorithm, HexFormat.of().formatHex(digest.digest())));
        return new ArtifactDigest(digests);
    }

    /**
     * A digest that was computed before, for example while the upload was streamed.
     *
     * @param hex the digest in hexadecimal digits of either case
     * @throws IllegalArgumentException if it is not as many digits as the algorithm gives
     */
    public static ArtifactDigest of(DigestAlgorithm algorithm, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (bytes.length != algorithm.bytes()) {
            throw new IllegalArgumentException(
                    "a " + algorithm.word() + " digest has " + 2 * algorithm.bytes() + " hexadecimal digits");
        }
        return new ArtifactDigest(new EnumMap<>(Map.of(algorithm, hex.toLowerCase(Locale.ROOT))));
    }

    /** A SHA-256 digest that was computed before: the same as {@code of(DigestAlgorithm.SHA256, hex)}. */
    public static ArtifactDigest sha256(String hex) {
        return of(DigestAlgorithm.SHA256, hex);
    }

    /**
     * These digests and {@code other}, which are of the same artifact.
     *
     * @throws IllegalArgumentException if both have a digest by one algorithm and the two differ
     */
    public ArtifactDigest and(ArtifactDigest other) {
        var both = new EnumMap<DigestAlgorithm, String>(hex);
        other.hex.forEach((algorithm, digits) -> {
            String known = both.putIfAbsent(algorithm, digits);
            if (known != null && !known.equals(digits)) {
                throw new IllegalArgumentException("these are digests of two artifacts");
            }
        });
        return new ArtifactDigest(both);
    }

    /** By which algorithms there is a digest; at least one. */
    public Set<DigestAlgorithm> algorithms() {
        return hex.keySet();
    }

    /** The digest in lower-case hexadecimal digits, or null when there is none by this algorithm. */
    public @Nullable String hex(DigestAlgorithm algorithm) {
        return hex.get(algorithm);
    }

    /** The digest, or null when there is none by this algorithm. */
    public byte @Nullable [] bytes(DigestAlgorithm algorithm) {
        String digits = hex.get(algorithm);
        return digits == null ? null : HexFormat.of().parseHex(digits);
    }

    /** Whether both name one artifact: they share an algorithm, and no digest by a shared algorithm differs. */
    public boolean sameArtifact(ArtifactDigest other) {
        boolean shared = false;
        for (Map.Entry<DigestAlgorithm, String> entry : hex.entrySet()) {
            String theirs = other.hex.get(entry.getKey());
            if (theirs != null && !theirs.equals(entry.getValue())) {
                return false;
            }
            shared |= theirs != null;
        }
        return shared;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArtifactDigest that && hex.equals(that.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public String toString() {
        return hex.entrySet().stream()
                .map(entry -> entry.getKey().word() + ":" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
