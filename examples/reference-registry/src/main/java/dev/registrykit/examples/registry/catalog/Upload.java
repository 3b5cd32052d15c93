package dev.registrykit.examples.registry.catalog;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.examples.registry.storage.ReceivedBlob;
import org.jspecify.annotations.Nullable;

/**
 * A file that was received and is to be recorded.
 *
 * @param path as {@link FileRecord#path}
 * @param version as {@link FileRecord#version}
 * @param received its bytes, which are kept when it is recorded
 * @param by by whom
 * @param attested the attestation that comes with it or is it, if one was verified
 * @param replaceable whether other bytes at the same path are replaced instead of refused
 */
public record Upload(
        String path,
        PackageName packageName,
        @Nullable String version,
        ReceivedBlob received,
        Uploader by,
        @Nullable Attested attested,
        boolean replaceable) {

    FileRecord file() {
        return new FileRecord(
                path,
                packageName,
                version,
                received.blob(),
                by.publication(),
                attested == null ? null : attested.sha256());
    }
}
