package dev.registrykit.testkit.publish;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.testkit.contract.Race;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** One node of the races about tokens: a JVM of its own, which is told by its input when to start and what was revoked. */
public final class TokenRaceNode {
    static final int THREADS = 8;
    /** Of each thread, so that all threads of three nodes together make more than a thousand. */
    static final int AUTHENTICATIONS = 50;

    static final int LATE = 20;
    static final String READY = "ready";
    static final String OUTCOME = "outcome ";
    static final String ONCE = "once ";
    static final String ROTATE = "rotate ";
    static final String REVOKE = "revoke ";

    private final ApiTokens tokens;
    private final String node;
    private final AtomicBoolean revoked = new AtomicBoolean();

    private TokenRaceNode(ApiTokens tokens, String node) {
        this.tokens = tokens;
        this.node = node;
    }

    /** {@code <database> <file of what to do, one a line> <number of the node>}. */
    public static void main(String[] arguments) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.setMaximumPoolSize(THREADS);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            RegistryPublish publish = RegistryPublish.builder(pool, KeyRing.of("race", new byte[32]))
                    .ownerRights((owner, action, name) -> owner.equals(Registry.ALICE))
                    .tokenPrefix("exr")
                    .build();
            TokenRaceNode node = new TokenRaceNode(publish.tokens(), arguments[2]);
            List<String> lines = Files.readAllLines(Path.of(arguments[1]), StandardCharsets.US_ASCII);
            System.out.println(READY);
            BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            told.readLine();
            Thread listener = new Thread(() -> node.listen(told));
            listener.setDaemon(true);
            listener.start();
            Map<String, Integer> outcomes = new TreeMap<>();
            for (Map<String, Integer> ofThread : Race.of(THREADS, thread -> node.run(lines, thread))) {
                ofThread.forEach((outcome, count) -> outcomes.merge(outcome, count, Integer::sum));
            }
            outcomes.forEach((outcome, count) -> System.out.println(OUTCOME + count + " " + outcome));
        }
    }

    private void listen(BufferedReader told) {
        try {
            told.readLine();
            revoked.set(true);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** All threads of all nodes try every token, in the same order, so that they meet at each. */
    private Map<String, Integer> run(List<String> lines, int thread) {
        Map<String, Integer> outcomes = new TreeMap<>();
        for (String line : lines) {
            String rest = line.substring(line.indexOf(' ') + 1);
            if (line.startsWith(ONCE)) {
                Release release = Release.of(Registry.WIDGET, node + "." + thread);
                count(
                        outcomes,
                        ONCE,
                        Registry.outcome(tokens.authenticate(bearing(rest), Action.PUBLISH_VERSION, release)));
            } else if (line.startsWith(ROTATE)) {
                count(
                        outcomes,
                        ROTATE,
                        Registry.outcome(tokens.rotate(
                                rest,
                                Registry.ALICE,
                                Assurance.PHISHING_RESISTANT,
                                Duration.ofHours(1),
                                Registry.from("192.0.2.1"))));
            } else {
                useUntilRevoked(rest, outcomes);
            }
        }
        return outcomes;
    }

    /** Whether it is known to be revoked is looked at before each use begins. */
    private void useUntilRevoked(String token, Map<String, Integer> outcomes) {
        int late = 0;
        for (int i = 0; i < AUTHENTICATIONS || late < LATE; i++) {
            boolean isLate = revoked.get();
            String outcome =
                    Registry.outcome(tokens.authenticate(bearing(token), Action.PUBLISH_VERSION, Registry.WIDGET));
            count(outcomes, REVOKE + (isLate ? "late " : "early "), outcome);
            late += isLate ? 1 : 0;
        }
    }

    private static void count(Map<String, Integer> outcomes, String what, String outcome) {
        outcomes.merge(what + outcome, 1, Integer::sum);
    }

    private static RequestContext bearing(String token) {
        return RequestContext.builder("PUT", "/maven/x")
                .header("Authorization", "Bearer " + token)
                .clientAddress("192.0.2.1")
                .build();
    }
}
