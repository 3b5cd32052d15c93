package dev.registrykit.testkit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;

/** All rows of tables as text: what somebody holds who stole the database. */
public final class TableDump {
    private TableDump() {}

    /** The rows of every table whose name starts with {@code prefix}; bytes in hexadecimal and as text. */
    public static String of(DataSource dataSource, String prefix) throws SQLException {
        StringBuilder dump = new StringBuilder();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables(connection, prefix)) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    while (rows.next()) {
                        dump.append(table);
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            dump.append('|').append(text(rows.getObject(i)));
                        }
                        dump.append('\n');
                    }
                }
            }
        }
        return dump.toString();
    }

    private static List<String> tables(Connection connection, String prefix) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet found =
                connection.getMetaData().getTables(null, null, null, new String[] {"TABLE", "BASE TABLE"})) {
            while (found.next()) {
                String name = found.getString("TABLE_NAME");
                if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                    tables.add(name);
                }
            }
        }
        return tables;
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes) + " " + new String(bytes, StandardCharsets.ISO_8859_1);
        }
        return String.valueOf(value);
    }
}
