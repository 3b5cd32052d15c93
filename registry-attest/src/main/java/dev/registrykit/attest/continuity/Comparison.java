package dev.registrykit.attest.continuity;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What makes a release's provenance another than the established one. */
final class Comparison {
    private Comparison() {}

    /** The first difference that counts, or null when the release continues what is established. */
    static @Nullable ContinuityReason difference(Provenance established, Provenance release) {
        if (established.kind() == SignerKind.NONE) {
            return null;
        }
        if (release.kind() == SignerKind.NONE) {
            return ContinuityReason.PROVENANCE_MISSING;
        }
        if (release.kind() != established.kind()) {
            return ContinuityReason.SIGNER_KIND_CHANGED;
        }
        return established.kind() == SignerKind.WORKLOAD ? ofJobs(established, release) : null;
    }

    private static @Nullable ContinuityReason ofJobs(Provenance established, Provenance release) {
        // An id means something only beside its issuer.
        if (!established.signer().equals(release.signer()) || !sameSource(established, release)) {
            return ContinuityReason.SOURCE_CHANGED;
        }
        if (differs(established.ownerId(), release.ownerId())) {
            return ContinuityReason.SOURCE_OWNER_CHANGED;
        }
        return differs(established.runner(), release.runner())
                        || !Objects.equals(established.builder(), release.builder())
                ? ContinuityReason.BUILDER_CHANGED
                : null;
    }

    /** A name may be somebody else's by now, so where one of them has an id, the ids decide. */
    private static boolean sameSource(Provenance established, Provenance release) {
        if (established.sourceId() != null || release.sourceId() != null) {
            return Objects.equals(established.sourceId(), release.sourceId());
        }
        return established.source() != null && established.source().equals(release.source());
    }

    /** What was not stated before may be stated now; what was stated must be stated again. */
    private static boolean differs(@Nullable String established, @Nullable String release) {
        return established != null && !established.equals(release);
    }

    /** The repository's id, or its name where the issuer states none. */
    static @Nullable String source(Provenance provenance) {
        return provenance.sourceId() != null ? provenance.sourceId() : provenance.source();
    }
}
