package dev.registrykit.core.throttle;

import java.util.List;

/** An attempt that was reserved; it counts until it is refunded. */
public final class Attempt {
    private final List<ThrottleStore.Reservation> reserved;

    Attempt(List<ThrottleStore.Reservation> reserved) {
        this.reserved = List.copyOf(reserved);
    }

    /** Gives the attempt back, because it succeeded; call it once. */
    public void refund(ThrottleStore store) {
        for (ThrottleStore.Reservation one : reserved) {
            store.refund(one.key(), one.windowEnd());
        }
    }
}
