package dev.registrykit.examples.registry.storage;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import org.jspecify.annotations.Nullable;

/** What a stored file is: its size and its digests in lower-case hexadecimal. */
public record StoredBlob(long size, String md5, String sha1, String sha256, String sha512) {

    /** The digests that attestations count by. */
    public ArtifactDigest digest() {
        return ArtifactDigest.sha256(sha256).and(ArtifactDigest.of(DigestAlgorithm.SHA512, sha512));
    }

    /** The digest that a Maven checksum file with this extension holds; null for another extension. */
    public @Nullable String checksum(String extension) {
        return switch (extension) {
            case "md5" -> md5;
            case "sha1" -> sha1;
            case "sha256" -> sha256;
            case "sha512" -> sha512;
            default -> null;
        };
    }
}
