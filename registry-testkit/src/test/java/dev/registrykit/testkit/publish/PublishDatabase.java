package dev.registrykit.testkit.publish;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.testkit.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The publishing module's tables on one kind of database and one size of pool; kept for the JVM and emptied for each test. */
public final class PublishDatabase {
    private static final Map<String, PublishDatabase> OPEN = new ConcurrentHashMap<>();
    private static final List<String> TABLES = List.of(
            "rk_publish_token",
            "rk_publish_publisher_package",
            "rk_publish_publisher",
            "rk_publish_package_limit",
            "rk_publish_account",
            "rk_publish_publication",
            "rk_publish_replay",
            "rk_publish_device_login",
            "rk_publish_leak",
            "rk_publish_event",
            "rk_publish_throttle");

    private final HikariDataSource dataSource;

    private PublishDatabase(HikariDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The database, with empty tables. */
    public static PublishDatabase empty(Databases kind, int poolSize) {
        PublishDatabase database = OPEN.computeIfAbsent(kind + " " + poolSize, key -> {
            HikariDataSource pool = kind.pool(poolSize);
            RegistryPublish.schema().createIn(pool);
            return new PublishDatabase(pool);
        });
        database.clear();
        return database;
    }

    public HikariDataSource dataSource() {
        return dataSource;
    }

    public UnitOfWork<PublishStores> unitOfWork() {
        return new JdbcUnitOfWork<>(dataSource, PublishStores::jdbc);
    }

    private void clear() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.executeUpdate("DELETE FROM " + table);
            }
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
