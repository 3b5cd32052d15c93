package dev.registrykit.publish.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenHashTest {

    @Test
    void two_are_equal_when_all_bytes_and_the_key_are() {
        byte[] bytes = new byte[32];
        TokenHash hash = TokenHash.of(bytes, "k1");
        assertThat(hash).isEqualTo(TokenHash.of(bytes, "k1")).hasSameHashCodeAs(TokenHash.of(bytes, "k1"));
        assertThat(hash).isNotEqualTo(TokenHash.of(bytes, "k2")).isNotEqualTo(TokenHash.of(bytes, null));
        bytes[31] = 1;
        assertThat(hash).isNotEqualTo(TokenHash.of(bytes, "k1"));
        assertThat(hash.bytes()).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 31, 33})
    void bytes_that_are_no_sha_256_are_refused(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> TokenHash.of(new byte[length], null));
    }
}
