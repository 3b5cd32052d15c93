package dev.registrykit.testkit.memory;

import dev.registrykit.core.throttle.ThrottleStore;
import java.time.Instant;
import java.util.List;

/** The throttle's counts in memory. */
final class MemoryThrottleStore implements ThrottleStore {
    private final MemoryUnitOfWork<?>.Table<Key, Count> rows;

    MemoryThrottleStore(MemoryUnitOfWork<?> work) {
        this.rows = work.table();
    }

    private record Key(String bucket, Instant windowEnd) {}

    private record Count(Key key, int used) {}

    @Override
    public boolean reserve(String key, int limit, Instant windowEnd) {
        Key window = new Key(key, windowEnd);
        int used = used(window);
        if (used >= limit) {
            return false;
        }
        rows.put(window, new Count(window, used + 1));
        return true;
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
