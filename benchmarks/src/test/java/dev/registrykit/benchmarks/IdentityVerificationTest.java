package dev.registrykit.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdentityVerificationTest {
    private final IdentityVerification benchmark = new IdentityVerification();

    @Test
    void ours_accepts_the_job() {
        assertThat(benchmark.ours().isAllowed()).isTrue();
    }

    @Test
    void every_peer_accepts_the_same_token() throws Exception {
        assertThat(benchmark.bare()).isTrue();
        assertThat(benchmark.nimbus().getStringClaim("repository")).isEqualTo(BenchmarkJob.REPOSITORY);
        assertThat(benchmark.spring().getClaimAsString("repository")).isEqualTo(BenchmarkJob.REPOSITORY);
        assertThat(benchmark.jose4j().getClaimValueAsString("repository")).isEqualTo(BenchmarkJob.REPOSITORY);
        assertThat(benchmark.auth0().getClaim("repository").asString()).isEqualTo(BenchmarkJob.REPOSITORY);
    }
}
