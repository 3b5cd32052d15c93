package dev.registrykit.publish.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFormatTest {
    private final TokenFormat format =
            new TokenFormat(TokenPolicy.builder("exr").build(), new SecureRandom());

    @Test
    void the_checksum_is_the_crc32_of_the_body_alone() {
        assertThat(TokenFormat.checksum("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ")).isEqualTo("0mLq17");
    }

    @Test
    void a_minted_token_has_the_stated_form_and_is_accepted() {
        String token = format.mint(null);

        assertThat(token).matches("exr_[0-9A-Za-z]{36}");
        assertThat(format.accepts(token)).isTrue();
    }

    @Test
    void minted_tokens_differ_and_use_the_whole_alphabet() {
        Set<String> tokens = new HashSet<>();
        Set<Integer> characters = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String token = format.mint(null);
            tokens.add(token);
            token.substring(4).chars().forEach(characters::add);
        }

        assertThat(tokens).hasSize(1_000);
        assertThat(characters).hasSize(62);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "_", " ", "+", "/", "\u00e9", "\u0661"})
    void a_character_that_is_no_digit_is_refused_even_with_the_checksum_of_its_body(String character) {
        String body = character + "QWBuTSOoRi4A9spHcVY5ncnsDkxkJ";
        String text = body + TokenFormat.checksum(body);
        assertThat(format.accepts("exr_" + text)).isFalse();
        assertThat(TokenFormat.isToken("exr_" + text)).isFalse();
    }

    @Property(tries = 300)
    void a_single_changed_character_is_noticed(
            @ForAll @IntRange(max = 35) int place, @ForAll @CharRange(from = ' ', to = '~') char other) {
        StringBuilder token = new StringBuilder(format.mint(null));
        boolean same = token.charAt(4 + place) == other;
        token.setCharAt(4 + place, other);

        assertThat(format.accepts(token.toString())).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "exr_",
                "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
                "EXR_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
                "exs_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
                "exr-zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
                " exr_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
                "exr_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17 ",
                "exr_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq170",
                "exr_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq1",
                "exr_zQWBuTSOoRi4A9spHcVY5ncnsDkxk?0mLq17",
                "exr_zQWBuTSOoRi4A9spHcVY5ncnsDkxk\u00e90mLq17",
                "exr_zQWBuTSOoRi4A9spHcVY5ncnsDkx\ud83d\ude000mLq17",
                "exr_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq\ud83d\ude00",
                "exr_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq1\ud83d",
                "exr_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq1\u0137"
            })
    void text_of_another_form_is_refused_before_a_store_is_asked(String text) {
        assertThat(format.accepts(text)).isFalse();
        assertThat(format.accepts("exr_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "Exr", "ex_r", "1ex", "abcdefghijklmnopq", "ex\n"})
    void a_prefix_that_a_scanner_could_not_find_is_refused(String prefix) {
        assertThatIllegalArgumentException().isThrownBy(() -> TokenPolicy.builder(prefix));
    }
}
