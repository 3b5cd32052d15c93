package dev.registrykit.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcSessionTest {
    private final H2 database = new H2(1);
    private final UnitOfWork<JdbcSession> work = new JdbcUnitOfWork<>(database, session -> session);

    @BeforeEach
    void table() throws SQLException {
        database.with("CREATE TABLE thing (id VARCHAR(10) PRIMARY KEY, n BIGINT, flag BOOLEAN, bytes VARBINARY(10))");
    }

    @Test
    void every_kind_of_parameter_is_kept() {
        Instant time = Instant.ofEpochMilli(-5);
        work.run(
                session -> session.update("INSERT INTO thing VALUES (?, ?, ?, ?)", "a", time, true, new byte[] {1, 2}));
        work.run(session -> session.update("INSERT INTO thing VALUES (?, ?, ?, ?)", "b", 7, false, null));
        work.run(session -> session.update("INSERT INTO thing VALUES (?, ?, ?, ?)", "c", 7L, null, null));
        work.run(session -> session.update("INSERT INTO thing VALUES (?, ?, ?, ?)", "d", null, null, null));
        List<String> rows = work.run(session -> session.list(
                "SELECT * FROM thing ORDER BY id",
                row -> row.getString("id")
                        + " " + JdbcSession.instant(row, "n")
                        + " " + row.getObject("flag")
                        + " " + (row.getBytes("bytes") == null ? null : row.getBytes("bytes").length)));
        assertThat(rows)
                .containsExactly(
                        "a " + time + " true 2",
                        "b 1970-01-01T00:00:00.007Z false null",
                        "c 1970-01-01T00:00:00.007Z null null",
                        "d null null null");
    }

    @Test
    void a_parameter_without_a_column_form_is_a_mistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> work.run(session -> session.update("DELETE FROM thing WHERE id = ?", 'x')))
                .withMessage("no column form for java.lang.Character");
    }

    @Test
    void the_first_row_or_null_is_returned() {
        work.run(session -> session.update("INSERT INTO thing (id) VALUES (?), (?)", "a", "b"));
        String first = work.run(session -> session.first("SELECT id FROM thing ORDER BY id", row -> row.getString(1)));
        assertThat(first).isEqualTo("a");
        String none =
                work.run(session -> session.first("SELECT id FROM thing WHERE id = ?", row -> row.getString(1), "x"));
        assertThat(none).isNull();
    }

    @Test
    void inserting_twice_is_no_failure_and_harms_no_transaction() {
        List<Boolean> inserted = work.run(session -> {
            List<Boolean> results = new ArrayList<>();
            results.add(session.insertIfAbsent("INSERT INTO thing (id) VALUES (?)", "a"));
            results.add(session.insertIfAbsent("INSERT INTO thing (id) VALUES (?)", "a"));
            results.add(session.insertIfAbsent("INSERT INTO thing (id) VALUES (?)", "b"));
            return results;
        });
        assertThat(inserted).containsExactly(true, false, true);
        assertThat(work.<List<String>>run(session -> session.list("SELECT id FROM thing", row -> row.getString(1))))
                .hasSize(2);
    }

    @Test
    void another_failure_of_an_insert_is_not_taken_for_a_row_that_is_there() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> work.run(session ->
                        session.insertIfAbsent("INSERT INTO thing (id) VALUES (?)", "longer-than-ten-characters")))
                .withMessage("a statement failed with SQL state 22001");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> work.run(session -> session.insertIfAbsent("INSERT INTO nowhere VALUES (1)")))
                .withMessageStartingWith("a statement failed with SQL state 42");
    }

    @Test
    void a_failure_quotes_no_value_of_the_row() {
        work.run(session -> session.update("INSERT INTO thing (id) VALUES (?)", "s3cret"));
        for (String value : new String[] {"s3cret", "s3cret-and-too-long"}) {
            Throwable thrown = catchThrowable(
                    () -> work.run(session -> session.update("INSERT INTO thing (id) VALUES (?)", value)));
            assertThat(thrown).isInstanceOf(StoreException.class);
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).contains("SQL state 2").doesNotContain("s3cret");
        }
    }

    @Test
    void a_row_that_cannot_be_understood_is_a_broken_store() {
        work.run(session -> session.update("INSERT INTO thing (id) VALUES (?)", "a"));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> work.run(session -> session.list("SELECT id FROM thing", row -> {
                    throw new IllegalArgumentException("from a later version");
                })))
                .withMessage("a row holds something that this version cannot read");
    }

    @Test
    void postgresql_is_told_to_do_nothing_on_conflict_and_h2_is_not() throws SQLException {
        List<String> prepared = new ArrayList<>();
        Connection recording = (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    prepared.add((String) arguments[0]);
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {PreparedStatement.class},
                            (statement, called, values) -> called.getReturnType() == int.class ? 1 : null);
                });
        new JdbcSession(recording, Dialect.POSTGRESQL).insertIfAbsent("INSERT INTO x VALUES (1)");
        new JdbcSession(recording, Dialect.H2).insertIfAbsent("INSERT INTO x VALUES (1)");
        assertThat(prepared)
                .containsExactly("INSERT INTO x VALUES (1) ON CONFLICT DO NOTHING", "INSERT INTO x VALUES (1)");
        assertThat(new JdbcSession(recording, Dialect.H2).dialect()).isEqualTo(Dialect.H2);
    }

    @Test
    void the_dialect_is_found_by_the_databases_name() throws SQLException {
        try (Connection connection = database.getConnection()) {
            assertThat(Dialect.of(connection)).isEqualTo(Dialect.H2);
        }
        assertThat(Dialect.of(named("PostgreSQL"))).isEqualTo(Dialect.POSTGRESQL);
        assertThat(Dialect.POSTGRESQL.folder()).isEqualTo("postgresql");
        assertThat(Dialect.H2.folder()).isEqualTo("h2");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> Dialect.of(named("Nameless")))
                .withMessage("no SQL for the database Nameless");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> Dialect.of(named(null)))
                .withMessage("the database could not be asked for its name");
    }

    private static Connection named(String product) {
        DatabaseMetaData data = (DatabaseMetaData) Proxy.newProxyInstance(
                JdbcSessionTest.class.getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                (proxy, method, arguments) -> {
                    if (product == null) {
                        throw new SQLException("gone", "08006");
                    }
                    return product;
                });
        return (Connection) Proxy.newProxyInstance(
                JdbcSessionTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> data);
    }
}
