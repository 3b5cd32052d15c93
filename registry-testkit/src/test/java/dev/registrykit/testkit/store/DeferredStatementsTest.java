package dev.registrykit.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.throttle.JdbcThrottleStore;
import dev.registrykit.core.throttle.ThrottleStore;
import dev.registrykit.testkit.Databases;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Statements that wait: when they run, in which order, how they fail, and how many messages they cost. */
class DeferredStatementsTest {
    private static final String INSERT = "INSERT INTO thing (id, n) VALUES (?, ?)";

    private HikariDataSource pool;
    private UnitOfWork<JdbcSession> work;

    @AfterEach
    void close() {
        pool.close();
    }

    @ParameterizedTest
    @EnumSource
    void what_waits_is_kept_with_the_rest_of_the_work(Databases kind) {
        open(kind);
        work.<@Nullable Object>run(session -> {
            session.defer(INSERT, "a", 1);
            session.update(INSERT, "b", 2);
            session.defer(INSERT, "c", null);
            return null;
        });
        assertThat(rows()).containsExactly("a=1", "b=2", "c=null");
    }

    @ParameterizedTest
    @EnumSource
    void every_statement_sees_what_waited_before_it(Databases kind) {
        open(kind);
        List<Object> seen = work.run(session -> {
            List<Object> results = new ArrayList<>();
            session.defer(INSERT, "a", 1);
            results.add(session.update("UPDATE thing SET n = 2 WHERE id = ?", "a"));
            session.defer("UPDATE thing SET n = n + 1 WHERE id = ?", "a");
            session.defer("UPDATE thing SET n = n * 10 WHERE id = ?", "a");
            results.add(session.first("SELECT n FROM thing", row -> row.getInt("n")));
            session.defer("DELETE FROM thing WHERE id = ?", "a");
            results.add(session.insertIfAbsent(INSERT, "a", 5));
            return results;
        });
        assertThat(seen).containsExactly(1, 30, true);
        assertThat(rows()).containsExactly("a=5");
    }

    @ParameterizedTest
    @EnumSource
    void a_row_that_is_there_already_is_left_as_it_is(Databases kind) {
        open(kind);
        for (int i = 1; i <= 2; i++) {
            int n = i;
            work.<@Nullable Object>run(session -> {
                session.deferIfAbsent(INSERT, "a", n);
                session.deferIfAbsent(INSERT, "a", n + 10);
                session.defer(INSERT, "b" + n, n);
                return null;
            });
        }
        assertThat(rows()).containsExactly("a=1", "b1=1", "b2=2");
    }

    @ParameterizedTest
    @EnumSource
    void more_than_fit_one_message_all_run_in_order(Databases kind) {
        open(kind);
        work.<@Nullable Object>run(session -> {
            session.defer(INSERT, "a", 0);
            for (int i = 1; i <= 300; i++) {
                session.defer("UPDATE thing SET n = ? WHERE id = 'a' AND n = ?", i, i - 1);
            }
            return null;
        });
        assertThat(rows()).containsExactly("a=300");
    }

    @ParameterizedTest
    @EnumSource
    void one_that_fails_takes_the_whole_work_with_it_and_quotes_no_row(Databases kind) {
        open(kind);
        assertThatThrownBy(() -> work.<@Nullable Object>run(session -> {
                    session.defer(INSERT, "a", 1);
                    session.defer(INSERT, "a", 2);
                    session.defer(INSERT, "c", 3);
                    return null;
                }))
                .isInstanceOf(StoreException.class)
                .hasMessage("a statement failed with SQL state 23505")
                .rootCause()
                .hasMessageNotContaining("thing");
        assertThat(rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nothing_that_waits_is_kept_when_the_work_throws(Databases kind) {
        open(kind);
        assertThatThrownBy(() -> work.<@Nullable Object>run(session -> {
                    session.defer(INSERT, "a", 1);
                    throw new IllegalStateException("own");
                }))
                .hasMessage("own");
        assertThat(rows()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"H2, 40001", "POSTGRESQL, 40001", "POSTGRESQL, 40P01"})
    void a_conflict_is_tried_again_with_what_waits_of_the_new_try_alone(Databases kind, String state) {
        open(kind);
        AtomicInteger tries = new AtomicInteger();
        work.<@Nullable Object>run(session -> {
            int now = tries.incrementAndGet();
            session.defer(INSERT, "try" + now, now);
            if (now < 3) {
                throw new StoreException("conflict", new SQLException("conflict", state));
            }
            return null;
        });
        assertThat(rows()).containsExactly("try3=3");
    }

    @Test
    void a_conflict_that_the_server_reports_for_what_waits_is_tried_again() {
        open(Databases.POSTGRESQL);
        AtomicInteger tries = new AtomicInteger();
        work.<@Nullable Object>run(session -> {
            session.defer(INSERT, "a", tries.incrementAndGet());
            if (tries.get() < 3) {
                session.defer("DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$");
            }
            return null;
        });
        assertThat(tries).hasValue(3);
        assertThat(rows()).containsExactly("a=3");
    }

    @ParameterizedTest
    @EnumSource
    void joined_work_leaves_nothing_waiting_behind(Databases kind) throws SQLException {
        open(kind);
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            UnitOfWork<JdbcSession> joined = JdbcUnitOfWork.joining(connection, session -> session);
            joined.<@Nullable Object>run(session -> {
                session.defer(INSERT, "a", 1);
                return null;
            });
            try (Statement statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT id FROM thing")) {
                assertThat(rows.next()).as("the host sees it at once").isTrue();
            }
            assertThatThrownBy(() -> joined.<@Nullable Object>run(session -> {
                        session.defer(INSERT, "lost", 2);
                        throw new IllegalStateException("own");
                    }))
                    .hasMessage("own");
            joined.<@Nullable Object>run(session -> {
                session.defer(INSERT, "b", 3);
                return null;
            });
            connection.commit();
            connection.setAutoCommit(true);
        }
        assertThat(rows()).containsExactly("a=1", "b=3");
    }

    @Test
    void what_waits_and_the_begin_before_it_are_one_message() throws IOException {
        open(Databases.POSTGRESQL);
        try (MessageCount messages = MessageCount.before(pool)) {
            UnitOfWork<JdbcSession> counted = onOneConnection(messages);
            for (int i = 0; i < 10; i++) {
                int n = i;
                messages.taken();
                counted.<@Nullable Object>run(session -> {
                    session.defer(INSERT, "a" + n, n);
                    session.deferIfAbsent(INSERT, "a" + n, n);
                    session.defer("UPDATE thing SET n = n + ? WHERE id = ?", 1, "a" + n);
                    return null;
                });
                assertThat(messages.taken())
                        .as("all three with their BEGIN, COMMIT")
                        .isEqualTo(2);
            }
        }
        assertThat(rows()).hasSize(10).contains("a0=1", "a9=10");
    }

    @Test
    void attempts_under_three_quotas_are_one_message_and_a_refusal_two() throws IOException {
        open(Databases.POSTGRESQL);
        Instant end = Instant.parse("2026-11-01T12:00:00Z");
        var quotas = List.of(
                new ThrottleStore.Reservation("c", end, 3),
                new ThrottleStore.Reservation("a", end, 2),
                new ThrottleStore.Reservation("b", end.plusMillis(1), 3));
        try (MessageCount messages = MessageCount.before(pool)) {
            UnitOfWork<JdbcSession> counted = onOneConnection(messages);
            for (int i = 0; i < 5; i++) {
                messages.taken();
                List<ThrottleStore.Reservation> usedUp =
                        counted.run(session -> new JdbcThrottleStore(session, "t_").reserveAll(quotas));
                assertThat(messages.taken()).isEqualTo(i < 2 ? 2 : 3);
                assertThat(usedUp).isEqualTo(i < 2 ? List.of() : List.of(quotas.get(1)));
            }
        }
    }

    /** The pool would ask the server whether the connection is alive. */
    private static UnitOfWork<JdbcSession> onOneConnection(MessageCount messages) {
        var config = new com.zaxxer.hikari.HikariConfig();
        config.setDataSource(messages.dataSource());
        config.setMaximumPoolSize(1);
        var source = new HikariDataSource(config);
        UnitOfWork<JdbcSession> counted = new JdbcUnitOfWork<>(source, session -> session);
        counted.run(session -> session.list("SELECT 1", row -> row.getInt(1)));
        return counted;
    }

    private void open(Databases kind) {
        pool = kind.pool(2);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE thing (id VARCHAR(10) PRIMARY KEY, n BIGINT)");
            statement.execute("CREATE TABLE t_throttle (bucket VARCHAR(200) NOT NULL, window_end BIGINT NOT NULL,"
                    + " used INTEGER NOT NULL, PRIMARY KEY (bucket, window_end))");
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
        work = new JdbcUnitOfWork<>(pool, session -> session);
    }

    private List<String> rows() {
        return work.run(session -> session.list(
                "SELECT id, n FROM thing ORDER BY id", row -> row.getString("id") + "=" + row.getObject("n")));
    }
}
