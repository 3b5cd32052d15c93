package dev.registrykit.core.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
    private final Secret secret = Secret.of("correct horse");

    @Test
    void it_shows_itself_only_when_asked() {
        assertThat(secret).hasToString("Secret[hidden]");
        assertThat("found " + secret).doesNotContain("horse");
        assertThat(secret.reveal()).isEqualTo("correct horse");
    }

    @Test
    void it_matches_the_same_text_and_no_other() {
        assertThat(secret.matches("correct horse")).isTrue();
        assertThat(secret.matches("correct horsf")).isFalse();
        assertThat(secret.matches("correct hors")).isFalse();
        assertThat(secret.matches("correct horse ")).isFalse();
        assertThat(secret.matches("")).isFalse();
    }

    @Test
    void two_secrets_are_not_equal_by_content() {
        assertThat(secret).isNotEqualTo(Secret.of("correct horse"));
    }
}
