package dev.registrykit.attest.continuity;

import java.time.Duration;

/** How long an announced change waits, and how long it can be made use of. */
public final class ContinuitySettings {
    private static final Duration SHORTEST_WAIT = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Duration waiting;
    private final Duration usable;

    private ContinuitySettings(Duration waiting, Duration usable) {
        this.waiting = waiting;
        this.usable = usable;
    }

    /** Changes wait 72 hours, and can be made use of for 30 days after that. */
    public static ContinuitySettings standard() {
        return new ContinuitySettings(Duration.ofDays(3), Duration.ofDays(30));
    }

    /**
     * These settings with another waiting time, in which owners who did not announce a change can cancel it.
     *
     * @throws IllegalArgumentException if it is shorter than one hour or longer than 365 days
     */
    public ContinuitySettings waiting(Duration time) {
        if (time.compareTo(SHORTEST_WAIT) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("an announced change waits between one hour and 365 days");
        }
        return new ContinuitySettings(time, usable);
    }

    /**
     * These settings with another time in which a release can make use of a change, after it has waited.
     *
     * @throws IllegalArgumentException if it is shorter than one hour or longer than 365 days
     */
    public ContinuitySettings usable(Duration time) {
        if (time.compareTo(SHORTEST_WAIT) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("an announced change can be made use of for an hour to 365 days");
        }
        return new ContinuitySettings(waiting, time);
    }

    /** How long an announced change waits. */
    public Duration waiting() {
        return waiting;
    }

    /** How long it can be made use of after that. */
    public Duration usable() {
        return usable;
    }
}
