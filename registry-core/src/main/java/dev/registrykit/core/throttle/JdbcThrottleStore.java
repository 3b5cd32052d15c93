package dev.registrykit.core.throttle;

import dev.registrykit.core.store.Dialect;
import dev.registrykit.core.store.JdbcSession;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The throttle's counts in a module's table {@code <prefix>throttle (bucket, window_end, used)}.
 *
 * <p>{@code bucket} (text, 200 characters) and {@code window_end} (BIGINT milliseconds since 1970) are the primary key,
 * {@code used} is an INTEGER.
 */
public final class JdbcThrottleStore implements ThrottleStore {
    private static final Comparator<Reservation> ORDER =
            Comparator.comparing(Reservation::key).thenComparing(Reservation::windowEnd);

    private final JdbcSession session;
    private final String table;

    /** On the session's transaction; {@code tablePrefix} is the module's constant prefix. */
    public JdbcThrottleStore(JdbcSession session, String tablePrefix) {
        this.session = session;
        this.table = tablePrefix + "throttle";
    }

    @Override
    public List<Reservation> reserveAll(List<Reservation> reservations) {
        List<Reservation> sorted = reservations.stream().sorted(ORDER).toList();
        if (new HashSet<>(windows(sorted)).size() < sorted.size()) {
            throw new IllegalArgumentException("an attempt is counted once for a key and window");
        }
        List<Reservation> counted = session.dialect() == Dialect.POSTGRESQL ? countAtOnce(sorted) : countEach(sorted);
        if (counted.size() == sorted.size()) {
            return List.of();
        }
        for (Reservation one : counted) {
            refund(one.key(), one.windowEnd());
        }
        List<Reservation> usedUp = new ArrayList<>(reservations);
        usedUp.removeAll(counted);
        return usedUp;
    }

    /** One statement; its rows are locked in the order in which they are given, which is the same for all. */
    private List<Reservation> countAtOnce(List<Reservation> sorted) {
        if (sorted.isEmpty()) {
            return sorted;
        }
        String rows = String.join(
                ", ",
                Collections.nCopies(sorted.size(), "(CAST(? AS VARCHAR), CAST(? AS BIGINT), CAST(? AS INTEGER))"));
        String sql = "WITH wanted (bucket, window_end, most) AS (VALUES " + rows + ") INSERT INTO " + table
                + " AS counts (bucket, window_end, used) SELECT bucket, window_end, 1 FROM wanted"
                + " ON CONFLICT (bucket, window_end) DO UPDATE SET used = counts.used + 1"
                + " WHERE counts.used < (SELECT most FROM wanted WHERE wanted.bucket = counts.bucket"
                + " AND wanted.window_end = counts.window_end) RETURNING bucket, window_end";
        Object[] parameters = sorted.stream()
                .flatMap(one -> Stream.<Object>of(one.key(), one.windowEnd(), one.limit()))
                .toArray();
        Set<List<Object>> counted = new HashSet<>(session.list(
                sql,
                row -> List.of(row.getString("bucket"), Instant.ofEpochMilli(row.getLong("window_end"))),
                parameters));
        return sorted.stream().filter(one -> counted.contains(window(one))).toList();
    }

    private List<Reservation> countEach(List<Reservation> sorted) {
        List<Reservation> counted = new ArrayList<>();
        for (Reservation one : sorted) {
            session.insertIfAbsent(
                    "INSERT INTO " + table + " (bucket, window_end, used) VALUES (?, ?, 0)",
                    one.key(),
                    one.windowEnd());
            int changed = session.update(
                    "UPDATE " + table + " SET used = used + 1 WHERE bucket = ? AND window_end = ? AND used < ?",
                    one.key(),
                    one.windowEnd(),
                    one.limit());
            if (changed == 1) {
                counted.add(one);
            }
        }
        return counted;
    }

    private static List<List<Object>> windows(List<Reservation> reservations) {
        return reservations.stream().map(JdbcThrottleStore::window).toList();
    }

    /** What a row is found by; the column keeps milliseconds. */
    private static List<Object> window(Reservation reservation) {
        return List.of(reservation.key(), reservation.windowEnd().truncatedTo(ChronoUnit.MILLIS));
    }

    @Override
    public void refund(String key, Instant windowEnd) {
        session.defer(
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
