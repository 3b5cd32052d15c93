package dev.registrykit.attest.bundle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The SHA-256 digest of an artifact, as the registry computed it itself.
 *
 * <p>Never take it from what an uploader states: a checksum file proves nothing.
 */
public final class ArtifactDigest {
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    private final String hex;

    private ArtifactDigest(String hex) {
        this.hex = hex;
    }

    /** The digest of {@code artifact}. */
    public static ArtifactDigest sha256Of(byte[] artifact) {
        try {
            return new ArtifactDigest(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(artifact)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", impossible);
        }
    }

    /**
     * The digest that was computed before, for example while the upload was streamed.
     *
     * @param hex 64 hexadecimal digits of either case
     * @throws IllegalArgumentException if it is anything else
     */
    public static ArtifactDigest sha256(String hex) {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("a SHA-256 digest has 64 hexadecimal digits");
        }
        return new ArtifactDigest(hex.toLowerCase(Locale.ROOT));
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return hex;
    }

    /** The 32 bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
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
        return "sha256:" + hex;
    }
}
