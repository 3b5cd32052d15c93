package dev.registrykit.publish.leak;

import dev.registrykit.core.store.JdbcSession;
import java.time.Instant;
import java.util.List;

/**
 * Keeps reported leaks until they were dealt with, and remembers them for a time. All verbs act within the unit of work
 * that handed out the store, and throw {@link dev.registrykit.core.store.StoreException} when the store is broken.
 */
public interface LeakStore {

    /** The store on the module's table. */
    static LeakStore jdbc(JdbcSession session) {
        return new JdbcLeakStore(session);
    }

    /** Adds those of {@code leaks} whose id is not there yet, dealt with or not; of many at once one is kept. */
    void insertIfAbsent(List<Leak> leaks);

    /** Those that were not dealt with, oldest first, then by id, at most {@code limit}. */
    List<Leak> waiting(int limit);

    /** Marks a leak as dealt with; false when it was already or does not exist, so that of many at once one does it. */
    boolean finish(String id, Instant now);

    /** Removes leaks that were dealt with before {@code before}, at most {@code limit}; returns how many. */
    int purge(Instant before, int limit);
}
