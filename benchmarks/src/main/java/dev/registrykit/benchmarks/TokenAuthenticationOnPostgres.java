package dev.registrykit.benchmarks;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request's token is judged by a row of PostgreSQL, where a million tokens are stored.
 *
 * <p>{@code thousand} is the same where a thousand are stored. {@code statement} is a prepared statement alone that reads the
 * token's row by its hash, with a connection of the same pool.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 3, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 8, time = 1)
public class TokenAuthenticationOnPostgres {
    private static final int MANY = 1_000_000;
    private static final int FEW = 1_000;
    private static final int PRESENTED = 500;

    private final BenchmarkDatabases server = new BenchmarkDatabases();
    private final Side many;
    private final Side few;
    private int turn;

    /** Starts the server and fills two databases. */
    public TokenAuthenticationOnPostgres() {
        this(MANY, FEW);
    }

    TokenAuthenticationOnPostgres(int many, int few) {
        this.many = new Side(many);
        this.few = new Side(few);
    }

    /** A database with so many tokens, 500 of which are presented. */
    private final class Side {
        private final DataSource database = server.create();
        private final BenchmarkTokens registry;
        private final RequestContext[] uploads = new RequestContext[PRESENTED];

        Side(int tokens) {
            RegistryPublish.schema().createIn(database);
            registry = new BenchmarkTokens(new JdbcUnitOfWork<>(database, PublishStores::jdbc));
            for (int number = 0; number < PRESENTED; number++) {
                uploads[number] = BenchmarkTokens.upload(
                        registry.issue(BenchmarkTokens.request(number).build()));
            }
            fill(tokens - PRESENTED);
        }

        /** The others are copies of one of them, but for what identifies and finds a token. */
        private void fill(int others) {
            // All columns that are not named here are the copied token's.
            BenchmarkDatabases.execute(
                    database,
                    "CREATE TEMPORARY TABLE filling AS SELECT * FROM rk_publish_token LIMIT 1",
                    "CREATE TEMPORARY TABLE filled AS SELECT filling.*, g AS number FROM filling, generate_series(1, "
                            + others + ") g",
                    "UPDATE filled SET id = gen_random_uuid()::text, hash = sha256(number::text::bytea),"
                            + " owner = 'user:other ' || number",
                    "ALTER TABLE filled DROP COLUMN number",
                    "INSERT INTO rk_publish_token SELECT * FROM filled",
                    "DROP TABLE filled, filling",
                    "ANALYZE",
                    "CHECKPOINT");
        }

        Decision<Grant> authenticate(RequestContext upload) {
            return registry.tokens().authenticate(upload, Action.PUBLISH_VERSION, BenchmarkTokens.PACKAGE);
        }
    }

    /** Another token than the one before, so that not one row alone is looked at. */
    private RequestContext next(Side side) {
        return side.uploads[turn++ % PRESENTED];
    }

    /** The grant, among a million tokens. */
    @Benchmark
    public Decision<Grant> ours() {
        return many.authenticate(next(many));
    }

    /** The grant, among a thousand. */
    @Benchmark
    public Decision<Grant> thousand() {
        return few.authenticate(next(few));
    }

    /** Whose token it is, among a million. */
    @Benchmark
    public String statement() throws SQLException, NoSuchAlgorithmException {
        byte[] text = BenchmarkTokens.credential(next(many)).getBytes(StandardCharsets.UTF_8);
        try (Connection connection = many.database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT owner, scope FROM rk_publish_token WHERE hash = ?")) {
            select.setBytes(1, MessageDigest.getInstance("SHA-256").digest(text));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getString("owner") + row.getString("scope");
            }
        }
    }

    /** Stops the server. */
    @TearDown(Level.Trial)
    public void stop() throws IOException {
        server.close();
    }
}
