package dev.registrykit.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUnitOfWorkTest {
    private final H2 database = new H2(1);
    private final UnitOfWork<JdbcSession> work = new JdbcUnitOfWork<>(database, session -> session);

    @BeforeEach
    void table() throws SQLException {
        database.with("CREATE TABLE thing (id VARCHAR(10) PRIMARY KEY, n BIGINT)");
    }

    @Test
    void what_was_done_is_kept_when_the_work_returns() {
        assertThat(work.<Integer>run(session -> insert(session, "a"))).isEqualTo(1);
        assertThat(count()).isEqualTo(1);
        assertThat(database.free()).isEqualTo(1);
    }

    @Test
    void work_may_return_nothing() {
        assertThat(work.<String>run(session -> session.first("SELECT id FROM thing", row -> row.getString(1))))
                .isNull();
    }

    @Test
    void nothing_is_kept_when_the_work_throws_and_the_exception_is_the_works_own() {
        IllegalStateException own = new IllegalStateException("own");
        assertThatThrownBy(() -> work.run(session -> {
                    insert(session, "a");
                    throw own;
                }))
                .isSameAs(own);
        assertThat(count()).isZero();
        assertThat(database.free()).isEqualTo(1);
    }

    @Test
    void nothing_is_kept_when_the_work_ends_with_an_error() {
        assertThatThrownBy(() -> work.run(session -> {
                    insert(session, "a");
                    throw new AssertionError("error");
                }))
                .isInstanceOf(AssertionError.class);
        assertThat(count()).isZero();
    }

    @Test
    void one_unit_of_work_borrows_one_connection() {
        work.run(session -> {
            insert(session, "a");
            insert(session, "b");
            return session.list("SELECT id FROM thing", row -> row.getString(1));
        });
        assertThat(database.borrowed()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void auto_commit_is_given_back_as_it_was(boolean autoCommit) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(autoCommit);
            DataSource one = always(Connections.failing(connection, method -> {
                if (method.equals("close")) {
                    throw new SQLException("not closed by this test");
                }
            }));
            UnitOfWork<JdbcSession> onIt = new JdbcUnitOfWork<>(one, session -> session);
            assertThatThrownBy(() -> onIt.run(session -> insert(session, "a"))).isInstanceOf(StoreException.class);
            assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
            assertThatThrownBy(() -> onIt.run(session -> {
                        throw new IllegalStateException("own");
                    }))
                    .hasMessage("own");
            assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void a_conflict_is_tried_again(String state) {
        AtomicInteger tries = new AtomicInteger();
        UnitOfWork<JdbcSession> conflicting = conflicting(state, 4, tries);
        conflicting.run(session -> insert(session, "a"));
        assertThat(tries).hasValue(5);
        assertThat(count()).isEqualTo(1);
        assertThat(database.free()).isEqualTo(1);
    }

    @Test
    void conflicts_are_tried_again_a_bounded_number_of_times() {
        AtomicInteger tries = new AtomicInteger();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> conflicting("40001", 1000, tries).run(session -> insert(session, "a")))
                .withMessage("a transaction failed with SQL state 40001");
        assertThat(tries).hasValue(5);
        assertThat(count()).isZero();
        assertThat(database.free()).isEqualTo(1);
    }

    @Test
    void a_conflict_in_a_statement_is_tried_again_from_the_start() {
        AtomicInteger tries = new AtomicInteger();
        work.run(session -> {
            insert(session, "a");
            if (tries.incrementAndGet() < 3) {
                throw new StoreException("conflict", new SQLException("conflict", "40001"));
            }
            return null;
        });
        assertThat(tries).hasValue(3);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void what_a_lost_try_decided_is_forgotten() {
        AtomicInteger tries = new AtomicInteger();
        String result = work.<String>runAndKeepIf("keep"::equals, session -> {
            insert(session, "a");
            if (tries.incrementAndGet() < 3) {
                throw new StoreException("conflict", new SQLException("conflict", "40001"));
            }
            return "drop";
        });
        assertThat(result).isEqualTo("drop");
        assertThat(tries).hasValue(3);
        assertThat(count()).isZero();
        assertThat(database.free()).isEqualTo(1);
    }

    @Test
    void work_within_joined_work_takes_back_its_own_changes_alone() {
        String result = work.<String>runAndKeepIf("keep"::equals, session -> {
            insert(session, "a");
            UnitOfWork<JdbcSession> joined = JdbcUnitOfWork.joining(session, same -> same);
            joined.<Integer>runAndKeepIf(changed -> changed == 0, same -> insert(same, "b"));
            return "keep";
        });
        assertThat(result).isEqualTo("keep");
        assertThat(count()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"08006", "23505", "42000", "40002", "HYT00", ", "})
    void any_other_failure_is_not_tried_again(String state) {
        AtomicInteger tries = new AtomicInteger();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> conflicting(state, 1000, tries).run(session -> insert(session, "a")))
                .withMessage("a transaction failed with SQL state " + state);
        assertThat(tries).hasValue(1);
    }

    @Test
    void a_pool_without_a_connection_is_a_broken_store() {
        UnitOfWork<JdbcSession> broken = new JdbcUnitOfWork<>(
                source(() -> {
                    throw new SQLException("no route to db-7", "08001");
                }),
                session -> session);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> broken.run(session -> 1))
                .withMessage("a transaction failed with SQL state 08001")
                .withCauseInstanceOf(SQLException.class);
    }

    @Test
    void a_failing_rollback_does_not_hide_the_first_failure() {
        UnitOfWork<JdbcSession> broken = new JdbcUnitOfWork<>(
                source(() -> Connections.failing(database.getConnection(), method -> {
                    if (method.equals("rollback")) {
                        throw new SQLException("rollback failed", "08006");
                    }
                })),
                session -> session);
        assertThatThrownBy(() -> broken.run(session -> {
                    throw new IllegalStateException("own");
                }))
                .hasMessage("own");
        assertThat(database.free()).isEqualTo(1);
    }

    @Test
    void joined_work_is_part_of_the_hosts_transaction() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            UnitOfWork<JdbcSession> joined = JdbcUnitOfWork.joining(connection, session -> session);
            assertThat(joined.<Integer>run(session -> insert(session, "a"))).isEqualTo(1);
            assertThat(joined.<Integer>run(session -> insert(session, "b"))).isEqualTo(1);
            assertThat(connection.getAutoCommit()).isFalse();
            connection.rollback();
            joined.run(session -> insert(session, "c"));
            connection.commit();
        }
        assertThat(database.borrowed()).isEqualTo(1);
        assertThat(work.<List<String>>run(session -> session.list("SELECT id FROM thing", row -> row.getString(1))))
                .containsExactly("c");
    }

    @Test
    void joined_work_leaves_conflicts_to_the_host() throws SQLException {
        AtomicInteger tries = new AtomicInteger();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            UnitOfWork<JdbcSession> joined = JdbcUnitOfWork.joining(connection, session -> session);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> joined.run(session -> {
                        tries.incrementAndGet();
                        throw new StoreException("conflict", new SQLException("conflict", "40001"));
                    }));
        }
        assertThat(tries).hasValue(1);
    }

    @Test
    void a_connection_in_auto_commit_mode_cannot_be_joined() throws SQLException {
        try (Connection connection = database.getConnection()) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> JdbcUnitOfWork.joining(connection, session -> session))
                    .withMessage("the host's connection is in auto-commit mode");
        }
    }

    @Test
    void a_closed_connection_cannot_be_joined() throws SQLException {
        Connection closed = database.getConnection();
        closed.close();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> JdbcUnitOfWork.joining(closed, session -> session))
                .withMessage("the host's connection is broken");
    }

    private UnitOfWork<JdbcSession> conflicting(String state, int times, AtomicInteger tries) {
        return new JdbcUnitOfWork<>(
                source(() -> Connections.failing(database.getConnection(), method -> {
                    if (method.equals("commit") && tries.incrementAndGet() <= times) {
                        throw new SQLException("conflict", state);
                    }
                })),
                session -> session);
    }

    private static int insert(JdbcSession session, String id) {
        return session.update("INSERT INTO thing (id) VALUES (?)", id);
    }

    private long count() {
        return work.run(session ->
                session.list("SELECT id FROM thing", row -> row.getString(1)).size());
    }

    private static DataSource always(Connection connection) {
        return source(() -> connection);
    }

    /** Makes a connection. */
    @FunctionalInterface
    private interface Supply {
        Connection get() throws SQLException;
    }

    private static DataSource source(Supply supply) {
        return (DataSource) Proxy.newProxyInstance(
                JdbcUnitOfWorkTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> supply.get());
    }
}
