package dev.registrykit.attest.trustroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.attest.RegistryAttest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustRootTest {
    private static final String HEAD = "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\",";

    @TempDir
    Path directory;

    private Path written(String json) throws IOException {
        return Files.writeString(directory.resolve("trusted_root.json"), json);
    }

    @Test
    void a_missing_file_fails_at_start() {
        assertThatThrownBy(() -> TrustRoot.file(directory.resolve("nowhere.json")))
                .isInstanceOf(TrustRootException.class)
                .hasMessageContaining("nowhere.json")
                .hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{\"mediaType\":\"application/json\",\"tlogs\":[]}",
                HEAD + "\"tlogs\":[]}",
                HEAD + "\"tlogs\":[{\"logId\":{\"keyId\":\"A\"},\"publicKey\":{}}]}",
                HEAD
                        + "\"tlogs\":[{\"logId\":{\"keyId\":\"AA==\"},\"publicKey\":{\"validFor\":{\"start\":\"soon\"}}}]}",
                HEAD + "\"certificateAuthorities\":[{}],\"certificateAuthorities\":[{}]}"
            })
    void a_broken_file_fails_at_start(String json) throws IOException {
        Path file = written(json);

        assertThatThrownBy(() -> TrustRoot.file(file))
                .isInstanceOf(TrustRootException.class)
                .hasMessageContaining("is broken");
    }

    @Test
    void a_certificate_that_is_none_fails_at_start() throws IOException {
        TrustRoot root = TrustRoot.file(written(HEAD
                + "\"certificateAuthorities\":[{\"certChain\":{\"certificates\":[{\"rawBytes\":\"AAAA\"}]},"
                + "\"uri\":\"https://ca.example.org\",\"validFor\":{\"start\":\"2020-01-01T00:00:00Z\"}}]}"));

        assertThatThrownBy(() -> RegistryAttest.builder().trustRoot(root).build())
                .isInstanceOf(TrustRootException.class)
                .hasMessageContaining("cannot be used");
    }

    @Test
    void no_trust_root_fails_at_start() {
        assertThatThrownBy(() -> RegistryAttest.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("trustRoot");
    }

    @Test
    void a_log_is_in_use_from_its_start_to_its_end_both_included() throws IOException {
        TrustRoot root = TrustRoot.file(written(HEAD + "\"tlogs\":[" + log("AA==", "\"start\":\"2020-01-01T00:00:00Z\"")
                + "," + log("AQ==", "\"start\":\"2020-01-01T00:00:00Z\",\"end\":\"2021-01-01T00:00:00Z\"") + ","
                + log("Ag==", "\"end\":\"2021-01-01T00:00:00Z\"") + "]}"));

        assertThat(inUse(root, "AA==", "2019-12-31T23:59:59Z")).isFalse();
        assertThat(inUse(root, "AA==", "2020-01-01T00:00:00Z")).isTrue();
        assertThat(inUse(root, "AA==", "2999-01-01T00:00:00Z")).isTrue();
        assertThat(inUse(root, "AQ==", "2021-01-01T00:00:00Z")).isTrue();
        assertThat(inUse(root, "AQ==", "2021-01-01T00:00:01Z")).isFalse();
        assertThat(inUse(root, "Ag==", "2020-06-01T00:00:00Z"))
                .as("a key without a start")
                .isFalse();
        assertThat(inUse(root, "Aw==", "2020-06-01T00:00:00Z"))
                .as("a log that is not named")
                .isFalse();
    }

    private static String log(String id, String validity) {
        return "{\"logId\":{\"keyId\":\"" + id + "\"},\"publicKey\":{\"validFor\":{" + validity + "}}}";
    }

    private static boolean inUse(TrustRoot root, String id, String time) {
        return root.logInUse(Base64.getDecoder().decode(id), Instant.parse(time));
    }
}
