package dev.registrykit.testkit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * Databases for tests: each call gives a pool on a fresh, empty database of its own.
 *
 * <p>H2 lives in memory, in its plain mode. PostgreSQL is one real server per JVM, started when it is first asked for
 * and stopped with the JVM; it also starts as root, where {@code unshare} gives it another user. A caller that waits
 * longer than five seconds for a connection fails, so a second connection that is borrowed while the first is held
 * shows on a pool of one.
 */
public enum Databases {
    /** H2 in memory. */
    H2 {
        @Override
        public HikariDataSource pool(int size) {
            HikariConfig config = config(size);
            config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
            config.setUsername("sa");
            return new HikariDataSource(config);
        }
    },
    /** A real PostgreSQL. */
    POSTGRESQL {
        @Override
        public HikariDataSource pool(int size) {
            String database = "t" + UUID.randomUUID().toString().replace("-", "");
            try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + database);
            } catch (SQLException broken) {
                throw new IllegalStateException("the test database could not be created", broken);
            }
            HikariConfig config = config(size);
            config.setJdbcUrl(Server.POSTGRES.getJdbcUrl("postgres", database));
            return new HikariDataSource(config);
        }
    };

    /** A pool of at most {@code size} connections on a new, empty database; close it after use. */
    public abstract HikariDataSource pool(int size);

    private static HikariConfig config(int size) {
        HikariConfig config = new HikariConfig();
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5_000);
        return config;
    }

    /** Started on first use, by the class loader's own lock. */
    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
                return server;
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        private static void stop(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException leftover) {
                System.err.println("PostgreSQL did not stop cleanly: " + leftover);
            }
        }
    }
}
