package dev.registrykit.examples.registry.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.store.Dialect;
import dev.registrykit.core.store.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** The connection pool, with the registry's own tables and those of every module brought up to date. */
public final class Database implements AutoCloseable {
    private static final String OWN_LOCATION = "classpath:dev/registrykit/examples/registry/sql";
    private static final String OWN_HISTORY = "reg_history";

    private final HikariDataSource pool;

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Connects to an H2 or PostgreSQL database. */
    public static Database open(String jdbcUrl, @Nullable String user, @Nullable String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setPoolName("registry");
        config.setMaximumPoolSize(10);
        config.setConnectionTimeout(10_000);
        if (user != null) {
            config.setUsername(user);
        }
        if (password != null) {
            config.setPassword(password);
        }
        return new Database(new HikariDataSource(config));
    }

    /** Brings the registry's own tables and the modules' tables up to date, each with its own history. */
    public void migrate(Schema... modules) {
        Dialect dialect = dialect();
        migrate(OWN_LOCATION, OWN_HISTORY);
        for (Schema module : modules) {
            migrate(module.flywayLocation(dialect), module.historyTable());
        }
    }

    /** The histories share one schema: each but the first finds it non-empty, which a baseline of 0 accepts. */
    private void migrate(String location, String historyTable) {
        Flyway.configure()
                .dataSource(pool)
                .locations(location)
                .table(historyTable)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    private Dialect dialect() {
        try (Connection connection = pool.getConnection()) {
            return Dialect.of(connection);
        } catch (SQLException broken) {
            throw new IllegalStateException("the database cannot be reached", broken);
        }
    }

    /** The pool. */
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }
}
