package dev.registrykit.publish.log;

import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the module's security events to account and package owners, and delivers them to mail and logs. */
public final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final Duration CLAIM = Duration.ofMinutes(5);

    private final UnitOfWork<EventStore> events;
    private final InstantSource clock;

    private EventLog(UnitOfWork<EventStore> events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    /** The log on the event store that {@code store} takes from a unit of work. */
    public static <S> EventLog on(
            UnitOfWork<S> unitOfWork, Function<? super S, ? extends EventStore> store, InstantSource clock) {
        return new EventLog(new EventsOf<>(unitOfWork, store), clock);
    }

    /** A unit of work that shows one of its stores. */
    private record EventsOf<S>(UnitOfWork<S> unitOfWork, Function<? super S, ? extends EventStore> store)
            implements UnitOfWork<EventStore> {
        @Override
        public <T extends @Nullable Object> T run(Function<? super EventStore, ? extends T> work) {
            return unitOfWork.run(stores -> work.apply(store.apply(stores)));
        }
    }

    /** The newest events of an account, newest first, at most {@code limit}; throws when the store is broken. */
    public List<RecordedEvent> ofAccount(Subject account, int limit) {
        return events.run(store -> store.ofAccount(account, limit));
    }

    /** The newest events of a package, newest first, at most {@code limit}; throws when the store is broken. */
    public List<RecordedEvent> ofPackage(PackageName packageName, int limit) {
        return events.run(store -> store.ofPackage(packageName, limit));
    }

    /**
     * Hands undelivered events to {@code receiver}, oldest first, and marks each as delivered when it returns.
     *
     * <p>Delivery is at least once, from any number of nodes at a time: an event whose receiver throws, or whose node
     * dies, is handed out again after five minutes. The receiver runs outside any transaction.
     *
     * @param limit the most events to hand out
     * @return how many were delivered
     */
    public int deliver(int limit, Consumer<RecordedEvent> receiver) {
        Instant now = clock.instant();
        List<RecordedEvent> claimed = events.run(store -> store.claimUndelivered(limit, now, now.plus(CLAIM)));
        int delivered = 0;
        for (RecordedEvent event : claimed) {
            if (received(event, receiver) && events.run(store -> store.markDelivered(event.id()))) {
                delivered++;
            }
        }
        return delivered;
    }

    private static boolean received(RecordedEvent event, Consumer<RecordedEvent> receiver) {
        try {
            receiver.accept(event);
            return true;
        } catch (RuntimeException failed) {
            LOG.warn("event {} could not be delivered and will be tried again", event.id(), failed);
            return false;
        }
    }
}
