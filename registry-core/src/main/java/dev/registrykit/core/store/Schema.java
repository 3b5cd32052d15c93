package dev.registrykit.core.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A module's tables as plain SQL in its jar: one folder a dialect, files in Flyway's naming, usable without Flyway.
 *
 * <p>With Flyway, give it {@link #flywayLocation} and {@link #historyTable}, so that each module has its own history.
 * Without, run {@link #script} in any way, or call {@link #createIn} on an empty schema.
 */
public final class Schema {
    private final ClassLoader loader;
    private final String location;
    private final String historyTable;
    private final List<String> files;

    private Schema(ClassLoader loader, String location, String historyTable, List<String> files) {
        this.loader = loader;
        this.location = location;
        this.historyTable = historyTable;
        this.files = files;
    }

    /**
     * The schema whose files lie below {@code location} in the jar that {@code owner} came from.
     *
     * @param files the file names in the order of their versions; every dialect's folder holds each of them
     */
    public static Schema of(Class<?> owner, String location, String historyTable, String... files) {
        ClassLoader loader = owner.getClassLoader();
        return new Schema(
                loader == null ? ClassLoader.getSystemClassLoader() : loader, location, historyTable, List.of(files));
    }

    /** The Flyway location of this dialect's files. */
    public String flywayLocation(Dialect dialect) {
        return "classpath:" + location + "/" + dialect.folder();
    }

    /** The name of the table in which Flyway should keep this module's history. */
    public String historyTable() {
        return historyTable;
    }

    /** All of a dialect's files as one script, in order. */
    public String script(Dialect dialect) {
        StringBuilder script = new StringBuilder();
        for (String file : files) {
            script.append(read(location + "/" + dialect.folder() + "/" + file)).append('\n');
        }
        return script.toString();
    }

    /**
     * Creates the tables in an empty schema, each statement on its own where the connection commits automatically.
     *
     * @throws StoreException if a statement fails, for example because a table is there already
     */
    public void createIn(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements(script(Dialect.of(connection)))) {
                statement.execute(sql);
            }
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException broken) {
            throw new StoreException("the tables could not be created", broken);
        }
    }

    /** Statements end with a semicolon at the end of a line; the SDK's files hold no other semicolons there. */
    private static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        for (String part : script.split(";[ \\t\\r]*\\n", -1)) {
            if (!part.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("--"))) {
                statements.add(part);
            }
        }
        return statements;
    }

    private String read(String resource) {
        try (InputStream stream = loader.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
