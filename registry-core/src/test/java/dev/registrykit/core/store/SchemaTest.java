package dev.registrykit.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTest {
    private static final String LOCATION = "dev/registrykit/core/store/sql";

    private final H2 database = new H2(1);
    private final Schema schema =
            Schema.of(SchemaTest.class, LOCATION, "s_history", "V1__things.sql", "V2__others.sql");

    @Test
    void the_tables_are_created_statement_by_statement() {
        schema.createIn(database);
        UnitOfWork<JdbcSession> work = new JdbcUnitOfWork<>(database, session -> session);
        String text = work.run(session -> {
            session.update("INSERT INTO s_thing (id) VALUES ('x')");
            return session.first("SELECT text FROM s_thing", row -> row.getString(1));
        });
        assertThat(text).isEqualTo("a;b");
        assertThat(work.<List<Long>>run(session -> session.list("SELECT id FROM s_other", row -> row.getLong(1))))
                .containsExactly(1L);
        assertThat(database.free()).isEqualTo(1);
    }

    @Test
    void tables_that_are_there_already_are_a_failure() {
        schema.createIn(database);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> schema.createIn(database))
                .withMessage("the tables could not be created")
                .withCauseInstanceOf(SQLException.class);
    }

    @Test
    void the_script_holds_the_files_in_order() {
        assertThat(schema.script(Dialect.H2))
                .containsSubsequence(
                        "CREATE TABLE s_thing", "CREATE INDEX", "CREATE TABLE s_other", "INSERT INTO s_other");
    }

    @Test
    void flyway_gets_a_folder_for_each_dialect_and_a_history_for_each_module() {
        assertThat(schema.flywayLocation(Dialect.H2)).isEqualTo("classpath:" + LOCATION + "/h2");
        assertThat(schema.flywayLocation(Dialect.POSTGRESQL)).isEqualTo("classpath:" + LOCATION + "/postgresql");
        assertThat(schema.historyTable()).isEqualTo("s_history");
    }

    @Test
    void a_file_that_the_jar_lacks_is_named() {
        assertThatIllegalStateException()
                .isThrownBy(() -> schema.script(Dialect.POSTGRESQL))
                .withMessage("the jar lacks " + LOCATION + "/postgresql/V2__others.sql");
    }
}
