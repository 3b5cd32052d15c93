package dev.registrykit.core.throttle;

import java.time.Instant;

/**
 * Counts attempts per key and window. All verbs act within the unit of work that handed out the store.
 */
public interface ThrottleStore {

    /**
     * Counts one attempt if fewer than {@code limit} are counted; atomically, so that of many at once at most
     * {@code limit} succeed. Returns whether it was counted.
     *
     * @param key what attempts are counted for, at most 200 characters
     * @param windowEnd the end of the window that the attempt falls in, which is part of the key
     */
    boolean reserve(String key, int limit, Instant windowEnd);

    /** Takes one counted attempt back; without effect when none is counted. */
    void refund(String key, Instant windowEnd);

    /** Removes counts whose window ended before {@code before}, at most {@code limit}; returns how many. */
    int purge(Instant before, int limit);
}
