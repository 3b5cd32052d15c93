package dev.registrykit.core.event;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Keeps a module's security events, and is the outbox from which mail and logs are fed.
 *
 * <p>Delivery is at least once: a reader claims events for a time, delivers them, and marks each as delivered. A reader
 * that dies loses its claim when the time is over, and another one delivers again. All verbs act within the unit of work
 * that handed out the store, and throw {@link dev.registrykit.core.store.StoreException} when the store is broken.
 */
public interface EventStore {

    /** Adds an event; adding the same id twice keeps one. */
    void append(RecordedEvent event);

    /** The newest events of an account, newest first, at most {@code limit}. */
    List<RecordedEvent> ofAccount(Subject account, int limit);

    /** The newest events of a package, newest first, at most {@code limit}. */
    List<RecordedEvent> ofPackage(PackageName packageName, int limit);

    /**
     * Claims undelivered events, oldest first, that nobody else holds; two readers never hold one event at a time.
     *
     * @param now events whose claim ended at or before this time can be claimed again
     * @param until when this claim ends
     */
    List<RecordedEvent> claimUndelivered(int limit, Instant now, Instant until);

    /** Marks an event as delivered; false when it was delivered already or does not exist. */
    boolean markDelivered(UUID id);

    /** Removes delivered events older than {@code before}, at most {@code limit}; returns how many. */
    int purgeDelivered(Instant before, int limit);
}
