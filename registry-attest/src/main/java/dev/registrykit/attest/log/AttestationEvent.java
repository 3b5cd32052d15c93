package dev.registrykit.attest.log;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened to the attestations that are kept with releases. */
public sealed interface AttestationEvent extends AttestEvent {

    @Override
    PackageName packageName();

    @Override
    default @Nullable Subject account() {
        return null;
    }

    /** {@code attestation.kept}: an attestation was verified at upload and is kept with a file of a release. */
    record Kept(PackageName packageName, String version, String file, String attestationId, String predicateType)
            implements AttestationEvent {
        @Override
        public String type() {
            return "attestation.kept";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
                    "version", version, "file", file, "attestation", attestationId, "predicate", predicateType);
        }
    }

    /** {@code attestation.source-vanished}: what an attestation says that a release was built from is not there any more. */
    record SourceVanished(PackageName packageName, String version, String repository, String commit)
            implements AttestationEvent {
        @Override
        public String type() {
            return "attestation.source-vanished";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("version", version, "repository", repository, "commit", commit);
        }
    }

    /** {@code attestation.source-returned}: a source that had vanished is there again. */
    record SourceReturned(PackageName packageName, String version, String repository, String commit)
            implements AttestationEvent {
        @Override
        public String type() {
            return "attestation.source-returned";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("version", version, "repository", repository, "commit", commit);
        }
    }
}
