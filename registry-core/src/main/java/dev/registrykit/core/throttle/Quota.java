package dev.registrykit.core.throttle;

import java.time.Duration;

/** How many attempts one account, one address or everybody together may make in a window of time. */
public final class Quota {
    private final String dimension;
    private final String value;
    private final int attempts;
    private final Duration window;

    private Quota(String dimension, String value, int attempts, Duration window) {
        if (attempts < 1 || window.toMillis() < 1) {
            throw new IllegalArgumentException("a quota allows at least one attempt in a window of some length");
        }
        this.dimension = dimension;
        this.value = value;
        this.attempts = attempts;
        this.window = window;
    }

    /**
     * At most {@code attempts} in each window for this value of this dimension.
     *
     * @param dimension a constant word of at most 40 characters, for example {@code account} or {@code address}
     * @param value whose attempts are counted; it is stored only as a keyed hash
     * @param window the length of a window; windows follow each other without overlap
     */
    public static Quota of(String dimension, String value, int attempts, Duration window) {
        return new Quota(dimension, value, attempts, window);
    }

    String dimension() {
        return dimension;
    }

    String value() {
        return value;
    }

    int attempts() {
        return attempts;
    }

    Duration window() {
        return window;
    }
}
