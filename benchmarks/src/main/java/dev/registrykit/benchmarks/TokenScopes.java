package dev.registrykit.benchmarks;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.testkit.memory.InMemoryPublish;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A token in memory is judged whose scope has a thousand patterns; the peer's has ten, and the last one covers the package. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenScopes {
    private final BenchmarkTokens registry = new BenchmarkTokens(InMemoryPublish.unitOfWork());
    private final RequestContext withMany = token(1_000);
    private final RequestContext withFew = token(10);

    private RequestContext token(int patterns) {
        List<PackagePattern> packages = Stream.concat(
                        IntStream.range(1, patterns)
                                .mapToObj(number -> PackagePattern.exactly(
                                        PackageName.maven("com.example.other", "widget-" + number))),
                        Stream.of(BenchmarkTokens.COVERING))
                .toList();
        return BenchmarkTokens.upload(
                registry.issue(BenchmarkTokens.request(patterns, packages).build()));
    }

    /** The grant by the scope of a thousand. */
    @Benchmark
    public Decision<Grant> ours() {
        return authenticate(withMany);
    }

    /** The grant by the scope of ten. */
    @Benchmark
    public Decision<Grant> peer() {
        return authenticate(withFew);
    }

    private Decision<Grant> authenticate(RequestContext request) {
        return registry.tokens().authenticate(request, Action.PUBLISH_VERSION, BenchmarkTokens.PACKAGE);
    }
}
