package dev.registrykit.attest.trustroot;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.attest.RegistryAttest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Path file = written(HEAD
                + "\"certificateAuthorities\":[{\"certChain\":{\"certificates\":[{\"rawBytes\":\"AAAA\"}]},"
                + "\"uri\":\"https://ca.example.org\",\"validFor\":{\"start\":\"2020-01-01T00:00:00Z\"}}]}");

        assertThatThrownBy(() -> TrustRoot.file(file))
                .isInstanceOf(TrustRootException.class)
                .hasMessageContaining("is broken");
    }

    @Test
    void no_trust_root_fails_at_start() {
        assertThatThrownBy(() -> RegistryAttest.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("trustRoot");
    }
}
