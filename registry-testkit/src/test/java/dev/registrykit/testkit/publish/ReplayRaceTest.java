package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several JVMs on one PostgreSQL, each of which presents every identity token. */
class ReplayRaceTest {
    private static final int NODES = 3;
    private static final int TOKENS = 2_000;
    /** More than one, so that the limits of a single repository do not end the race. */
    private static final int REPOSITORIES = 10;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void each_of_two_thousand_identity_tokens_is_exchanged_once_by_three_nodes_of_sixteen_threads(
            @TempDir Path directory) throws Exception {
        try (IdentityProviderServer provider = IdentityProviderServer.start(InstantSource.system());
                HikariDataSource pool = Databases.POSTGRESQL.pool(2)) {
            RegistryPublish.schema().createIn(pool);
            Registry registry =
                    new Registry(new JdbcUnitOfWork<>(pool, PublishStores::jdbc), provider, TestClock.atPresent());
            List<String> tokens = new ArrayList<>();
            for (int i = 0; i < TOKENS; i++) {
                GitHubJob job =
                        GitHubJob.of("acme/widget" + i % REPOSITORIES).ids("" + (1000 + i % REPOSITORIES), "42");
                if (i < REPOSITORIES) {
                    registry.register(job);
                }
                tokens.add(provider.token(job, Registry.AUDIENCE));
            }
            Path file = Files.write(directory.resolve("tokens"), tokens, StandardCharsets.US_ASCII);

            Map<String, Integer> outcomes = race(pool.getJdbcUrl(), provider.issuer(), file);

            assertThat(outcomes)
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of("allowed", TOKENS, "refused token-replayed", (NODES - 1) * TOKENS));
            assertThat(count(pool, "rk_publish_token")).isEqualTo(TOKENS);
            assertThat(count(pool, "rk_publish_replay")).isEqualTo(TOKENS);
            assertThat(count(pool, "rk_publish_event WHERE type = 'exchange.granted'"))
                    .isEqualTo(TOKENS);
        }
    }

    private static Map<String, Integer> race(String database, String issuer, Path tokens)
            throws IOException, InterruptedException {
        List<Process> nodes = new ArrayList<>();
        try {
            for (int node = 0; node < NODES; node++) {
                nodes.add(start(database, issuer, tokens, node));
            }
            List<BufferedReader> said = new ArrayList<>();
            for (Process node : nodes) {
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.US_ASCII));
                assertThat(reader.readLine()).isEqualTo(ReplayRaceNode.READY);
                said.add(reader);
            }
            for (Process node : nodes) {
                try (OutputStream go = node.getOutputStream()) {
                    go.write('\n');
                }
            }
            Map<String, Integer> outcomes = new TreeMap<>();
            for (BufferedReader reader : said) {
                reader.lines()
                        .filter(line -> line.startsWith(ReplayRaceNode.OUTCOME))
                        .map(line ->
                                line.substring(ReplayRaceNode.OUTCOME.length()).split(" ", 2))
                        .forEach(pair -> outcomes.merge(pair[1], Integer.valueOf(pair[0]), Integer::sum));
            }
            for (Process node : nodes) {
                assertThat(node.waitFor()).isZero();
            }
            return outcomes;
        } finally {
            nodes.forEach(Process::destroyForcibly);
        }
    }

    private static Process start(String database, String issuer, Path tokens, int node) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReplayRaceNode.class.getName(),
                        database,
                        issuer,
                        tokens.toString(),
                        String.valueOf(node))
                .redirectError(new File(tokens + "." + node + ".log"))
                .start();
    }

    private static int count(HikariDataSource pool, String rows) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM " + rows)) {
            result.next();
            return result.getInt(1);
        }
    }
}
