package dev.registrykit.benchmarks;

import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/** One row of the table of what is measured. */
interface RatioCase {
    /** What {@code benchmarks/run NAME} selects. */
    String name();

    /** Measures it: a line for each peer. */
    List<Ratio> measure() throws RunnerException;

    /** A case that JMH does not measure: memory, or the start of a JVM. */
    static RatioCase of(String name, Other other) {
        return new RatioCase() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Ratio> measure() {
                return other.measure();
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    /** How such a case is measured. */
    interface Other {
        /** A line for each peer. */
        List<Ratio> measure();
    }
}
