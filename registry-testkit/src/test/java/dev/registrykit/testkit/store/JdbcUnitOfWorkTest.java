package dev.registrykit.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.contract.Rollback;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions of the SDK's own and of the host's, and what happens when two of them collide. */
class JdbcUnitOfWorkTest {
    private HikariDataSource pool;
    private UnitOfWork<JdbcSession> work;

    @AfterEach
    void close() {
        pool.close();
    }

    @ParameterizedTest
    @EnumSource
    void the_connection_comes_back_as_it_was(Databases kind) throws SQLException {
        open(kind, 1);
        work.run(session -> session.update("INSERT INTO counter VALUES (2, 0)"));
        Rollback.of(work, session -> session.update("INSERT INTO counter VALUES (3, 0)"));
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
        }
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_joined_unit_of_work_is_kept_and_dropped_by_the_host(Databases kind) throws SQLException {
        open(kind, 2);
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            UnitOfWork<JdbcSession> joined = JdbcUnitOfWork.joining(connection, session -> session);
            joined.run(session -> session.update("UPDATE counter SET hits = 5 WHERE id = 1"));
            assertThat(hits()).isZero();
            connection.rollback();
            assertThat(hits()).isZero();

            joined.run(session -> session.update("UPDATE counter SET hits = 7 WHERE id = 1"));
            connection.commit();
            connection.setAutoCommit(true);
        }
        assertThat(hits()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void work_that_fails_in_the_hosts_transaction_leaves_the_end_to_the_host(Databases kind) throws SQLException {
        open(kind, 2);
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            UnitOfWork<JdbcSession> joined = JdbcUnitOfWork.joining(connection, session -> session);
            Rollback.of(joined, session -> session.update("UPDATE counter SET hits = 5 WHERE id = 1"));
            assertThat(connection.getAutoCommit()).isFalse();
            connection.rollback();
            connection.setAutoCommit(true);
        }
        assertThat(hits()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void work_that_is_not_to_be_kept_takes_nothing_of_the_hosts_with_it(Databases kind) throws SQLException {
        open(kind, 2);
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            UnitOfWork<JdbcSession> joined = JdbcUnitOfWork.joining(connection, session -> session);
            joined.run(session -> session.update("INSERT INTO counter VALUES (2, 0)"));
            assertThat(joined.<Integer>runAndKeepIf(changed -> changed == 0, session -> {
                        session.defer("INSERT INTO counter VALUES (3, 0)");
                        return hit(session, 1);
                    }))
                    .isEqualTo(1);
            joined.<Integer>runAndKeepIf(changed -> changed == 1, session -> hit(session, 2));
            connection.commit();
            connection.setAutoCommit(true);
        }
        assertThat(work.<List<String>>run(session -> session.list(
                        "SELECT id, hits FROM counter ORDER BY id", row -> row.getInt(1) + ":" + row.getInt(2))))
                .containsExactly("1:0", "2:1");
    }

    @ParameterizedTest
    @EnumSource
    void what_waits_in_the_hosts_session_is_the_hosts(Databases kind) {
        open(kind, 1);
        work.run(session -> {
            session.defer("INSERT INTO counter VALUES (2, 0)");
            UnitOfWork<JdbcSession> joined = JdbcUnitOfWork.joining(session, same -> same);
            return joined.<Integer>runAndKeepIf(changed -> false, same -> hit(same, 1));
        });
        assertThat(work.<List<Integer>>run(session -> session.list("SELECT id FROM counter", row -> row.getInt(1))))
                .containsExactlyInAnyOrder(1, 2);
        assertThat(hits()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_connection_that_commits_by_itself_cannot_be_joined(Databases kind) throws SQLException {
        open(kind, 1);
        try (Connection connection = pool.getConnection()) {
            assertThatThrownBy(() -> JdbcUnitOfWork.joining(connection, session -> session))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("auto-commit");
        }
    }

    @ParameterizedTest
    @CsvSource({"40001, 3", "40P01, 5"})
    void a_conflict_is_tried_again_and_leaves_nothing_of_the_lost_tries(String state, int succeedsAt) {
        open(Databases.H2, 1);
        AtomicInteger tries = new AtomicInteger();
        int result = work.<Integer>run(session -> {
            session.update("UPDATE counter SET hits = hits + 1 WHERE id = 1");
            if (tries.incrementAndGet() < succeedsAt) {
                throw new StoreException("conflict", new SQLException("conflict", state));
            }
            return tries.get();
        });
        assertThat(result).isEqualTo(succeedsAt);
        assertThat(hits()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"40001, 5", "40P01, 5", "23505, 1", "08006, 1"})
    void only_conflicts_are_tried_again_and_five_times_is_enough(String state, int tries) {
        open(Databases.H2, 1);
        AtomicInteger tried = new AtomicInteger();
        StoreException conflict = new StoreException("conflict", new SQLException("conflict", state));
        assertThatThrownBy(() -> work.<Integer>run(session -> {
                    tried.incrementAndGet();
                    throw conflict;
                }))
                .isSameAs(conflict);
        assertThat(tried).hasValue(tries);
    }

    @ParameterizedTest
    @EnumSource
    void two_that_wait_for_each_other_both_come_through(Databases kind) {
        open(kind, 4);
        work.run(session -> session.update("INSERT INTO counter VALUES (2, 0)"));
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        AtomicInteger tries = new AtomicInteger();
        Race.of(2, runner -> {
            boolean[] first = {true};
            return work.<Integer>run(session -> {
                tries.incrementAndGet();
                hit(session, 1 + runner);
                if (first[0]) {
                    first[0] = false;
                    await(bothHoldOne);
                }
                return hit(session, 2 - runner);
            });
        });
        assertThat(tries.get()).isGreaterThan(2);
        assertThat(hits()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRESQL")
    void a_serialization_failure_is_tried_again(Databases kind) throws SQLException {
        open(kind, 4);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + connection.getCatalog()
                    + " SET default_transaction_isolation = 'serializable'");
        }
        // The setting is for connections that are opened from now on.
        pool.getHikariPoolMXBean().softEvictConnections();
        assertThat(work.<String>run(session -> session.first("SHOW transaction_isolation", row -> row.getString(1))))
                .isEqualTo("serializable");

        CyclicBarrier bothHaveRead = new CyclicBarrier(2);
        AtomicInteger tries = new AtomicInteger();
        Race.of(2, runner -> {
            boolean[] first = {true};
            return work.<Integer>run(session -> {
                tries.incrementAndGet();
                List<Integer> read = session.list("SELECT hits FROM counter WHERE id = 1", row -> row.getInt(1));
                if (first[0]) {
                    first[0] = false;
                    await(bothHaveRead);
                }
                return session.update("UPDATE counter SET hits = ? WHERE id = 1", read.get(0) + 1);
            });
        });
        assertThat(tries.get()).isGreaterThan(2);
        assertThat(hits()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_row_that_is_there_already_does_no_harm_to_the_transaction(Databases kind) {
        open(kind, 1);
        boolean inserted = work.<Boolean>run(session -> {
            session.update("UPDATE counter SET hits = 9 WHERE id = 1");
            return session.insertIfAbsent("INSERT INTO counter (id, hits) VALUES (?, ?)", 1, 0);
        });
        assertThat(inserted).isFalse();
        assertThat(hits()).isEqualTo(9);
    }

    private void open(Databases kind, int size) {
        pool = kind.pool(size);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE counter (id INTEGER PRIMARY KEY, hits INTEGER NOT NULL)");
            statement.execute("INSERT INTO counter VALUES (1, 0)");
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
        work = new JdbcUnitOfWork<>(pool, session -> session);
    }

    private static int hit(JdbcSession session, int id) {
        return session.update("UPDATE counter SET hits = hits + 1 WHERE id = ?", id);
    }

    private int hits() {
        return work.run(session -> session.list("SELECT hits FROM counter WHERE id = 1", row -> row.getInt(1)))
                .get(0);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException late) {
            throw new IllegalStateException("the two did not meet", late);
        }
    }
}
