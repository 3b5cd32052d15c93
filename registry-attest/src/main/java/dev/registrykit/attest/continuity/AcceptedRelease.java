package dev.registrykit.attest.continuity;

import dev.registrykit.core.name.Release;

/** A release that may come in, and how it relates to what its package has established. */
public final class AcceptedRelease {
    private final Release release;
    private final Provenance provenance;
    private final ContinuityState state;

    AcceptedRelease(Release release, Provenance provenance, ContinuityState state) {
        this.release = release;
        this.provenance = provenance;
        this.state = state;
    }

    /** The release. */
    public Release release() {
        return release;
    }

    /** Who signed it and what it was built from. */
    public Provenance provenance() {
        return provenance;
    }

    /** How it relates to what was established. */
    public ContinuityState state() {
        return state;
    }

    @Override
    public String toString() {
        return "AcceptedRelease[" + release + ", " + state.word() + "]";
    }
}
