package dev.registrykit.attest.statement;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.core.decision.Decision;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {
    private static final ArtifactDigest DIGEST = ArtifactDigest.of(new byte[] {1, 2, 3});

    private static Decision<Statement> parse(String json) {
        return Statement.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String statement(String subjects) {
        return "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"https://slsa.dev/provenance/v1\","
                + "\"subject\":[" + subjects + "]}";
    }

    private static String subject(String name, String algorithm, String digest) {
        return "{\"name\":\"" + name + "\",\"digest\":{\"" + algorithm + "\":\"" + digest + "\"}}";
    }

    @Test
    void any_subject_may_be_the_artifact() {
        String json =
                statement(subject("a.jar", "sha256", "00".repeat(32)) + "," + subject("b.jar", "sha256", DIGEST.hex(dev.registrykit.attest.bundle.DigestAlgorithm.SHA256)));

        Statement statement = parse(json).orElseThrow(failure -> new AssertionError(failure.toString()));

        assertThat(statement.predicateType()).isEqualTo("https://slsa.dev/provenance/v1");
        assertThat(statement.bytes()).isEqualTo(json.getBytes(StandardCharsets.UTF_8));
        assertThat(statement.subjectsOf(DIGEST).map(found -> found.get(0).name())).isEqualTo(Decision.allowed("b.jar"));
    }

    @Test
    void a_statement_about_other_artifacts_is_refused() {
        assertThat(code(parse(statement(subject("a.jar", "sha256", "00".repeat(32))))
                        .then(statement -> statement.subjectsOf(DIGEST))))
                .isEqualTo("digest-mismatch");
    }

    @Test
    void a_statement_with_other_digests_alone_is_unsupported() {
        assertThat(code(parse(statement(subject("a.jar", "sha512", "00".repeat(64))))
                        .then(statement -> statement.subjectsOf(DIGEST))))
                .isEqualTo("unsupported");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"_type\":\"https://in-toto.io/Statement/v2\",\"predicateType\":\"x\",\"subject\":[]}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"x\",\"subject\":[]}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"x\"}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{}}]}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"x\",\"subject\":[{\"name\":\"a\"}]}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"_type\":\"https://in-toto.io/Statement/v1\"}"
            })
    void what_is_no_statement_is_refused(String json) {
        assertThat(code(parse(json))).isEqualTo("statement-malformed");
    }

    @Test
    void a_statement_with_very_many_subjects_is_refused() {
        String subject = subject("a.jar", "sha256", "00".repeat(32));

        assertThat(code(parse(statement(subject + ("," + subject).repeat(1023)))))
                .isEqualTo("allowed");
        assertThat(code(parse(statement(subject + ("," + subject).repeat(1024)))))
                .isEqualTo("statement-malformed");
    }
}
