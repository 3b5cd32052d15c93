package dev.registrykit.attest.continuity;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.PackageName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Continuity} would have refused of the releases that a registry has: to see, before it is switched on, what it
 * would cost.
 *
 * <p>Nothing is written and no store is asked. A release that would have been refused counts as announced for those after it,
 * so that a move is reported once. Kept in memory is one provenance for each package, and as many findings as are asked for.
 */
public final class ContinuityDryRun {
    private final int mostFindings;
    private final Map<PackageName, Held> held = new HashMap<>();
    private final Map<ContinuityReason, Long> refused = new EnumMap<>(ContinuityReason.class);
    private final List<ContinuityReport.Finding> findings = new ArrayList<>();
    private long releases;
    private long firstUses;

    private ContinuityDryRun(int mostFindings) {
        this.mostFindings = mostFindings;
    }

    /** The newest release of a package, and what is established at that time. */
    private record Held(Instant time, @Nullable Provenance established) {}

    /**
     * The report over {@code releases}, which come oldest first within each package, and are read once.
     *
     * @param mostFindings how many of the refusals are listed; all are counted
     * @throws IllegalArgumentException if a release of a package is older than the one of it before
     */
    public static ContinuityReport over(Iterator<PastRelease> releases, int mostFindings) {
        ContinuityDryRun run = new ContinuityDryRun(mostFindings);
        releases.forEachRemaining(run::add);
        return new ContinuityReport(run.releases, run.held.size(), run.firstUses, run.refused, run.findings);
    }

    private void add(PastRelease past) {
        PackageName name = past.release().packageName();
        Held before = held.get(name);
        if (before != null && past.publishedAt().isBefore(before.time())) {
            throw new IllegalArgumentException("the releases of " + name + " do not come oldest first");
        }
        releases++;
        Provenance established = before == null ? null : before.established();
        Provenance next = established;
        if (past.provenance() instanceof Decision.Allowed<Provenance> yes) {
            next = judged(past, established, yes.value());
        } else {
            refuse(past, ContinuityReason.PROVENANCE_AMBIGUOUS, established, Provenance.none());
        }
        held.put(name, new Held(past.publishedAt(), next));
    }

    /** What is established after this release. */
    private @Nullable Provenance judged(PastRelease past, @Nullable Provenance established, Provenance provenance) {
        if (established == null || established.kind() == SignerKind.NONE) {
            if (provenance.kind() == SignerKind.NONE) {
                return established;
            }
            firstUses++;
            return provenance;
        }
        ContinuityReason difference = Comparison.difference(established, provenance);
        if (difference == null) {
            return established;
        }
        refuse(past, difference, established, provenance);
        return provenance;
    }

    private void refuse(
            PastRelease past, ContinuityReason reason, @Nullable Provenance established, Provenance provenance) {
        refused.merge(reason, 1L, Long::sum);
        if (findings.size() < mostFindings) {
            findings.add(new ContinuityReport.Finding(
                    past.release(),
                    past.publishedAt(),
                    reason,
                    established == null ? Provenance.none() : established,
                    provenance));
        }
    }
}
