package dev.registrykit.benchmarks;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A JMH class with the method {@code ours} and one method for each peer, all in operations per second.
 *
 * @param name what {@code benchmarks/run NAME} selects
 * @param benchmark the class with the methods
 * @param peers what ours is held against
 */
record JmhCase(String name, Class<?> benchmark, List<Peer> peers) implements RatioCase {

    /**
     * What ours is held against.
     *
     * @param method the method of the class
     * @param bar how many times its throughput ours must reach at least
     */
    record Peer(String method, double bar) {}

    /** A case with one peer, the method {@code peer}. */
    static JmhCase of(String name, Class<?> benchmark, double bar) {
        return new JmhCase(name, benchmark, List.of(new Peer("peer", bar)));
    }

    /** What the peer's line is called: the case, and which peer when there are several. */
    String nameOf(Peer peer) {
        return peers.size() == 1 ? name : name + "-" + peer.method();
    }

    @Override
    public List<Ratio> measure() throws RunnerException {
        var options = new OptionsBuilder()
                .include(benchmark.getCanonicalName().replace(".", "\\.") + "\\..*")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        var results = new Runner(options).run();
        var ours = score(results, "ours");
        return peers.stream()
                .map(peer -> new Ratio(nameOf(peer), ours, score(results, peer.method()), peer.bar()))
                .toList();
    }

    private double score(Collection<RunResult> results, String method) {
        var wanted = benchmark.getCanonicalName() + "." + method;
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No result for " + wanted))
                .getPrimaryResult()
                .getScore();
    }
}
