package dev.registrykit.testkit.publish;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.testkit.contract.Race;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One node of the replay race: a JVM of its own, which is told by its input when to start, and prints what came out. */
public final class ReplayRaceNode {
    static final int THREADS = 16;
    static final String READY = "ready";
    static final String OUTCOME = "outcome ";

    private ReplayRaceNode() {}

    /** {@code <database> <issuer> <file of identity tokens, one a line> <number of the node>}. */
    public static void main(String[] arguments) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.setMaximumPoolSize(THREADS);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            RegistryPublish publish = RegistryPublish.builder(pool, KeyRing.of("race", new byte[32]))
                    .audience(Registry.AUDIENCE)
                    .trust(GitHubActions.at(arguments[1]))
                    .publisherRights(PublisherRights.whileRegistered())
                    .http(HttpFetch.acceptLoopbackHttp())
                    .tokenPrefix("exr")
                    .build();
            publish.trustedPublishing().fetchKeys();
            List<String> tokens = Files.readAllLines(Path.of(arguments[2]), StandardCharsets.US_ASCII);
            System.out.println(READY);
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)).readLine();

            Map<String, Integer> outcomes = new TreeMap<>();
            for (Map<String, Integer> ofThread :
                    Race.of(THREADS, thread -> present(publish, tokens, thread, arguments[3]))) {
                ofThread.forEach((outcome, count) -> outcomes.merge(outcome, count, Integer::sum));
            }
            outcomes.forEach((outcome, count) -> System.out.println(OUTCOME + count + " " + outcome));
        }
    }

    /** All nodes go through the tokens in the same order, so that they meet at each. */
    private static Map<String, Integer> present(RegistryPublish publish, List<String> tokens, int thread, String node) {
        RequestContext context = RequestContext.builder("POST", "/oidc/exchange")
                .clientAddress("192.0.2." + (10 * Integer.parseInt(node) + thread))
                .build();
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = thread; i < tokens.size(); i += THREADS) {
            String outcome =
                    Registry.outcome(publish.trustedPublishing().exchange(IdentityToken.of(tokens.get(i)), context));
            outcomes.merge(outcome, 1, Integer::sum);
        }
        return outcomes;
    }
}
