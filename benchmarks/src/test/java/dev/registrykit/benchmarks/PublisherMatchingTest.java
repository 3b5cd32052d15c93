package dev.registrykit.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PublisherMatchingTest {

    @Test
    void both_sides_find_the_one_publisher_on_h2() {
        var benchmark = new PublisherMatchingOnH2();
        assertThat(benchmark.ours()).hasSize(1);
        assertThat(benchmark.peer()).hasSize(1);
    }

    @Test
    void both_sides_find_the_one_publisher_on_postgresql() throws Exception {
        var benchmark = new PublisherMatchingOnPostgres();
        assertThat(benchmark.ours()).hasSize(1);
        assertThat(benchmark.peer()).hasSize(1);
        benchmark.stop();
    }
}
