package dev.registrykit.testkit.memory;

import dev.registrykit.core.throttle.ThrottleStore;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The throttle's counts in memory. */
final class MemoryThrottleStore implements ThrottleStore {
    private final MemoryUnitOfWork<?>.Table<Key, Count> rows;

    MemoryThrottleStore(MemoryUnitOfWork<?> work) {
        this.rows = work.table();
    }

    private record Key(String bucket, Instant windowEnd) {}

    private record Count(Key key, int used) {}

    @Override
    public List<Reservation> reserveAll(List<Reservation> reservations) {
        Set<Key> windows = reservations.stream().map(MemoryThrottleStore::key).collect(Collectors.toSet());
        if (windows.size() < reservations.size()) {
            throw new IllegalArgumentException("an attempt is counted once for a key and window");
        }
        List<Reservation> usedUp = reservations.stream()
                .filter(one -> used(key(one)) >= one.limit())
                .toList();
        if (usedUp.isEmpty()) {
            for (Key window : windows) {
                rows.put(window, new Count(window, used(window) + 1));
            }
        }
        return usedUp;
    }

    private static Key key(Reservation reservation) {
        return new Key(reservation.key(), reservation.windowEnd());
    }

    @Override
    public void refund(String key, Instant windowEnd) {
        Key window = new Key(key, windowEnd);
        int used = used(window);
        if (used > 0) {
            rows.put(window, new Count(window, used - 1));
        }
    }

    @Override
    public int purge(Instant before, int limit) {
        List<Count> old = rows.all().stream()
                .filter(count -> count.key().windowEnd().isBefore(before))
                .limit(limit)
                .toList();
        old.forEach(count -> rows.remove(count.key()));
        return old.size();
    }

    private int used(Key window) {
        Count count = rows.get(window);
        return count == null ? 0 : count.used();
    }
}
