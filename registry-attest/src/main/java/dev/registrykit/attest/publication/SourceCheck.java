package dev.registrykit.attest.publication;

import dev.registrykit.attest.log.AttestationEvent;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.UnitOfWork;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from time to time whether the sources that attestations name are still there, and tells of those that vanished.
 *
 * <p>It deletes nothing: a page shows what was found, an event tells the owners, and what follows is for people to decide. Call
 * {@link #runOnce} from a timer on every node; nodes do not look for one source at the same time.
 */
public final class SourceCheck {
    /** A node that dies leaves its sources to others after this time; a source that nobody could see waits as long. */
    private static final Duration CLAIM = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(SourceCheck.class);

    private final UnitOfWork<? extends AttestationStores> unitOfWork;
    private final SourceProbe probe;
    private final Duration interval;
    private final InstantSource clock;

    /**
     * Hosts get this object from the module's entry point.
     *
     * @param interval how long after one look the next is due
     */
    public SourceCheck(
            UnitOfWork<? extends AttestationStores> unitOfWork,
            SourceProbe probe,
            Duration interval,
            InstantSource clock) {
        this.unitOfWork = unitOfWork;
        this.probe = probe;
        this.interval = interval;
        this.clock = clock;
    }

    /**
     * Looks for the sources that are due, at most {@code limit}; each is looked for outside of any transaction, and what was
     * found is kept together with its event.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public SourceCheckReport runOnce(int limit) {
        Instant start = now();
        List<SourceClaim> claims =
                unitOfWork.run(stores -> stores.attestations().claimSources(limit, start, start.plus(CLAIM)));
        int unknown = 0;
        List<SourceClaim> vanished = new ArrayList<>();
        List<SourceClaim> returned = new ArrayList<>();
        for (SourceClaim claim : claims) {
            SourceProbe.Sight sight = look(claim);
            if (sight == SourceProbe.Sight.UNKNOWN) {
                unknown++;
                continue;
            }
            SourceState found = sight == SourceProbe.Sight.PRESENT ? SourceState.PRESENT : SourceState.VANISHED;
            if (recorded(claim, found) && found != claim.state()) {
                if (found == SourceState.VANISHED) {
                    vanished.add(claim);
                } else if (claim.state() == SourceState.VANISHED) {
                    returned.add(claim);
                }
            }
        }
        return new SourceCheckReport(claims.size(), unknown, vanished, returned);
    }

    private SourceProbe.Sight look(SourceClaim claim) {
        try {
            return probe.look(claim.repository(), claim.commit());
        } catch (RuntimeException failed) {
            LOG.warn("the source of {} could not be looked for", claim.release(), failed);
            return SourceProbe.Sight.UNKNOWN;
        }
    }

    private boolean recorded(SourceClaim claim, SourceState found) {
        Instant now = now();
        return unitOfWork.<Boolean>run(stores -> {
            boolean kept = stores.attestations().recordSource(claim, found, now, now.plus(interval));
            AttestationEvent event = kept ? event(claim, found) : null;
            if (event != null) {
                stores.events().append(RecordedEvent.of(event, now, ""));
            }
            return kept;
        });
    }

    private static @Nullable AttestationEvent event(SourceClaim claim, SourceState found) {
        Release release = claim.release();
        if (found == SourceState.VANISHED && claim.state() != SourceState.VANISHED) {
            return new AttestationEvent.SourceVanished(
                    release.packageName(), release.version(), claim.repository(), claim.commit());
        }
        return found == SourceState.PRESENT && claim.state() == SourceState.VANISHED
                ? new AttestationEvent.SourceReturned(
                        release.packageName(), release.version(), claim.repository(), claim.commit())
                : null;
    }

    /** To the millisecond, as stores keep it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
