package dev.registrykit.testkit.memory;

import dev.registrykit.publish.leak.Leak;
import dev.registrykit.publish.leak.LeakStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaks in memory. */
final class MemoryLeakStore implements LeakStore {
    private final MemoryUnitOfWork<?>.Table<String, Row> rows;

    MemoryLeakStore(MemoryUnitOfWork<?> work) {
        this.rows = work.table();
    }

    private record Row(Leak leak, @Nullable Instant finishedAt) {}

    @Override
    public void insertIfAbsent(List<Leak> leaks) {
        for (Leak leak : leaks) {
            rows.putIfAbsent(leak.id(), new Row(leak, null));
        }
    }

    @Override
    public List<Leak> waiting(int limit) {
        return rows.all().stream()
                .filter(row -> row.finishedAt() == null)
                .map(Row::leak)
                .sorted(Comparator.comparing(Leak::reportedAt).thenComparing(Leak::id))
                .limit(limit)
                .toList();
    }

    @Override
    public boolean finish(String id, Instant now) {
        Row row = rows.get(id);
        if (row == null || row.finishedAt() != null) {
            return false;
        }
        rows.put(id, new Row(row.leak(), now));
        return true;
    }

    @Override
    public int purge(Instant before, int limit) {
        List<String> finished = rows.all().stream()
                .filter(row -> {
                    Instant at = row.finishedAt();
                    return at != null && at.isBefore(before);
                })
                .map(row -> row.leak().id())
                .limit(limit)
                .toList();
        finished.forEach(rows::remove);
        return finished.size();
    }
}
