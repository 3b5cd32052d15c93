package dev.registrykit.examples.registry.catalog;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.examples.registry.storage.StoredBlob;
import org.jspecify.annotations.Nullable;

/**
 * A file as the registry holds it.
 *
 * @param path the protocol's word and the path within it, for example {@code maven/com/acme/…}
 * @param version the release that it belongs to, or null when it belongs to the package
 * @param publication who brought these bytes in, and when
 * @param verifiedSha256 the SHA-256 of the bytes that it attests, when it is an attestation that was verified against them
 */
public record FileRecord(
        String path,
        PackageName packageName,
        @Nullable String version,
        StoredBlob blob,
        Publication publication,
        @Nullable String verifiedSha256) {

    /** The last segment of the path. */
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether it is an attestation that was verified when it was uploaded. */
    public boolean verified() {
        return verifiedSha256 != null;
    }

    /** Whether it was verified to attest the bytes that {@code file} has now. */
    public boolean attests(FileRecord file) {
        return path.startsWith(file.path()) && file.blob().sha256().equals(verifiedSha256);
    }
}
