package dev.registrykit.core.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A unit of work in a database transaction: its own on a connection of a pool, or the host's.
 *
 * <p>An own transaction runs at the isolation level that the data source gives its connections; {@code READ COMMITTED} is
 * enough. It is tried again after some milliseconds, at most five times in all, when the database reports a serialization failure or a
 * deadlock (SQL states 40001 and 40P01). Safe to share between threads.
 *
 * @param <S> the module's stores
 */
public final class JdbcUnitOfWork<S> implements UnitOfWork<S> {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcUnitOfWork.class);
    private static final int TRIES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");

    private final DataSource dataSource;
    private final Function<JdbcSession, S> stores;
    private volatile @Nullable Dialect dialect;

    /**
     * Units of work that each take one connection from {@code dataSource}.
     *
     * @param stores makes the module's stores on a session
     */
    public JdbcUnitOfWork(DataSource dataSource, Function<JdbcSession, S> stores) {
        this.dataSource = dataSource;
        this.stores = stores;
    }

    /**
     * A unit of work inside the host's transaction on {@code connection}: the host commits, rolls back and tries again.
     *
     * @throws StoreException if the connection is broken or in auto-commit mode, which would be no transaction
     */
    public static <S> UnitOfWork<S> joining(Connection connection, Function<JdbcSession, S> stores) {
        try {
            if (connection.getAutoCommit()) {
                throw new StoreException(
                        "the host's connection is in auto-commit mode", new IllegalStateException("no transaction"));
            }
        } catch (SQLException broken) {
            throw new StoreException("the host's connection is broken", broken);
        }
        JdbcSession session = new JdbcSession(connection, Dialect.of(connection));
        return joining(session, stores);
    }

    /** As above, inside the transaction of the host's own unit of work, which handed out {@code session}. */
    public static <S> UnitOfWork<S> joining(JdbcSession session, Function<JdbcSession, S> stores) {
        return new Joined<>(stores.apply(session), session);
    }

    /** Stores on a transaction that somebody else ends. */
    private record Joined<S>(S stores, JdbcSession session) implements UnitOfWork<S> {
        @Override
        public <T extends @Nullable Object> T run(Function<? super S, ? extends T> work) {
            try {
                T result = work.apply(stores);
                session.flush();
                return result;
            } finally {
                // Nothing waits any more unless the work threw; then it must not become part of the next.
                session.discard();
            }
        }

        @Override
        public <T extends @Nullable Object> T runAndKeepIf(
                Predicate<? super T> keep, Function<? super S, ? extends T> work) {
            Savepoint before = session.savepoint();
            T result = this.<T>run(work);
            if (keep.test(result)) {
                session.release(before);
            } else {
                session.rollBackTo(before);
            }
            return result;
        }
    }

    @Override
    public <T extends @Nullable Object> T run(Function<? super S, ? extends T> work) {
        return this.<T>patiently(() -> this.<T>once(work));
    }

    private <T extends @Nullable Object> T patiently(Supplier<? extends T> tried) {
        for (int attempt = 1; ; attempt++) {
            try {
                return tried.get();
            } catch (StoreException conflict) {
                if (attempt == TRIES || !isConflict(conflict)) {
                    throw conflict;
                }
                pause(attempt);
            }
        }
    }

    private <T extends @Nullable Object> T once(Function<? super S, ? extends T> work) {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            boolean ended = false;
            try {
                JdbcSession session = new JdbcSession(connection, dialect(connection));
                T result = work.apply(stores.apply(session));
                session.flush();
                connection.commit();
                ended = true;
                return result;
            } finally {
                end(connection, autoCommit, ended);
            }
        } catch (SQLException broken) {
            throw JdbcSession.failure("a transaction failed", broken);
        }
    }

    /** Each query for itself, in auto-commit mode: nothing is begun and nothing committed, so one query is one message. */
    @Override
    public <T extends @Nullable Object> T read(Function<? super S, ? extends T> work) {
        return this.<T>automatically(work);
    }

    /** In auto-commit mode the statement is a transaction of its own. */
    @Override
    public <T extends @Nullable Object> T runSingle(Function<? super S, ? extends T> work) {
        return this.<T>patiently(() -> this.<T>automatically(work));
    }

    private <T extends @Nullable Object> T automatically(Function<? super S, ? extends T> work) {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                JdbcSession session = new JdbcSession(connection, dialect(connection));
                T result = work.apply(stores.apply(session));
                session.flush();
                return result;
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException broken) {
            throw JdbcSession.failure("a query failed", broken);
        }
    }

    private static void end(Connection connection, boolean autoCommit, boolean committed) {
        try {
            if (!committed) {
                connection.rollback();
            }
            connection.setAutoCommit(autoCommit);
        } catch (SQLException broken) {
            // The first failure is the one to report; the pool drops a connection that is closed broken.
            LOG.debug("ending a transaction failed", broken);
        }
    }

    private Dialect dialect(Connection connection) {
        Dialect known = dialect;
        if (known == null) {
            known = Dialect.of(connection);
            dialect = known;
        }
        return known;
    }

    /** Two that try again at the same moment would only meet again; no connection is held meanwhile. */
    private static void pause(int attempt) {
        long longest = FIRST_PAUSE.toNanos() << attempt;
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest));
    }

    private static boolean isConflict(StoreException failure) {
        return failure.getCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && TRY_AGAIN.contains(cause.getSQLState());
    }
}
