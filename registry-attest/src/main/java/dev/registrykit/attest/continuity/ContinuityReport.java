package dev.registrykit.attest.continuity;

import dev.registrykit.core.name.Release;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a {@link ContinuityDryRun} found. */
public final class ContinuityReport {
    private final long releases;
    private final long packages;
    private final long firstUses;
    private final Map<ContinuityReason, Long> refused;
    private final List<Finding> findings;

    ContinuityReport(
            long releases, long packages, long firstUses, Map<ContinuityReason, Long> refused, List<Finding> findings) {
        this.releases = releases;
        this.packages = packages;
        this.firstUses = firstUses;
        Map<ContinuityReason, Long> copy = new EnumMap<>(ContinuityReason.class);
        copy.putAll(refused);
        this.refused = Collections.unmodifiableMap(copy);
        this.findings = List.copyOf(findings);
    }

    /** A release that would have been refused. */
    public static final class Finding {
        private final Release release;
        private final Instant publishedAt;
        private final ContinuityReason reason;
        private final Provenance established;
        private final Provenance provenance;

        Finding(
                Release release,
                Instant publishedAt,
                ContinuityReason reason,
                Provenance established,
                Provenance provenance) {
            this.release = release;
            this.publishedAt = publishedAt;
            this.reason = reason;
            this.established = established;
            this.provenance = provenance;
        }

        /** The release. */
        public Release release() {
            return release;
        }

        /** When it was published. */
        public Instant publishedAt() {
            return publishedAt;
        }

        /** Why it would have been refused. */
        public ContinuityReason reason() {
            return reason;
        }

        /** What was established before it. */
        public Provenance established() {
            return established;
        }

        /** What it came with; {@link Provenance#none()} also where its attestations contradict each other. */
        public Provenance provenance() {
            return provenance;
        }

        @Override
        public String toString() {
            return "Finding[" + release + ": " + reason.code() + "]";
        }
    }

    /** How many releases were looked at. */
    public long releases() {
        return releases;
    }

    /** How many packages they are of. */
    public long packages() {
        return packages;
    }

    /** How many releases would have established a provenance, on trust. */
    public long firstUses() {
        return firstUses;
    }

    /** How many releases would have been refused, by reason; reasons that were not met are left out. */
    public Map<ContinuityReason, Long> refused() {
        return refused;
    }

    /** The first of those that would have been refused, in the order of the releases. */
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public String toString() {
        return "ContinuityReport[" + releases + " releases, refused " + refused + "]";
    }
}
