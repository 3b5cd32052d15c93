package dev.registrykit.benchmarks;

/**
 * One row of the table: a JMH class with the methods {@code ours} and {@code peer}, both in operations per second.
 *
 * @param name what {@code benchmarks/run NAME} selects
 * @param benchmark the class with the two methods
 * @param bar how many times the peer's throughput ours must reach at least
 */
record RatioCase(String name, Class<?> benchmark, double bar) {}
