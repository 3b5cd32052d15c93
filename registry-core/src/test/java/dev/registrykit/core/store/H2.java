package dev.registrykit.core.store;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** An empty H2 database in memory, whose connections come from a pool of a given size and are counted. */
public final class H2 implements DataSource {
    private final JdbcDataSource source = new JdbcDataSource();
    private final Semaphore free;
    private final AtomicInteger borrowed = new AtomicInteger();

    /** A database of its own, with at most {@code poolSize} connections at a time. */
    public H2(int poolSize) {
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000");
        free = new Semaphore(poolSize);
    }

    /** Runs statements on a connection that is not counted. */
    public H2 with(String... statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return this;
    }

    /** The tables that the event and throttle stores expect, with the prefix {@code t_}. */
    public H2 withTables() throws SQLException {
        return with(
                "CREATE TABLE t_event (id VARCHAR(36) PRIMARY KEY, event_time BIGINT NOT NULL, type VARCHAR(60) NOT NULL,"
                        + " account VARCHAR(160), package VARCHAR(300), address VARCHAR(255) NOT NULL,"
                        + " details CHARACTER VARYING NOT NULL, claimed_until BIGINT NOT NULL, delivered BOOLEAN NOT NULL)",
                "CREATE TABLE t_throttle (bucket VARCHAR(200) NOT NULL, window_end BIGINT NOT NULL, used INTEGER NOT NULL,"
                        + " PRIMARY KEY (bucket, window_end))");
    }

    /** How many connections were borrowed so far. */
    public int borrowed() {
        return borrowed.get();
    }

    /** How many could be borrowed now. */
    public int free() {
        return free.availablePermits();
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            if (!free.tryAcquire(10, TimeUnit.SECONDS)) {
                throw new SQLException("the pool is empty", "08001");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", "08001", interrupted);
        }
        borrowed.incrementAndGet();
        return Connections.closing(source.getConnection(), free::release);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
