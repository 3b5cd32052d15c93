package dev.registrykit.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;

/** {@link PublisherMatching} on a PostgreSQL of its own. */
public class PublisherMatchingOnPostgres extends PublisherMatching {
    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    /** Starts the server and fills two databases. */
    public PublisherMatchingOnPostgres() {
        super(PublisherMatchingOnPostgres::database);
    }

    private static DataSource database() {
        var name = "b" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException broken) {
            throw new IllegalStateException("the database could not be created", broken);
        }
        var config = new HikariConfig();
        config.setMaximumPoolSize(1);
        config.setJdbcUrl(Server.POSTGRES.getJdbcUrl("postgres", name));
        return new HikariDataSource(config);
    }

    /** Stops the server. */
    @TearDown(Level.Trial)
    public void stop() throws IOException {
        Server.POSTGRES.close();
    }
}
