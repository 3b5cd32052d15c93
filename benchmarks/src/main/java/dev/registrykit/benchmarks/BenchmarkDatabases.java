package dev.registrykit.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/** A PostgreSQL of one benchmark, and databases on it. */
final class BenchmarkDatabases implements Closeable {
    private final EmbeddedPostgres server;

    BenchmarkDatabases() {
        try {
            server = EmbeddedPostgres.start();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A new, empty database, by a pool of one connection. */
    DataSource create() {
        var name = "b" + UUID.randomUUID().toString().replace("-", "");
        execute(server.getPostgresDatabase(), "CREATE DATABASE " + name);
        var config = new HikariConfig();
        config.setMaximumPoolSize(1);
        config.setJdbcUrl(server.getJdbcUrl("postgres", name));
        return new HikariDataSource(config);
    }

    /** Runs statements one after another, each in a transaction of its own. */
    static void execute(DataSource database, String... statements) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException broken) {
            throw new IllegalStateException("the benchmark's database is broken", broken);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
