package dev.registrykit.examples.registry.catalog;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.examples.registry.storage.StoredBlob;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file as the registry holds it.
 *
 * @param path the protocol's word and the path within it, for example {@code maven/com/acme/…}
 * @param version the release that it belongs to, or null when it belongs to the package
 * @param verified whether it is an attestation that was verified when it was uploaded
 */
public record FileRecord(
        String path,
        PackageName packageName,
        @Nullable String version,
        StoredBlob blob,
        Instant uploadedAt,
        boolean verified) {

    /** The last segment of the path. */
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
