package dev.registrykit.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * What verifying a bundle allocates beside the bare signature checks, against what it may: 100 KB.
 *
 * <p>Of {@code ratio NAME OURS PEER RATIO BAR} ours is the allowance and the peer what was allocated, both in bytes a bundle.
 */
final class AttestationMemory {
    private static final double ALLOWED = 100 * 1024;
    private static final int WARM_UP = 2_000;
    private static final int MEASURED = 1_000;

    private AttestationMemory() {}

    static List<Ratio> measure() {
        return List.of(AttestationInput.values()).stream()
                .map(AttestationMemory::measure)
                .toList();
    }

    private static Ratio measure(AttestationInput input) {
        AttestationInput.Ours ours = input.ours();
        BareSignatures bare = input.bare();
        double own = allocated(ours::verify) - allocated(bare::check);
        return new Ratio("attest-memory-" + input.name().toLowerCase(Locale.ROOT), ALLOWED, own, 1);
    }

    private static double allocated(Callable<?> task) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int run = 0; run < WARM_UP + MEASURED; run++) {
            if (run == WARM_UP) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            call(task);
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / (double) MEASURED;
    }

    private static void call(Callable<?> task) {
        try {
            if (task.call() == null) {
                throw new IllegalStateException("nothing was verified");
            }
        } catch (Exception failed) { // Callable declares it
            throw new IllegalStateException(failed);
        }
    }
}
