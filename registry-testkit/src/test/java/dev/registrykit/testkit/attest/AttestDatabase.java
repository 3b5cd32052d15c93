package dev.registrykit.testkit.attest;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.attest.AttestStores;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.testkit.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The attesting module's tables on one kind of database and one size of pool; kept for the JVM and emptied for each test. */
final class AttestDatabase {
    private static final Map<String, AttestDatabase> OPEN = new ConcurrentHashMap<>();
    private static final List<String> TABLES = List.of(
            "rk_attest_continuity",
            "rk_attest_history_entry",
            "rk_attest_release",
            "rk_attest_bundle",
            "rk_attest_attestation",
            "rk_attest_event",
            "rk_attest_throttle");

    private final HikariDataSource dataSource;

    private AttestDatabase(HikariDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The database, with empty tables. */
    static AttestDatabase empty(Databases kind, int poolSize) {
        AttestDatabase database = OPEN.computeIfAbsent(kind + " " + poolSize, key -> {
            HikariDataSource pool = kind.pool(poolSize);
            AttestStores.schema().createIn(pool);
            return new AttestDatabase(pool);
        });
        database.clear();
        return database;
    }

    HikariDataSource dataSource() {
        return dataSource;
    }

    UnitOfWork<AttestStores> unitOfWork() {
        return new JdbcUnitOfWork<>(dataSource, AttestStores::jdbc);
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
