package dev.registrykit.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenAuthenticationTest {

    @Test
    void all_sides_know_the_token_in_memory() throws Exception {
        var benchmark = new TokenAuthentication(1_000);
        assertThat(benchmark.ours().isAllowed()).isTrue();
        assertThat(benchmark.bare()).isEqualTo("somebody 1000");
        assertThat(benchmark.nimbus().getStringClaim("scope")).startsWith("publish-version ");
    }

    @Test
    void both_sides_accept_the_macaroon_and_look_at_its_caveats() {
        var benchmark = new MacaroonAuthentication();
        assertThat(benchmark.ours().isAllowed()).isTrue();
        assertThat(benchmark.peer()).isTrue();
    }

    @Test
    void both_scopes_cover_the_package() {
        var benchmark = new TokenScopes();
        assertThat(benchmark
                        .ours()
                        .orElseThrow(failure -> new AssertionError(failure))
                        .packages())
                .hasSize(1_000);
        assertThat(benchmark
                        .peer()
                        .orElseThrow(failure -> new AssertionError(failure))
                        .packages())
                .hasSize(10);
    }

    @Test
    void all_sides_find_the_token_on_postgresql() throws Exception {
        var benchmark = new TokenAuthenticationOnPostgres(2_000, 1_000);
        for (int turn = 0; turn < 1_000; turn++) {
            assertThat(benchmark.ours().isAllowed()).isTrue();
        }
        assertThat(benchmark.thousand().isAllowed()).isTrue();
        assertThat(benchmark.statement()).contains("somebody");
        benchmark.stop();
    }
}
