package dev.registrykit.benchmarks;

import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.core.decision.Decision;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A bundle is verified offline, from its bytes to the decision; sigstore-java does the same, and {@code bare} checks only as
 * many signatures by keys of the same kinds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class AttestationVerification {
    private final AttestationInput.Ours ours;
    private final AttestationInput.SigstoreJava sigstoreJava;
    private final BareSignatures bare;

    AttestationVerification(AttestationInput input) {
        ours = input.ours();
        sigstoreJava = input.sigstoreJava();
        bare = input.bare();
    }

    /** A signature over a file. */
    public static class OfMessage extends AttestationVerification {
        /** With its bundle. */
        public OfMessage() {
            super(AttestationInput.MESSAGE);
        }
    }

    /** A signed statement. */
    public static class OfStatement extends AttestationVerification {
        /** With its bundle. */
        public OfStatement() {
            super(AttestationInput.STATEMENT);
        }
    }

    /** A signature over a file in a log that states no time. */
    public static class OfRekor2 extends AttestationVerification {
        /** With its bundle. */
        public OfRekor2() {
            super(AttestationInput.REKOR2);
        }
    }

    /** What was verified. */
    @Benchmark
    public Decision<VerifiedAttestation> ours() {
        return ours.verify();
    }

    /** The same by sigstore-java, which returns nothing of it. */
    @Benchmark
    public String sigstoreJava() {
        return sigstoreJava.verify();
    }

    /** How many signatures are good. */
    @Benchmark
    public int bare() throws GeneralSecurityException {
        return bare.check();
    }
}
