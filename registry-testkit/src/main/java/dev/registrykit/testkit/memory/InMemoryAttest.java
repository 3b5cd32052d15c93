package dev.registrykit.testkit.memory;

import dev.registrykit.attest.AttestStores;
import dev.registrykit.attest.continuity.ContinuityStore;
import dev.registrykit.attest.publication.AttestationStore;
import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.throttle.ThrottleStore;

/** The stores of {@code registry-attest} in memory, for tests of a host that need no database. */
public final class InMemoryAttest {
    private InMemoryAttest() {}

    /**
     * Empty stores.
     *
     * <p>Units of work run one after another; one that throws leaves nothing behind. A store that is used outside its
     * unit of work, and a unit of work that is started within another, throw {@link IllegalStateException}, because with a
     * database they would be errors as well.
     */
    public static UnitOfWork<AttestStores> unitOfWork() {
        return new MemoryUnitOfWork<>(InMemoryAttest::stores);
    }

    private static AttestStores stores(MemoryUnitOfWork<?> work) {
        return new Stores(
                new MemoryContinuityStore(work),
                new MemoryAttestationStore(work),
                new MemoryEventStore(work),
                new MemoryThrottleStore(work));
    }

    private record Stores(
            ContinuityStore continuity, AttestationStore attestations, EventStore events, ThrottleStore throttle)
            implements AttestStores {}
}
