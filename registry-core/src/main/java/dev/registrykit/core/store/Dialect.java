package dev.registrykit.core.store;

import java.sql.Connection;
import java.sql.SQLException;

/** The databases that the SDK's SQL is written and tested for. */
public enum Dialect {
    /** PostgreSQL, and engines that speak its protocol and dialect. */
    POSTGRESQL("postgresql"),
    /** H2, the embedded default. */
    H2("h2");

    private final String folder;

    Dialect(String folder) {
        this.folder = folder;
    }

    /** The folder of this dialect's SQL files below a module's SQL location. */
    public String folder() {
        return folder;
    }

    /**
     * The dialect that {@code connection} speaks.
     *
     * @throws StoreException if it cannot be asked, or is a database that the SDK has no SQL for
     */
    public static Dialect of(Connection connection) {
        try {
            String product = connection.getMetaData().getDatabaseProductName();
            return switch (product) {
                case "PostgreSQL" -> POSTGRESQL;
                case "H2" -> H2;
                default ->
                    throw new StoreException(
                            "no SQL for the database " + product, new IllegalStateException("unsupported database"));
            };
        } catch (SQLException broken) {
            throw new StoreException("the database could not be asked for its name", broken);
        }
    }
}
