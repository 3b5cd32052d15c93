package dev.registrykit.examples.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar and bundle that Maven Central serves, on a client's disk. */
class VerifyArtifactTest {
    private static final String JAR = "sigstore-java-2.0.0.jar";
    private static final String WORKLOAD = """
            {"workload": {"issuer": "https://token.actions.githubusercontent.com",
             "repository": "https://github.com/sigstore/sigstore-java", "repositoryId": "460184708", "ownerId": "71096353",
             "workflow": ".github/workflows/release-sigstore-java-from-tag.yaml", "protectedRef": false, "acceptedEvents": []}}""";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void download() throws IOException {
        Path root = Path.of(
                System.getProperty("registrykit.corpora", "../../../shared/corpora"),
                "sigstore-conformance",
                "default-trusted-root.json");
        if (!Files.isRegularFile(root)) {
            String message = "no trust root at " + root + ": set REGISTRYKIT_CORPORA";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            abort(message);
        }
        Files.copy(root, directory.resolve("trusted_root.json"));
        for (String file : new String[] {JAR, JAR + ".sigstore.json"}) {
            Files.copy(Path.of("target", "central", file), directory.resolve(file));
        }
    }

    @Test
    void an_artifact_of_an_expected_workload_is_verified() throws IOException {
        assertThat(verify(WORKLOAD)).as(printed()).isZero();
        assertThat(printed())
                .contains("Verified " + JAR, "release-sigstore-java-from-tag.yaml@refs/tags/v2.0.0", "2025-11-20T");
    }

    @Test
    void one_of_several_signers_is_enough() throws IOException {
        assertThat(verify("{\"name\": \"somebody@example.org\", \"issuer\": \"https://accounts.google.com\"}, "
                        + WORKLOAD))
                .isZero();
    }

    @Test
    void another_signer_is_told_with_the_reason() throws IOException {
        assertThat(verify(WORKLOAD.replace("460184708", "460184709"))).isEqualTo(1);
        assertThat(printed()).contains("NOT verified: " + JAR, "(repository-id-mismatch)");
    }

    @Test
    void another_file_is_told_with_the_reason() throws IOException {
        Files.writeString(directory.resolve(JAR), "other bytes");

        assertThat(verify(WORKLOAD)).isEqualTo(1);
        assertThat(printed()).contains("(digest-mismatch)");
    }

    @Test
    void a_policy_that_names_nobody_or_is_misspelled_verifies_nothing() throws IOException {
        assertThat(verify("")).isEqualTo(2);
        assertThat(verify(WORKLOAD.replace("\"workload\"", "\"workloads\""))).isEqualTo(2);
        assertThat(printed())
                .contains("names nobody", "'workloads' is not known")
                .doesNotContain("Verified");
    }

    @Test
    void a_missing_bundle_verifies_nothing() throws IOException {
        Files.delete(directory.resolve(JAR + ".sigstore.json"));

        assertThat(verify(WORKLOAD)).isEqualTo(2);
        assertThat(printed()).contains("Cannot verify " + JAR);
    }

    private int verify(String signers) throws IOException {
        Path policy = directory.resolve("policy.json");
        Files.writeString(policy, "{\"trustRoot\": \"trusted_root.json\", \"signers\": [" + signers + "]}");
        String[] arguments = {policy.toString(), directory.resolve(JAR).toString()};
        return VerifyArtifact.run(arguments, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
