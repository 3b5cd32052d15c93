package dev.registrykit.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AttestationSubjectsTest {
    @Test
    void both_statements_are_about_the_artifact() {
        var benchmark = new AttestationSubjects();

        assertThat(benchmark.ours().isAllowed()).isTrue();
        assertThat(benchmark.peer().isAllowed()).isTrue();
    }
}
