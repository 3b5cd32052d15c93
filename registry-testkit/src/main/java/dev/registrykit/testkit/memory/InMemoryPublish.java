package dev.registrykit.testkit.memory;

import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.throttle.ThrottleStore;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.devicelogin.DeviceLoginStore;
import dev.registrykit.publish.leak.LeakStore;
import dev.registrykit.publish.publisher.TrustedPublisherStore;
import dev.registrykit.publish.token.TokenStore;
import dev.registrykit.publish.trusted.PublicationStore;
import dev.registrykit.publish.trusted.ReplayStore;

/** The stores of {@code registry-publish} in memory, for tests of a host that need no database. */
public final class InMemoryPublish {
    private InMemoryPublish() {}

    /**
     * Empty stores: give them to {@code RegistryPublish.builder(unitOfWork, keyRing)}.
     *
     * <p>Units of work run one after another; one that throws leaves nothing behind. A store that is used outside its
     * unit of work, and a unit of work that is started within another, throw {@link IllegalStateException}, because with a
     * database they would be errors as well.
     */
    public static UnitOfWork<PublishStores> unitOfWork() {
        return new MemoryUnitOfWork<>(InMemoryPublish::stores);
    }

    private static PublishStores stores(MemoryUnitOfWork<?> work) {
        MemoryTrustedPublisherStore publishers = new MemoryTrustedPublisherStore(work);
        return new Stores(
                new MemoryTokenStore(work, publishers),
                publishers,
                new MemoryReplayStore(work),
                new MemoryPublicationStore(work),
                new MemoryDeviceLoginStore(work),
                new MemoryLeakStore(work),
                new MemoryEventStore(work),
                new MemoryThrottleStore(work));
    }

    private record Stores(
            TokenStore tokens,
            TrustedPublisherStore publishers,
            ReplayStore replays,
            PublicationStore publications,
            DeviceLoginStore deviceLogins,
            LeakStore leaks,
            EventStore events,
            ThrottleStore throttle)
            implements PublishStores {}
}
