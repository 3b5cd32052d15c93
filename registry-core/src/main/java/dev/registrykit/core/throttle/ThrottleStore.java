package dev.registrykit.core.throttle;

import java.time.Instant;
import java.util.List;

/**
 * Counts attempts per key and window. All verbs act within the unit of work that handed out the store.
 */
public interface ThrottleStore {

    /**
     * One attempt to count.
     *
     * @param key what attempts are counted for, at most 200 characters
     * @param windowEnd the end of the window that the attempt falls in, which is part of the key
     * @param limit how many attempts may be counted for this key and window, at least one
     */
    record Reservation(String key, Instant windowEnd, int limit) {
        /** Refuses a limit below one. */
        public Reservation {
            if (limit < 1) {
                throw new IllegalArgumentException("a limit allows at least one attempt");
            }
        }
    }

    /**
     * Counts one attempt for each of {@code reservations} if fewer than its limit are counted for it, or else for none;
     * atomically, so that of many at once at most the limit succeed. Returns those whose limit is reached: empty when the
     * attempts were counted.
     *
     * <p>However callers order the same keys, they do not wait for each other in a circle.
     *
     * @throws IllegalArgumentException if two have the same key and window
     */
    List<Reservation> reserveAll(List<Reservation> reservations);

    /** Counts one attempt if fewer than {@code limit} are counted, as {@link #reserveAll} does; whether it was counted. */
    default boolean reserve(String key, int limit, Instant windowEnd) {
        return reserveAll(List.of(new Reservation(key, windowEnd, limit))).isEmpty();
    }

    /** Takes one counted attempt back; without effect when none is counted. */
    void refund(String key, Instant windowEnd);

    /** Removes counts whose window ended before {@code before}, at most {@code limit}; returns how many. */
    int purge(Instant before, int limit);
}
