package dev.registrykit.testkit.memory;

import dev.registrykit.publish.trusted.ReplayStore;
import java.time.Instant;
import java.util.List;

/** Exchanged identity tokens in memory. */
final class MemoryReplayStore implements ReplayStore {
    private final MemoryUnitOfWork<?>.Table<Use, Remembered> rows;

    MemoryReplayStore(MemoryUnitOfWork<?> work) {
        this.rows = work.table();
    }

    private record Use(String issuer, String tokenId, String scope) {}

    private record Remembered(Use use, Instant until) {}

    @Override
    public boolean insertIfAbsent(String issuer, String tokenId, String scope, Instant until) {
        Use use = new Use(issuer, tokenId, scope);
        return rows.putIfAbsent(use, new Remembered(use, until));
    }

    @Override
    public int purge(Instant now, int limit) {
        List<Remembered> over = rows.all().stream()
                .filter(row -> row.until().isBefore(now))
                .limit(limit)
                .toList();
        over.forEach(row -> rows.remove(row.use()));
        return over.size();
    }
}
