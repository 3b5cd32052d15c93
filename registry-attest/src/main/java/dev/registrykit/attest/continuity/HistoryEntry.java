package dev.registrykit.attest.continuity;

import dev.registrykit.core.name.Release;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Who signed a release that was accepted; a release whose files have several provenances has an entry for each. */
public final class HistoryEntry {
    private final Release release;
    private final Provenance provenance;
    private final ContinuityState state;
    private final Instant acceptedAt;

    private HistoryEntry(Release release, Provenance provenance, ContinuityState state, Instant acceptedAt) {
        this.release = release;
        this.provenance = provenance;
        this.state = state;
        this.acceptedAt = acceptedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The entry of this release. */
    public static HistoryEntry of(Release release, Provenance provenance, ContinuityState state, Instant acceptedAt) {
        return new HistoryEntry(release, provenance, state, acceptedAt);
    }

    /** The release. */
    public Release release() {
        return release;
    }

    /** Who signed it and what it was built from. */
    public Provenance provenance() {
        return provenance;
    }

    /** How it related to what was established. */
    public ContinuityState state() {
        return state;
    }

    /** When it was first accepted, to the millisecond. */
    public Instant acceptedAt() {
        return acceptedAt;
    }

    @Override
    public String toString() {
        return "HistoryEntry[" + release + " from " + provenance + ", " + state.word() + "]";
    }
}
