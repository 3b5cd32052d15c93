package dev.registrykit.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2Test {
    private static final Argon2.Cost CHEAP = Argon2.Cost.checked(64, 1, 1);
    private static final byte[] PASSWORD = "correct horse".getBytes(StandardCharsets.UTF_8);
    private final SecureRandom random = new SecureRandom();

    @Test
    void the_tag_is_that_of_the_reference_implementation() {
        // From the test of the reference implementation: t=2, m=2^16, p=1, "password", "somesalt", version 0x13.
        byte[] tag = Argon2.compute(
                Argon2.Cost.checked(65_536, 2, 1),
                "somesalt".getBytes(StandardCharsets.US_ASCII),
                "password".getBytes(StandardCharsets.US_ASCII));
        assertThat(HexFormat.of().formatHex(tag))
                .isEqualTo("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    }

    @Test
    void a_hash_survives_its_text_form_and_matches_its_password_alone() {
        String phc = Argon2.hash(CHEAP, random, PASSWORD).phc();
        Argon2.Hash read = Argon2.Hash.parse(phc);
        assertThat(read).isNotNull();
        assertThat(read.phc()).isEqualTo(phc).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
        assertThat(read.cost()).isEqualTo(CHEAP);
        assertThat(read.matches(PASSWORD)).isTrue();
        assertThat(read.matches("correct horsf".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(read.matches(new byte[0])).isFalse();
    }

    @Test
    void two_hashes_of_one_password_differ() {
        assertThat(Argon2.hash(CHEAP, random, PASSWORD).phc())
                .isNotEqualTo(Argon2.hash(CHEAP, random, PASSWORD).phc());
    }

    @Test
    void the_hash_of_nobody_matches_no_password() {
        Argon2.Hash nobody = Argon2.ofNobody(CHEAP, random);
        assertThat(nobody.matches(PASSWORD)).isFalse();
        assertThat(nobody.matches(new byte[0])).isFalse();
        assertThat(nobody.cost()).isEqualTo(CHEAP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=16$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=4194304,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=64,t=99,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=064,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=64,t=1,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
                "$2a$12$abcdefghijklmnopqrstuu"
            })
    void what_is_no_hash_of_ours_is_not_read(String phc) {
        assertThat(Argon2.Hash.parse(phc)).isNull();
    }

    @Test
    void a_cost_that_protects_nobody_cannot_be_chosen() {
        assertThatThrownBy(() -> PasswordHashing.standard().cost(1_024, 6)).hasMessageContaining("too low");
        assertThatThrownBy(() -> PasswordHashing.standard().cost(19_456, 1)).hasMessageContaining("too low");
        assertThatThrownBy(() -> PasswordHashing.standard().cost(2_097_152, 1)).hasMessageContaining("out of range");
        assertThatThrownBy(() -> PasswordHashing.standard().cost(19_456, 0)).hasMessageContaining("out of range");
        assertThat(PasswordHashing.standard().cost(47_104, 1).cost()).isEqualTo(Argon2.Cost.checked(47_104, 1, 1));
    }
}
