package dev.registrykit.benchmarks;

import dev.registrykit.benchmarks.JmhCase.Peer;
import dev.registrykit.core.json.JsonText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the cases that were asked for (all, if none was named), prints one line for each peer, writes {@code ratios.json}, and
 * ends with 1 when a bar was missed and with 2 when a name is unknown.
 */
public final class Ratios {
    /** The table: a new benchmark is one row here. */
    static final List<RatioCase> CASES = List.of(
            new JmhCase(
                    "tokens",
                    TokenAuthentication.class,
                    List.of(
                            // Judging a token takes at most 1.5 times what finding it takes.
                            new Peer("bare", 1 / 1.5), new Peer("nimbus", 10))),
            JmhCase.of("tokens-macaroon", MacaroonAuthentication.class, 1.3),
            // A scope of a thousand patterns takes at most twice the time of one of ten.
            JmhCase.of("tokens-scope", TokenScopes.class, 1 / 2.0),
            new JmhCase(
                    "tokens-postgresql",
                    TokenAuthenticationOnPostgres.class,
                    List.of(
                            new Peer("statement", 0.8),
                            // Among a million tokens one takes at most 1.2 times what it takes among a thousand.
                            new Peer("thousand", 1 / 1.2))),
            new JmhCase(
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
            JmhCase.of("exchange-matching-h2", PublisherMatchingOnH2.class, 1 / 1.1),
            JmhCase.of("exchange-matching-postgresql", PublisherMatchingOnPostgres.class, 1 / 1.1),
            attestation("attest-message", AttestationVerification.OfMessage.class),
            attestation("attest-statement", AttestationVerification.OfStatement.class),
            attestation("attest-rekor2", AttestationVerification.OfRekor2.class),
            // A thousand subjects cost at most 2.5 times one.
            JmhCase.of("attest-subjects", AttestationSubjects.class, 1 / 2.5),
            RatioCase.of("attest-memory", AttestationMemory::measure),
            RatioCase.of("attest-cold", AttestationColdStart::measure));

    private Ratios() {}

    /** At least twice sigstore-java's throughput, and at most 1.25 times the time of the signatures alone. */
    private static JmhCase attestation(String name, Class<?> benchmark) {
        return new JmhCase(name, benchmark, List.of(new Peer("sigstoreJava", 2), new Peer("bare", 1 / 1.25)));
    }

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
            measured.addAll(each.measure());
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
}
