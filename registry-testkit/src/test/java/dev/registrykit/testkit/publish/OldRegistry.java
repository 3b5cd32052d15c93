package dev.registrykit.testkit.publish;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.jspecify.annotations.Nullable;

/**
 * The database of a registry that kept tokens in a table of its own, some by a hash and some as they are, by what it
 * thought right at the time.
 */
final class OldRegistry implements AutoCloseable {
    /** How a row was kept. */
    enum Scheme {
        SALTED,
        BCRYPT,
        HMAC,
        PLAIN
    }

    private static final Instant ISSUED = Instant.parse("2024-01-01T00:00:00Z");

    private final DataSource database;
    private int rows;

    private OldRegistry(DataSource database) {
        this.database = database;
    }

    /** The key that was kept outside the table. */
    static byte[] hmacKey() {
        return bytes("the old registry's own key");
    }

    /** An empty table, which {@link #close} drops. */
    static OldRegistry on(DataSource database) throws SQLException {
        OldRegistry old = new OldRegistry(database);
        old.execute("CREATE TABLE old_token (id VARCHAR(20) PRIMARY KEY, account VARCHAR(40), label VARCHAR(40),"
                + " shown VARCHAR(12), scheme VARCHAR(10), secret VARCHAR(80), salt VARCHAR(16), created TIMESTAMP,"
                + " expires TIMESTAMP, active BOOLEAN)");
        return old;
    }

    /** The text of a token that does not expire. */
    String issued(String account, Scheme scheme) throws SQLException {
        return issued(account, scheme, null);
    }

    /** The text of a token; only this method and its holder know it, unless it was kept as it is. */
    String issued(String account, Scheme scheme, @Nullable Instant expires) throws SQLException {
        rows++;
        String text = "acme_" + hex(sha256("token " + rows)).substring(0, 40);
        insert(account, scheme, text, kept(scheme, text), expires);
        return text;
    }

    private static String kept(Scheme scheme, String text) {
        return switch (scheme) {
            case SALTED -> hex(sha256("pepper" + text));
            case BCRYPT -> OpenBSDBCrypt.generate(bytes(text), bytes("0123456789abcdef"), 4);
            case HMAC -> hex(hmac(text));
            case PLAIN -> text;
        };
    }

    private void insert(String account, Scheme scheme, String text, String kept, @Nullable Instant expires)
            throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO old_token VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, TRUE)")) {
            insert.setString(1, "row-" + rows);
            insert.setString(2, account);
            insert.setString(3, "token " + rows);
            insert.setString(4, text.substring(0, 12));
            insert.setString(5, scheme.name().toLowerCase(Locale.ROOT));
            insert.setString(6, kept);
            insert.setString(7, "pepper");
            insert.setTimestamp(8, Timestamp.from(ISSUED));
            insert.setTimestamp(9, expires == null ? null : Timestamp.from(expires));
            insert.executeUpdate();
        }
    }

    /** The row's id of the token that was issued last. */
    String lastRow() {
        return "row-" + rows;
    }

    /** What the table holds of all tokens. */
    List<String> secrets() throws SQLException {
        List<String> secrets = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet all = statement.executeQuery("SELECT secret FROM old_token ORDER BY id")) {
            while (all.next()) {
                secrets.add(all.getString(1));
            }
        }
        return secrets;
    }

    /** How many rows are in use. */
    int left() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM old_token WHERE active = TRUE")) {
            count.next();
            return count.getInt(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute("DROP TABLE old_token");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes(text));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(hmacKey(), "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
