package dev.registrykit.core.throttle;

import dev.registrykit.core.store.JdbcSession;
import java.time.Instant;

/**
 * The throttle's counts in a module's table {@code <prefix>throttle (bucket, window_end, used)}.
 *
 * <p>{@code bucket} (text, 200 characters) and {@code window_end} (BIGINT milliseconds since 1970) are the primary key,
 * {@code used} is an INTEGER.
 */
public final class JdbcThrottleStore implements ThrottleStore {
    private final JdbcSession session;
    private final String table;

    /** On the session's transaction; {@code tablePrefix} is the module's constant prefix. */
    public JdbcThrottleStore(JdbcSession session, String tablePrefix) {
        this.session = session;
        this.table = tablePrefix + "throttle";
    }

    @Override
    public boolean reserve(String key, int limit, Instant windowEnd) {
        session.insertIfAbsent("INSERT INTO " + table + " (bucket, window_end, used) VALUES (?, ?, 0)", key, windowEnd);
        return session.update(
                        "UPDATE " + table + " SET used = used + 1 WHERE bucket = ? AND window_end = ? AND used < ?",
                        key,
                        windowEnd,
                        limit)
                == 1;
    }

    @Override
    public void refund(String key, Instant windowEnd) {
        session.update(
                "UPDATE " + table + " SET used = used - 1 WHERE bucket = ? AND window_end = ? AND used > 0",
                key,
                windowEnd);
    }

    @Override
    public int purge(Instant before, int limit) {
        return session.update(
                "DELETE FROM " + table + " WHERE (bucket, window_end) IN (SELECT bucket, window_end FROM " + table
                        + " WHERE window_end < ? LIMIT ?)",
                before,
                limit);
    }
}
