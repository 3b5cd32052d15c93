package dev.registrykit.testkit.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until a test moves it; usable wherever an {@link java.time.InstantSource} or a {@link Clock}
 * is wanted.
 *
 * <p>Times are whole milliseconds, because that is what the stores keep. Safe to share between threads.
 */
public final class TestClock extends Clock {
    private final AtomicLong millis;
    private final ZoneId zone;

    private TestClock(AtomicLong millis, ZoneId zone) {
        this.millis = millis;
        this.zone = zone;
    }

    /** A clock in UTC that shows {@code start}, cut to whole milliseconds. */
    public static TestClock at(Instant start) {
        return new TestClock(new AtomicLong(start.toEpochMilli()), ZoneOffset.UTC);
    }

    /** A clock in UTC that stands at the present time. */
    public static TestClock atPresent() {
        return at(Clock.systemUTC().instant());
    }

    /** Moves the clock by {@code step}, backwards if it is negative. */
    public void advance(Duration step) {
        millis.addAndGet(step.toMillis());
    }

    /** Moves the clock to {@code time}. */
    public void set(Instant time) {
        millis.set(time.toEpochMilli());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** The same clock in another zone: moving one moves both. */
    @Override
    public TestClock withZone(ZoneId other) {
        return new TestClock(millis, other);
    }

    @Override
    public String toString() {
        return "TestClock[" + instant() + "]";
    }
}
