package dev.registrykit.attest.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PemTextTest {
    private static final byte[] BYTES = {1, 2, 3, 4};

    @Property(tries = 200)
    void a_block_holds_what_was_encoded_and_nothing_else(@ForAll @Size(max = 200) byte[] bytes) {
        byte[] pem =
                pem("CERTIFICATE", Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);

        assertThat(PemText.holds(pem, "CERTIFICATE", bytes)).isTrue();
        assertThat(PemText.holds(pem, "CERTIFICATE", longer)).isFalse();
        assertThat(PemText.holds(pem, "PUBLIC KEY", bytes)).isFalse();
        assertThat(PemText.holds(pem("CERTIFICATE", Base64.getEncoder().encodeToString(longer)), "CERTIFICATE", bytes))
                .isFalse();
    }

    @Test
    void line_ends_do_not_matter() {
        assertThat(PemText.holds(pem("CERTIFICATE", "AQID\r\nBA==\r\n"), "CERTIFICATE", BYTES))
                .isTrue();
    }

    @Test
    void another_spelling_of_the_same_bytes_is_refused() {
        assertThat(PemText.holds(pem("CERTIFICATE", "AQIDBB=="), "CERTIFICATE", BYTES))
                .isFalse();
        assertThat(PemText.holds(pem("CERTIFICATE", "AQIDBA"), "CERTIFICATE", BYTES))
                .isFalse();
    }

    @Test
    void two_blocks_are_refused() {
        String block = new String(pem("CERTIFICATE", "AQIDBA=="), StandardCharsets.US_ASCII);

        assertThat(PemText.holds((block + block).getBytes(StandardCharsets.US_ASCII), "CERTIFICATE", BYTES))
                .isFalse();
    }

    @Test
    void what_is_cut_short_is_refused() {
        byte[] pem = pem("CERTIFICATE", "AQIDBA==");
        for (int length = 0; length < pem.length - 1; length++) {
            assertThat(PemText.holds(Arrays.copyOf(pem, length), "CERTIFICATE", BYTES))
                    .isFalse();
        }
    }

    private static byte[] pem(String label, String base64) {
        return ("-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
