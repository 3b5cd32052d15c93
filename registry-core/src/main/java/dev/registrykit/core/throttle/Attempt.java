package dev.registrykit.core.throttle;

import java.time.Instant;
import java.util.List;

/** An attempt that was reserved; it counts until it is refunded. */
public final class Attempt {
    private final List<Reserved> reserved;

    Attempt(List<Reserved> reserved) {
        this.reserved = List.copyOf(reserved);
    }

    record Reserved(String key, Instant windowEnd) {}

    /** Gives the attempt back, because it succeeded; call it once. */
    public void refund(ThrottleStore store) {
        for (Reserved one : reserved) {
            store.refund(one.key(), one.windowEnd());
        }
    }
}
