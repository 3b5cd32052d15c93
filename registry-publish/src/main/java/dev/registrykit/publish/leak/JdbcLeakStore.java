package dev.registrykit.publish.leak;

import dev.registrykit.core.store.JdbcSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Leaks in the table {@code rk_publish_leak}. */
final class JdbcLeakStore implements LeakStore {
    private static final String COLUMNS = "id, token_id, scanner, type, source, url, reported_at";

    private final JdbcSession session;

    JdbcLeakStore(JdbcSession session) {
        this.session = session;
    }

    @Override
    public void insertIfAbsent(List<Leak> leaks) {
        for (Leak leak : leaks) {
            session.deferIfAbsent(
                    "INSERT INTO rk_publish_leak (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?)",
                    leak.id(),
                    leak.tokenId(),
                    leak.scanner(),
                    leak.type(),
                    leak.source(),
                    leak.url(),
                    leak.reportedAt());
        }
    }

    @Override
    public List<Leak> waiting(int limit) {
        return session.list(
                "SELECT " + COLUMNS + " FROM rk_publish_leak WHERE finished_at IS NULL"
                        + " ORDER BY reported_at, id LIMIT ?",
                JdbcLeakStore::read,
                limit);
    }

    @Override
    public boolean finish(String id, Instant now) {
        return session.update(
                        "UPDATE rk_publish_leak SET finished_at = ? WHERE id = ? AND finished_at IS NULL", now, id)
                == 1;
    }

    @Override
    public int purge(Instant before, int limit) {
        return session.update(
                "DELETE FROM rk_publish_leak WHERE id IN"
                        + " (SELECT id FROM rk_publish_leak WHERE finished_at < ? LIMIT ?)",
                before,
                limit);
    }

    private static Leak read(ResultSet row) throws SQLException {
        return Leak.restored(
                row.getString("id"),
                row.getString("token_id"),
                row.getString("scanner"),
                row.getString("type"),
                row.getString("source"),
                row.getString("url"),
                Instant.ofEpochMilli(row.getLong("reported_at")));
    }
}
