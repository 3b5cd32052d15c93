package dev.registrykit.attest;

import dev.registrykit.attest.continuity.Continuity;
import dev.registrykit.core.store.Housekeeping;
import dev.registrykit.core.store.UnitOfWork;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** What the module tidies up from time to time. */
final class AttestHousekeeping {
    private static final Duration KEEP_DELIVERED_EVENTS = Duration.ofDays(400);

    private AttestHousekeeping() {}

    /**
     * Ends announcements whose time is over, and removes counts that matter no more and events 400 days after they happened if
     * they were delivered. What fails keeps nothing else from being done.
     */
    static Housekeeping of(UnitOfWork<? extends AttestStores> unitOfWork, Continuity continuity, InstantSource clock) {
        return Housekeeping.all(continuity::expire, limit -> {
            Instant now = clock.instant();
            return unitOfWork.<Integer>run(stores -> stores.throttle().purge(now, limit)
                    + stores.events().purgeDelivered(now.minus(KEEP_DELIVERED_EVENTS), limit));
        });
    }
}
