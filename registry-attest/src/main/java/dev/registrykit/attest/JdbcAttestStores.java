package dev.registrykit.attest;

import dev.registrykit.attest.continuity.ContinuityStore;
import dev.registrykit.attest.publication.AttestationStore;
import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.event.JdbcEventStore;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.throttle.JdbcThrottleStore;
import dev.registrykit.core.throttle.ThrottleStore;

/** The stores of one session, on the module's own tables. */
record JdbcAttestStores(
        ContinuityStore continuity, AttestationStore attestations, EventStore events, ThrottleStore throttle)
        implements AttestStores {
    private static final String TABLE_PREFIX = "rk_attest_";

    static JdbcAttestStores on(JdbcSession session) {
        return new JdbcAttestStores(
                ContinuityStore.jdbc(session),
                AttestationStore.jdbc(session),
                new JdbcEventStore(session, TABLE_PREFIX),
                new JdbcThrottleStore(session, TABLE_PREFIX));
    }
}
