package dev.registrykit.publish.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.registrykit.publish.World;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretScannerTest {
    private static final URI KEYS = URI.create("https://scanner.example/keys");

    @ParameterizedTest
    @ValueSource(strings = {"", "anyone", "GitHub", "a b", "-a", "a\n", "x2345678901234567890123456789012345678901"})
    void a_name_is_a_short_word_and_not_everybodys(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretScanner.named(name))
                .withMessageContaining("a scanner's name");
    }

    @Test
    void a_scanner_without_headers_or_keys_is_not_built() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SecretScanner.named("acme").keysAt(KEYS).build())
                .withMessageContaining("headers");
        assertThatIllegalStateException()
                .isThrownBy(() -> SecretScanner.named("acme").headers("A", "B").build())
                .withMessageContaining("keys");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"keys", "/keys", "mailto:a@b.example", "https://user@host.example/", "https://h.example/#k"})
    void keys_lie_at_an_absolute_address(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretScanner.github().withKeysAt(URI.create(address)))
                .withMessageContaining("absolute address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A B", "A:", "\u212aey"})
    void header_names_are_plain(String header) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretScanner.named("acme").headers(header, "B"))
                .withMessageContaining("header");
    }

    @Test
    void two_scanners_have_no_name_and_no_header_in_common() {
        SecretScanner sameHeader = SecretScanner.named("acme")
                .headers("Acme-Key", "GITHUB-public-key-signature")
                .keysAt(KEYS)
                .build();
        SecretScanner oneHeaderTwice =
                SecretScanner.named("acme").headers("Acme", "acme").keysAt(KEYS).build();
        for (SecretScanner other : new SecretScanner[] {SecretScanner.github(), sameHeader, oneHeaderTwice}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new World(builder -> builder.secretScanners(SecretScanner.github(), other)))
                    .withMessageContaining("of their own");
        }
        new World(builder -> builder.secretScanners(SecretScanner.github(), SecretScanner.depsDev())).close();
    }

    @Test
    void without_scanners_there_is_no_intake() {
        try (World world = new World()) {
            assertThatIllegalStateException()
                    .isThrownBy(world.publish::leakEndpoint)
                    .withMessageContaining("Builder.secretScanners");
        }
    }

    @Test
    void the_name_is_all_that_is_shown() {
        assertThat(SecretScanner.github()).hasToString("SecretScanner[github]");
        assertThat(SecretScanner.depsDev().name()).isEqualTo("deps.dev");
    }
}
