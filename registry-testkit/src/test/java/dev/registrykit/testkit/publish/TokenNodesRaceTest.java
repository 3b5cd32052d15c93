package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.token.ApiToken;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.TokenKind;
import dev.registrykit.publish.token.TokenRequest;
import dev.registrykit.testkit.Databases;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several JVMs on one PostgreSQL that use, rotate and lose the same tokens at the same moment. */
class TokenNodesRaceTest {
    private static final int NODES = 3;
    private static final int RUNNERS = NODES * TokenRaceNode.THREADS;
    private static final int TOKENS = 8;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void a_token_is_spent_once_rotated_once_and_dead_for_all_nodes_when_its_revocation_returned(@TempDir Path directory)
            throws Exception {
        try (HikariDataSource pool = Databases.POSTGRESQL.pool(2)) {
            RegistryPublish.schema().createIn(pool);
            RegistryPublish publish = RegistryPublish.builder(pool, KeyRing.of("race", new byte[32]))
                    .ownerRights((owner, action, name) -> owner.equals(Registry.ALICE))
                    .tokenPrefix("exr")
                    .tokenKinds(TokenKind.standard().maxPerOwner(1_000).build())
                    .build();
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < TOKENS; i++) {
                lines.add(TokenRaceNode.ONCE
                        + issue(publish, request().singleUse()).secret().reveal());
                lines.add(
                        TokenRaceNode.ROTATE + issue(publish, request()).token().id());
            }
            IssuedToken lost = issue(publish, request());
            lines.add(TokenRaceNode.REVOKE + lost.secret().reveal());
            Path file = Files.write(directory.resolve("lines"), lines, StandardCharsets.US_ASCII);

            Map<String, Integer> outcomes = race(pool.getJdbcUrl(), file, publish, lost);

            assertThat(outcomes)
                    .containsEntry("once allowed", TOKENS)
                    .containsEntry("once refused token-used", (RUNNERS - 1) * TOKENS)
                    .containsEntry("rotate allowed", TOKENS)
                    .containsEntry("rotate refused token-rotated", (RUNNERS - 1) * TOKENS)
                    .containsKey("revoke early allowed")
                    .containsKey("revoke late refused token-revoked");
            assertThat(outcomes.keySet())
                    .filteredOn(outcome -> outcome.startsWith("revoke late"))
                    .containsExactly("revoke late refused token-revoked");
            List<ApiToken> all = publish.tokens().list(Registry.ALICE);
            assertThat(all).as("no third secret").hasSize(3 * TOKENS + 1);
            List<String> successors = all.stream()
                    .map(ApiToken::rotatedTo)
                    .filter(id -> id != null)
                    .toList();
            assertThat(all).extracting(ApiToken::id).containsAll(successors);
            assertThat(successors).hasSize(TOKENS).doesNotHaveDuplicates();
        }
    }

    private static TokenRequest.Builder request() {
        return TokenRequest.builder(Registry.ALICE)
                .name("race")
                .actions(Action.PUBLISH_VERSION)
                .packages(PackagePattern.exactly(Registry.WIDGET));
    }

    private static IssuedToken issue(RegistryPublish publish, TokenRequest.Builder request) {
        return Registry.allowed(
                publish.tokens().issue(request.build(), Assurance.PHISHING_RESISTANT, Registry.from("192.0.2.1")));
    }

    private static Map<String, Integer> race(String database, Path lines, RegistryPublish publish, IssuedToken lost)
            throws IOException, InterruptedException {
        List<Process> nodes = new ArrayList<>();
        try {
            for (int node = 0; node < NODES; node++) {
                nodes.add(start(database, lines, node));
            }
            List<BufferedReader> said = new ArrayList<>();
            for (Process node : nodes) {
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.US_ASCII));
                assertThat(reader.readLine()).isEqualTo(TokenRaceNode.READY);
                said.add(reader);
            }
            tell(nodes);
            awaitUse(publish, lost);
            assertThat(publish.tokens().revoke(lost.token().id(), Registry.ALICE, Registry.from("192.0.2.1")))
                    .isTrue();
            tell(nodes);
            Map<String, Integer> outcomes = new TreeMap<>();
            for (BufferedReader reader : said) {
                reader.lines()
                        .filter(line -> line.startsWith(TokenRaceNode.OUTCOME))
                        .map(line ->
                                line.substring(TokenRaceNode.OUTCOME.length()).split(" ", 2))
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

    private static void tell(List<Process> nodes) throws IOException {
        for (Process node : nodes) {
            OutputStream input = node.getOutputStream();
            input.write('\n');
            input.flush();
        }
    }

    /** The revocation comes when the nodes have begun to use the token; the test's own time limit ends the wait. */
    private static void awaitUse(RegistryPublish publish, IssuedToken lost) {
        while (publish.tokens().list(Registry.ALICE).stream()
                .noneMatch(token -> token.id().equals(lost.token().id()) && token.lastUsedAt() != null)) {
            Thread.onSpinWait();
        }
    }

    private static Process start(String database, Path lines, int node) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TokenRaceNode.class.getName(),
                        database,
                        lines.toString(),
                        String.valueOf(node))
                .redirectError(new File(lines + "." + node + ".log"))
                .start();
    }
}
