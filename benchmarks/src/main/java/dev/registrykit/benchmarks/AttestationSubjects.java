package dev.registrykit.benchmarks;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.testkit.sigstore.MiniatureSigstore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A statement about a thousand subjects, the artifact being the last, is verified; the peer is a statement about it alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttestationSubjects {
    private static final String REPOSITORY = "https://github.com/example/widget";
    private static final int MANY = 1_000;

    private final MiniatureSigstore sigstore = MiniatureSigstore.at(InstantSource.system());
    private final RegistryAttest attest = RegistryAttest.builder()
            .trustRoot(TrustRoot.json(sigstore.trustedRoot()))
            .build();
    private final ArtifactDigest digest = ArtifactDigest.sha256(hex(MANY));
    private final SignerPolicy expected = SignerPolicy.acceptAnySigner("what is measured is the statement");
    private final byte[] many = bundle(1);
    private final byte[] one = bundle(MANY);

    /** What was verified, with all of its subjects. */
    @Benchmark
    public Decision<VerifiedAttestation> ours() {
        return verify(many);
    }

    /** What was verified, with its only subject. */
    @Benchmark
    public Decision<VerifiedAttestation> peer() {
        return verify(one);
    }

    private Decision<VerifiedAttestation> verify(byte[] bundle) {
        return Bundle.parse(bundle).then(parsed -> attest.verify(parsed, digest, expected));
    }

    /** About the subjects from this one to the thousandth. */
    private byte[] bundle(int first) {
        var subjects = IntStream.rangeClosed(first, MANY)
                .mapToObj(
                        number -> Map.of("name", "widget-" + number + ".jar", "digest", Map.of("sha256", hex(number))))
                .toList();
        var statement = Map.of(
                "_type",
                "https://in-toto.io/Statement/v1",
                "subject",
                List.copyOf(subjects),
                "predicateType",
                "https://slsa.dev/provenance/v1",
                "predicate",
                Map.of());
        var job = WorkloadIdentity.builder("https://token.actions.githubusercontent.com")
                .sourceRepository(REPOSITORY)
                .buildSigner(REPOSITORY + "/.github/workflows/release.yml@refs/heads/main")
                .build();
        return sigstore.job(job)
                .statement(JsonText.write(statement).getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private static String hex(int number) {
        return "%064x".formatted(number);
    }
}
