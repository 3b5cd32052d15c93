package dev.registrykit.attest.continuity;

import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.Release;
import java.time.Instant;
import java.util.Collection;

/** A release that a registry has, for {@link ContinuityDryRun}. */
public final class PastRelease {
    private final Release release;
    private final Decision<Provenance> provenance;
    private final Instant publishedAt;

    private PastRelease(Release release, Decision<Provenance> provenance, Instant publishedAt) {
        this.release = release;
        this.provenance = provenance;
        this.publishedAt = publishedAt;
    }

    /** The release with what its attestations say together; no attestations mean that it has no provenance. */
    public static PastRelease of(Release release, Collection<VerifiedAttestation> attestations, Instant publishedAt) {
        return new PastRelease(release, Provenance.of(attestations), publishedAt);
    }

    /** The release with a provenance that the host found out itself, for example from a signing key. */
    public static PastRelease of(Release release, Provenance provenance, Instant publishedAt) {
        return new PastRelease(release, Decision.allowed(provenance), publishedAt);
    }

    Release release() {
        return release;
    }

    Decision<Provenance> provenance() {
        return provenance;
    }

    Instant publishedAt() {
        return publishedAt;
    }
}
