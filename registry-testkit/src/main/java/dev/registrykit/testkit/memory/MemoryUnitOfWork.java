package dev.registrykit.testkit.memory;

import dev.registrykit.core.store.UnitOfWork;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One unit of work at a time, under one lock; when it throws, its changes are taken back in reverse order. */
final class MemoryUnitOfWork<S> implements UnitOfWork<S> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final S stores;

    /** Makes the stores, which keep all that they know in tables of this unit of work. */
    MemoryUnitOfWork(Function<MemoryUnitOfWork<?>, S> stores) {
        this.stores = stores.apply(this);
    }

    <K, V> Table<K, V> table() {
        return new Table<>();
    }

    @Override
    public <T extends @Nullable Object> T run(Function<? super S, ? extends T> work) {
        begin();
        boolean kept = false;
        try {
            T result = work.apply(stores);
            kept = true;
            return result;
        } finally {
            end(kept);
        }
    }

    /** The same, apart from it: what only looks is compiled by itself, which is what hosts that measure themselves see. */
    @Override
    public <T extends @Nullable Object> T read(Function<? super S, ? extends T> work) {
        begin();
        boolean kept = false;
        try {
            T result = work.apply(stores);
            kept = true;
            return result;
        } finally {
            end(kept);
        }
    }

    private void begin() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a unit of work must not start another one");
        }
        lock.lock();
    }

    private void end(boolean kept) {
        if (!undo.isEmpty()) {
            if (!kept) {
                undo.forEach(Runnable::run);
            }
            undo.clear();
        }
        lock.unlock();
    }

    /** Rows by key, whose changes can be taken back; may be touched within {@link #run} only. */
    final class Table<K, V> {
        private final Map<K, V> rows = new HashMap<>();

        @Nullable V get(K key) {
            check();
            return rows.get(key);
        }

        boolean isEmpty() {
            check();
            return rows.isEmpty();
        }

        /** A copy of all rows, in no order. */
        List<V> all() {
            check();
            return List.copyOf(rows.values());
        }

        void put(K key, V row) {
            check();
            V before = rows.put(key, row);
            undo.push(() -> {
                if (before == null) {
                    rows.remove(key);
                } else {
                    rows.put(key, before);
                }
            });
        }

        /** Whether the row was not there and now is. */
        boolean putIfAbsent(K key, V row) {
            if (get(key) != null) {
                return false;
            }
            put(key, row);
            return true;
        }

        /** Whether the row was there and now is not. */
        boolean remove(K key) {
            check();
            V before = rows.remove(key);
            if (before == null) {
                return false;
            }
            undo.push(() -> rows.put(key, before));
            return true;
        }

        private void check() {
            if (!lock.isHeldByCurrentThread()) {
                throw new IllegalStateException("stores may be used within their unit of work only");
            }
        }
    }
}
