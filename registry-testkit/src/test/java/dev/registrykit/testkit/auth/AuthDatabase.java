package dev.registrykit.testkit.auth;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.auth.AuthStores;
import dev.registrykit.auth.RegistryAuth;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.testkit.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The authentication module's tables on one kind of database and size of pool; kept for the JVM, emptied for each test. */
record AuthDatabase(HikariDataSource dataSource) {
    private static final Map<String, AuthDatabase> OPEN = new ConcurrentHashMap<>();
    private static final List<String> TABLES = List.of(
            "rk_auth_challenge",
            "rk_auth_user_handle",
            "rk_auth_passkey",
            "rk_auth_password",
            "rk_auth_event",
            "rk_auth_throttle");

    static AuthDatabase empty(Databases kind, int poolSize) {
        AuthDatabase database = OPEN.computeIfAbsent(kind + " " + poolSize, key -> {
            HikariDataSource pool = kind.pool(poolSize);
            RegistryAuth.schema().createIn(pool);
            return new AuthDatabase(pool);
        });
        database.clear();
        return database;
    }

    UnitOfWork<AuthStores> unitOfWork() {
        return new JdbcUnitOfWork<>(dataSource, AuthStores::jdbc);
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
