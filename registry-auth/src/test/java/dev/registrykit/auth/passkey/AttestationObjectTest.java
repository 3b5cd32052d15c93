package dev.registrykit.auth.passkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttestationObjectTest {
    private static final String FMT_NONE = "63666d74646e6f6e65";
    private static final String STATEMENT = "6761747453746d74";
    private static final String DATA = "686175746844617461";

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void the_authenticator_data_comes_out() throws PasskeyObjection {
        assertThat(AttestationObject.authenticatorData(hex("a3" + FMT_NONE + STATEMENT + "a0" + DATA + "43010203")))
                .containsExactly(1, 2, 3);
    }

    @Test
    void the_order_of_the_members_does_not_matter() throws PasskeyObjection {
        assertThat(AttestationObject.authenticatorData(hex("a3" + DATA + "4107" + STATEMENT + "a0" + FMT_NONE)))
                .containsExactly(7);
    }

    @Test
    void a_statement_of_any_kind_is_passed_over() throws PasskeyObjection {
        String statement =
                "a7" + "6161" + "83010220" + "6162" + "1903e8" + "6163" + "fb3ff8000000000000" + "6164" + "f5"
                        + "6165" + "c074323032362d31312d32335431323a30303a30305a" + "6166" + "f97e00" + "6167"
                        + "a1614181820102";
        assertThat(AttestationObject.authenticatorData(hex("a3" + FMT_NONE + STATEMENT + statement + DATA + "4109")))
                .containsExactly(9);
    }

    @Test
    void what_is_rewritten_without_statement_reads_the_same() throws PasskeyObjection {
        for (int length : new int[] {1, 37, 255, 256, 4096, 40_000}) {
            byte[] data = new byte[length];
            new Random(length).nextBytes(data);
            byte[] rewritten = AttestationObject.withoutStatement(data);
            assertThat(AttestationObject.authenticatorData(rewritten)).isEqualTo(data);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "empty, ''",
        "no map, 80",
        "two members, a263666d74646e6f6e65686175746844617461410 9",
        "trailing byte, a363666d74646e6f6e656761747453746d74a068617574684461746141 0900",
        "a member twice, a363666d74646e6f6e6563666d74646e6f6e656861757468446174614109",
        "a fourth member, a463666d74646e6f6e656761747453746d74a068617574684461746141090101",
        "an unknown member, a363666d74646e6f6e65677874745374 6d74a06861757468446174614109",
        "data as text, a363666d74646e6f6e656761747453746d74a0686175746844617461616 1",
        "indefinite map, bf63666d74646e6f6e656761747453746d74a06861757468446174614109ff",
        "indefinite data, a363666d74646e6f6e656761747453746d74a06861757468446174615f4109ff",
        "statement that ends too early, a363666d74646e6f6e656761747453746d749affffffff",
        "statement with a length of 64 bits, a363666d74646e6f6e656761747453746d745bffffffffffffffff",
        "statement with a reserved head, a363666d74646e6f6e656761747453746d741c",
        "data longer than the input, a363666d74646e6f6e656761747453746d74a06861757468446174615a7fffffff"
    })
    void what_is_no_attestation_object_is_refused(String name, String spaced) {
        refused(hex(spaced.replace(" ", "")));
    }

    @Test
    void deep_nesting_is_refused() {
        refused(hex("a3" + FMT_NONE + STATEMENT + "81".repeat(100_000) + "01" + DATA + "4109"));
    }

    @Test
    void no_input_makes_any_other_exception() {
        Random random = new Random(20261123);
        byte[] good = hex("a3" + FMT_NONE + STATEMENT + "a26161830102206162c0740101" + DATA + "43010203");
        for (int i = 0; i < 50_000; i++) {
            byte[] changed = good.clone();
            for (int change = 0; change <= random.nextInt(3); change++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(AttestationObject.authenticatorData(changed)).isNotNull();
            } catch (PasskeyObjection refused) {
                assertThat(refused.reason()).isEqualTo(PasskeyReason.RESPONSE_MALFORMED);
            }
        }
    }

    private static void refused(byte[] cbor) {
        assertThatThrownBy(() -> AttestationObject.authenticatorData(cbor))
                .isInstanceOfSatisfying(
                        PasskeyObjection.class,
                        refused -> assertThat(refused.reason()).isEqualTo(PasskeyReason.RESPONSE_MALFORMED));
    }
}
