package dev.registrykit.attest.statement;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.core.decision.Decision;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
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
        String json = statement(subject("a.jar", "sha256", "00".repeat(32)) + ","
                + subject("b.jar", "sha256", DIGEST.hex(DigestAlgorithm.SHA256)));

        Statement statement = parse(json).orElseThrow(failure -> new AssertionError(failure.toString()));

        assertThat(statement.predicateType()).isEqualTo("https://slsa.dev/provenance/v1");
        assertThat(statement.bytes()).isEqualTo(json.getBytes(StandardCharsets.UTF_8));
        assertThat(statement.subjectsOf(DIGEST).map(found -> found.get(0).name()))
                .isEqualTo(Decision.allowed("b.jar"));
    }

    @Test
    void a_statement_about_other_artifacts_is_refused() {
        assertThat(code(parse(statement(subject("a.jar", "sha256", "00".repeat(32))))
                        .then(statement -> statement.subjectsOf(DIGEST))))
                .isEqualTo("digest-mismatch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "sha384", "sha512"})
    void a_subject_is_the_artifact_by_any_strong_digest(String word) {
        DigestAlgorithm algorithm = DigestAlgorithm.valueOf(word.toUpperCase(Locale.ROOT));

        assertThat(code(parse(statement(subject("a.jar", word, DIGEST.hex(algorithm))))
                        .then(statement -> statement.subjectsOf(DIGEST))))
                .isEqualTo("allowed");
    }

    @Test
    void weaker_digests_never_count() {
        assertThat(code(parse(statement(subject("a.jar", "sha1", "7037807198c22a7d2b0807371d763779a84fdfcf")))
                        .then(statement -> statement.subjectsOf(DIGEST))))
                .isEqualTo("digest-mismatch");
    }

    @Test
    void a_subject_whose_digests_disagree_is_another_artifact() {
        String subject = "{\"name\":\"a.jar\",\"digest\":{\"sha256\":\"" + DIGEST.hex(DigestAlgorithm.SHA256)
                + "\",\"sha512\":\"" + "00".repeat(64) + "\"}}";

        assertThat(code(parse(statement(subject)).then(statement -> statement.subjectsOf(DIGEST))))
                .isEqualTo("digest-mismatch");
        ArtifactDigest known = ArtifactDigest.sha256(DIGEST.hex(DigestAlgorithm.SHA256));
        assertThat(code(parse(statement(subject)).then(statement -> statement.subjectsOf(known))))
                .isEqualTo("allowed");
    }

    @Test
    void all_subjects_that_are_the_artifact_are_found_under_whatever_names() {
        String hex = DIGEST.hex(DigestAlgorithm.SHA256);
        String unnamed = "{\"digest\":{\"sha256\":\"" + hex + "\"}}";

        assertThat(parse(statement(subject("a", "sha256", hex) + "," + subject("a", "sha256", hex) + "," + unnamed))
                        .then(statement -> statement.subjectsOf(DIGEST))
                        .map(found ->
                                found.stream().map(Statement.Subject::name).toList()))
                .isEqualTo(Decision.allowed(List.of("a", "a", "")));
    }

    @Test
    void no_predicate_and_a_predicate_that_is_null_are_the_same() {
        String without = statement(subject("a", "sha256", "00".repeat(32)));
        String withNull = without.substring(0, without.length() - 1) + ",\"predicate\":null}";

        for (String json : new String[] {without, withNull}) {
            Statement statement = parse(json).orElseThrow(failure -> new AssertionError(failure.toString()));
            assertThat(statement.predicate()).isNull();
        }
        assertThat(code(parse(without.substring(0, without.length() - 1) + ",\"predicate\":[]}")))
                .isEqualTo("statement-malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"_type\":\"https://in-toto.io/Statement/v2\",\"predicateType\":\"x\",\"subject\":[]}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"x\",\"subject\":[]}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"x\"}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"x\",\"subject\":[{\"digest\":{}}]}",
                "{\"_type\":\"https://in-toto.io/StatementA/v0.1\",\"predicateType\":\"x\",\"subject\":[{\"digest\":{\"sha256\":\"00\"}}]}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{}}]}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"x\",\"subject\":[{\"name\":\"a\"}]}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"_type\":\"https://in-toto.io/Statement/v1\"}"
            })
    void what_is_no_statement_is_refused(String json) {
        assertThat(code(parse(json))).isEqualTo("statement-malformed");
    }

    @Test
    void a_type_that_is_empty_is_nobodys() {
        String json = statement(subject("a", "sha256", "00".repeat(32))).replace("https://slsa.dev/provenance/v1", "");

        assertThat(code(parse(json))).isEqualTo("allowed");
        assertThat(code(parse(json).then(SlsaProvenance::read))).isEqualTo("predicate-type-mismatch");
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
