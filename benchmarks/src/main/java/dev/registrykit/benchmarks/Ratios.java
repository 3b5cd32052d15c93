package dev.registrykit.benchmarks;

import dev.registrykit.benchmarks.RatioCase.Peer;
import dev.registrykit.core.json.JsonText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the cases that were asked for (all, if none was named), prints one line for each peer, writes {@code ratios.json}, and
 * ends with 1 when a bar was missed and with 2 when a name is unknown.
 */
public final class Ratios {
    /** The table: a new benchmark is one row here. */
    static final List<RatioCase> CASES = List.of(
            new RatioCase(
                    "tokens",
                    TokenAuthentication.class,
                    List.of(
                            // Judging a token takes at most 1.5 times what finding it takes.
                            new Peer("bare", 1 / 1.5), new Peer("nimbus", 10))),
            RatioCase.of("tokens-macaroon", MacaroonAuthentication.class, 1.3),
            // A scope of a thousand patterns takes at most twice the time of one of ten.
            RatioCase.of("tokens-scope", TokenScopes.class, 1 / 2.0),
            new RatioCase(
                    "tokens-postgresql",
                    TokenAuthenticationOnPostgres.class,
                    List.of(
                            new Peer("statement", 0.8),
                            // Among a million tokens one takes at most 1.2 times what it takes among a thousand.
                            new Peer("thousand", 1 / 1.2))),
            new RatioCase(
                    "exchange",
                    IdentityVerification.class,
                    List.of(
                            // Every check together costs at most 1.30 times the bare signature's time.
                            new Peer("bare", 1 / 1.30),
                            new Peer("nimbus", 1),
                            new Peer("spring", 1),
                            new Peer("jose4j", 1),
                            new Peer("auth0", 1))),
            // Among ten thousand publishers a look-up takes at most 1.1 times what it takes among ten.
            RatioCase.of("exchange-matching-h2", PublisherMatchingOnH2.class, 1 / 1.1),
            RatioCase.of("exchange-matching-postgresql", PublisherMatchingOnPostgres.class, 1 / 1.1));

    private Ratios() {}

    /** {@code Ratios OUTPUT.json [NAME]...}. */
    public static void main(String[] arguments) throws IOException, RunnerException {
        var names = List.of(arguments).subList(1, arguments.length);
        var cases = select(names);
        if (cases.isEmpty()) {
            System.err.println("No such benchmark: " + names + ". There are: " + select(List.of()));
            System.exit(2);
        }
        var measured = new ArrayList<Ratio>();
        for (RatioCase each : cases) {
            measured.addAll(measure(each));
        }
        System.exit(report(measured, Path.of(arguments[0]), System.out));
    }

    /**
     * The cases with one of these names, or whose name goes on with a hyphen after one of them, in the table's order; all
     * cases if there is no name; none if one is unknown.
     */
    static List<RatioCase> select(List<String> names) {
        if (!names.stream().allMatch(name -> CASES.stream().anyMatch(each -> isMeant(each, name)))) {
            return List.of();
        }
        return CASES.stream()
                .filter(each -> names.isEmpty() || names.stream().anyMatch(name -> isMeant(each, name)))
                .toList();
    }

    private static boolean isMeant(RatioCase each, String name) {
        return each.name().equals(name) || each.name().startsWith(name + "-");
    }

    /** Prints and writes what was measured; 0 if every bar was reached, else 1. */
    static int report(List<Ratio> measured, Path json, PrintStream out) throws IOException {
        measured.forEach(each -> out.println(each.line()));
        var machine = Map.of(
                "java",
                Runtime.version().toString(),
                "processors",
                Runtime.getRuntime().availableProcessors());
        var document = JsonText.write(Map.of(
                "machine", machine, "ratios", measured.stream().map(Ratio::json).toList()));
        Files.createDirectories(json.toAbsolutePath().getParent());
        Files.writeString(json, document + "\n");
        return measured.stream().allMatch(Ratio::reachesBar) ? 0 : 1;
    }

    private static List<Ratio> measure(RatioCase each) throws RunnerException {
        var options = new OptionsBuilder()
                .include(each.benchmark().getName().replace(".", "\\.") + "\\..*")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        var results = new Runner(options).run();
        var ours = score(results, each, "ours");
        return each.peers().stream()
                .map(peer -> new Ratio(each.nameOf(peer), ours, score(results, each, peer.method()), peer.bar()))
                .toList();
    }

    private static double score(Collection<RunResult> results, RatioCase each, String method) {
        var benchmark = each.benchmark().getName() + "." + method;
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().equals(benchmark))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No result for " + benchmark))
                .getPrimaryResult()
                .getScore();
    }
}
