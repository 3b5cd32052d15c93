package dev.registrykit.core.event;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A module's security events, for the pages that show them and the mail that tells of them.
 *
 * <p>Safe to share between threads, and to read from many nodes. Every method throws
 * {@link dev.registrykit.core.store.StoreException} when the store is broken.
 */
public final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final Duration CLAIM = Duration.ofMinutes(5);

    private final UnitOfWork<EventStore> work;
    private final InstantSource clock;

    private EventLog(UnitOfWork<EventStore> work, InstantSource clock) {
        this.work = work;
        this.clock = clock;
    }

    /** The log of the events that {@code events} finds among a module's stores. */
    public static <S> EventLog of(UnitOfWork<S> work, Function<? super S, EventStore> events, InstantSource clock) {
        UnitOfWork<EventStore> narrowed = new UnitOfWork<>() {
            @Override
            public <T extends @org.jspecify.annotations.Nullable Object> T run(
                    Function<? super EventStore, ? extends T> task) {
                return work.run(stores -> task.apply(events.apply(stores)));
            }
        };
        return new EventLog(narrowed, clock);
    }

    /** The newest events of an account, newest first, at most {@code limit}. */
    public List<RecordedEvent> ofAccount(Subject account, int limit) {
        return work.run(events -> events.ofAccount(account, limit));
    }

    /** The newest events of a package, newest first, at most {@code limit}. */
    public List<RecordedEvent> ofPackage(PackageName packageName, int limit) {
        return work.run(events -> events.ofPackage(packageName, limit));
    }

    /**
     * Gives undelivered events to {@code consumer}, oldest first, at most {@code limit}; returns how many it took.
     *
     * <p>Delivery is at least once. The consumer is called outside any transaction; an event for which it throws is
     * offered again, by any node, after five minutes. Call this from a timer on every node.
     */
    public int deliver(int limit, Consumer<? super RecordedEvent> consumer) {
        Instant now = clock.instant();
        int taken = 0;
        for (RecordedEvent event : work.run(events -> events.claimUndelivered(limit, now, now.plus(CLAIM)))) {
            try {
                consumer.accept(event);
            } catch (RuntimeException failed) {
                LOG.warn(
                        "event {} ({}) could not be delivered and will be offered again",
                        event.id(),
                        event.type(),
                        failed);
                continue;
            }
            work.run(events -> events.markDelivered(event.id()));
            taken++;
        }
        return taken;
    }
}
