package dev.registrykit.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenAuthenticationTest {
    private final TokenAuthentication benchmark = new TokenAuthentication();

    @Test
    void ours_allows_the_request() {
        assertThat(benchmark.ours().isAllowed()).isTrue();
    }

    @Test
    void the_peer_accepts_the_same_scope() throws Exception {
        assertThat(benchmark.peer().getStringClaim("scope")).startsWith("publish-version ");
    }
}
