package dev.registrykit.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long a new JVM takes for its first verification: trust root read, verifier built, one bundle verified; ours and
 * sigstore-java's in turns, the median of each.
 *
 * <p>Of {@code ratio NAME OURS PEER RATIO BAR} both are first verifications a second.
 */
public final class AttestationColdStart {
    private static final int STARTS = 9;

    private AttestationColdStart() {}

    /** {@code ours} or {@code peer}: verifies once, and prints the nanoseconds that it took since the JVM called this. */
    public static void main(String[] arguments) {
        long begin = System.nanoTime();
        boolean good = arguments[0].equals("ours")
                ? AttestationInput.MESSAGE.ours().verify().isAllowed()
                : !AttestationInput.MESSAGE.sigstoreJava().verify().isEmpty();
        long nanoseconds = System.nanoTime() - begin;
        if (!good) {
            throw new IllegalStateException("not verified");
        }
        System.out.println(nanoseconds);
    }

    static List<Ratio> measure() {
        var ours = new ArrayList<Double>();
        var peer = new ArrayList<Double>();
        for (int start = 0; start < STARTS; start++) {
            ours.add(start("ours"));
            peer.add(start("peer"));
        }
        return List.of(new Ratio("attest-cold", median(ours), median(peer), 2));
    }

    private static double start(String which) {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Dregistrykit.corpora=" + AttestationInput.corpora(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            AttestationColdStart.class.getName(),
                            which)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("the first verification by " + which + " failed");
            }
            return TimeUnit.SECONDS.toNanos(1) / (double) Long.parseLong(printed);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
