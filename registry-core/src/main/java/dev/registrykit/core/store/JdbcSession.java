package dev.registrykit.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One transaction's connection, with the few verbs that the JDBC stores need.
 *
 * <p>Parameters may be strings, integers, longs, booleans, byte arrays, {@link Instant}s (kept as milliseconds since 1970
 * in a BIGINT column) and null; another one is an {@link IllegalArgumentException}. A broken connection or statement, and
 * a row whose reader throws {@link IllegalArgumentException}, become a {@link StoreException}, which quotes no row. Not
 * safe to share between threads.
 */
public final class JdbcSession {
    private static final String DUPLICATE_KEY = "23505";
    private static final String DO_NOTHING = " ON CONFLICT DO NOTHING";

    /** So many go to the server at once; far below where the driver would wait for answers in between. */
    private static final int MOST_AT_ONCE = 32;

    private final Connection connection;
    private final Dialect dialect;
    private final List<Deferred> deferred = new ArrayList<>();

    JdbcSession(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /** A statement that waits; its row may be there already if {@code ifAbsent}. */
    private record Deferred(String sql, List<@Nullable Object> parameters, boolean ifAbsent) {}

    /** Makes a value of the current row. */
    @FunctionalInterface
    public interface RowReader<T> {
        /** The value of the row that {@code row} stands on. */
        T read(ResultSet row) throws SQLException;
    }

    /** The database that this session speaks to. */
    public Dialect dialect() {
        return dialect;
    }

    /** Runs an {@code UPDATE}, {@code DELETE} or {@code INSERT}; returns how many rows it changed. */
    public int update(String sql, @Nullable Object... parameters) {
        flush();
        return updateNow(sql, parameters);
    }

    private int updateNow(String sql, @Nullable Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException broken) {
            throw failure(broken);
        }
    }

    /**
     * Runs an {@code INSERT} whose row may be there already, without harm to the transaction; whether it was inserted.
     *
     * <p>On PostgreSQL {@code ON CONFLICT DO NOTHING} is appended, because an error would abort the transaction. H2 has
     * no such clause outside its compatibility mode, and keeps the transaction when an insert fails.
     */
    public boolean insertIfAbsent(String sql, @Nullable Object... parameters) {
        flush();
        return insertIfAbsentNow(sql, parameters);
    }

    private boolean insertIfAbsentNow(String sql, @Nullable Object... parameters) {
        String text = dialect == Dialect.POSTGRESQL ? sql + DO_NOTHING : sql;
        try (PreparedStatement statement = prepare(text, parameters)) {
            return statement.executeUpdate() == 1;
        } catch (SQLException broken) {
            if (dialect == Dialect.H2 && DUPLICATE_KEY.equals(broken.getSQLState())) {
                return false;
            }
            throw failure(broken);
        }
    }

    /**
     * Runs an {@code UPDATE}, {@code DELETE} or {@code INSERT} whose count nobody needs, later: before the session's next
     * statement, before the commit, and before a joined unit of work returns, whichever comes first.
     *
     * <p>What waits runs in the order in which it came, and on PostgreSQL goes to the server in one message. A failure is
     * therefore that of whatever makes it run. {@code sql} is one statement without a semicolon at its end.
     */
    public void defer(String sql, @Nullable Object... parameters) {
        deferred.add(new Deferred(sql, Arrays.asList(parameters.clone()), false));
    }

    /** As {@link #defer}, for an {@code INSERT} whose row may be there already: see {@link #insertIfAbsent}. */
    public void deferIfAbsent(String sql, @Nullable Object... parameters) {
        deferred.add(new Deferred(sql, Arrays.asList(parameters.clone()), true));
    }

    /** Runs what waits. */
    void flush() {
        while (!deferred.isEmpty()) {
            List<Deferred> next = deferred.subList(0, Math.min(MOST_AT_ONCE, deferred.size()));
            List<Deferred> statements = List.copyOf(next);
            next.clear();
            if (dialect == Dialect.POSTGRESQL) {
                sendTogether(statements);
            } else {
                statements.forEach(this::runNow);
            }
        }
    }

    /** Drops what waits, because the work that wanted it failed. */
    void discard() {
        deferred.clear();
    }

    /** A point that the transaction can be taken back to; what waits runs first, because it comes before. */
    Savepoint savepoint() {
        flush();
        try {
            return connection.setSavepoint();
        } catch (SQLException broken) {
            throw failure(broken);
        }
    }

    /** Forgets the point; what came after it stays. */
    void release(Savepoint point) {
        try {
            connection.releaseSavepoint(point);
        } catch (SQLException broken) {
            throw failure(broken);
        }
    }

    /** Takes back what came after the point. */
    void rollBackTo(Savepoint point) {
        try {
            connection.rollback(point);
        } catch (SQLException broken) {
            throw failure(broken);
        }
    }

    private void runNow(Deferred statement) {
        @Nullable Object[] parameters = statement.parameters().toArray();
        if (statement.ifAbsent()) {
            insertIfAbsentNow(statement.sql(), parameters);
        } else {
            updateNow(statement.sql(), parameters);
        }
    }

    /** PostgreSQL's driver sends the statements of one text as one message, and the server stops at the first failure. */
    private void sendTogether(List<Deferred> statements) {
        List<String> texts = new ArrayList<>();
        List<@Nullable Object> parameters = new ArrayList<>();
        for (Deferred statement : statements) {
            texts.add(statement.sql() + (statement.ifAbsent() ? DO_NOTHING : ""));
            parameters.addAll(statement.parameters());
        }
        try (PreparedStatement statement = prepare(String.join("; ", texts), parameters.toArray())) {
            statement.execute();
        } catch (SQLException broken) {
            throw failure(broken);
        }
    }

    /** All rows of a query. */
    public <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... parameters) {
        flush();
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> values = new ArrayList<>();
            while (rows.next()) {
                values.add(read(reader, rows));
            }
            return values;
        } catch (SQLException broken) {
            throw failure(broken);
        }
    }

    /** A row that this version cannot understand is a broken store, not a fault of whoever asked. */
    private static <T> T read(RowReader<T> reader, ResultSet row) throws SQLException {
        try {
            return reader.read(row);
        } catch (IllegalArgumentException unreadable) {
            throw new StoreException("a row holds something that this version cannot read", unreadable);
        }
    }

    /** The first row of a query, or null when there is none. */
    public <T> @Nullable T first(String sql, RowReader<T> reader, @Nullable Object... parameters) {
        List<T> values = list(sql, reader, parameters);
        return values.isEmpty() ? null : values.get(0);
    }

    /** The time in a BIGINT column of milliseconds, or null. */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private PreparedStatement prepare(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                bind(statement, i + 1, parameters[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException broken) {
            statement.close();
            throw broken;
        }
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
        } else if (value instanceof Instant time) {
            statement.setLong(index, time.toEpochMilli());
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else if (value instanceof String text) {
            statement.setString(index, text);
        } else if (value instanceof Integer || value instanceof Long) {
            statement.setLong(index, ((Number) value).longValue());
        } else if (value instanceof Boolean flag) {
            statement.setBoolean(index, flag);
        } else {
            throw new IllegalArgumentException(
                    "no column form for " + value.getClass().getName());
        }
    }

    private static StoreException failure(SQLException broken) {
        return failure("a statement failed", broken);
    }

    /** The exception for a broken connection or statement; it and its causes quote no row. */
    static StoreException failure(String what, SQLException broken) {
        return new StoreException(what + " with SQL state " + broken.getSQLState(), withoutRows(broken));
    }

    /** Data exceptions (class 22) and constraint violations (class 23) quote values or whole rows in their messages. */
    private static SQLException withoutRows(SQLException broken) {
        String state = broken.getSQLState();
        if (state == null || !(state.startsWith("22") || state.startsWith("23"))) {
            return broken;
        }
        SQLException bare = new SQLException(
                "the database's own message may quote a row and is left out", state, broken.getErrorCode());
        bare.setStackTrace(broken.getStackTrace());
        return bare;
    }
}
