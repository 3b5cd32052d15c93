package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.Refusals.code;
import static dev.registrykit.attest.expectation.Jobs.DIGEST;
import static dev.registrykit.attest.statement.Statements.subject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.Attestations;
import dev.registrykit.attest.statement.Statements;
import org.junit.jupiter.api.Test;

class StatementExpectationTest {
    private static final String TYPE = "https://example.org/type/v1";
    private static final ArtifactDigest OTHER = ArtifactDigest.of(new byte[] {9});

    private static StatementExpectation.Builder expected() {
        return StatementExpectation.builder().predicateType(TYPE);
    }

    private static String check(StatementExpectation.Builder expected, String subjects, String name) {
        return code(expected.build()
                .check(Attestations.byJob(Jobs.job().build(), Statements.of(subjects, TYPE, null), DIGEST), name));
    }

    private static String named(String name, ArtifactDigest digest) {
        return subject(name, DigestAlgorithm.SHA512, digest);
    }

    @Test
    void the_artifact_is_called_by_exactly_its_name() {
        assertThat(check(expected(), named("widget", DIGEST), "widget")).isEqualTo("allowed");
        assertThat(check(expected(), named("widget", DIGEST), "Widget")).isEqualTo("subject-name-mismatch");
        assertThat(check(expected().acceptAnySubjectName(), named("widget", DIGEST), "Widget"))
                .isEqualTo("allowed");
    }

    @Test
    void the_name_of_another_subject_does_not_count() {
        String two = named("other", DIGEST) + "," + named("widget", OTHER);

        assertThat(check(expected(), two, "widget")).isEqualTo("subject-count");
        assertThat(check(expected().acceptSeveralSubjects(), two, "widget")).isEqualTo("subject-name-mismatch");
        assertThat(check(expected().acceptSeveralSubjects(), two, "other")).isEqualTo("allowed");
    }

    @Test
    void one_artifact_may_have_several_names() {
        String two = named("widget", DIGEST) + "," + named("widget-latest", DIGEST);

        assertThat(check(expected().acceptSeveralSubjects(), two, "widget-latest"))
                .isEqualTo("allowed");
    }

    @Test
    void a_type_is_named() {
        assertThat(check(StatementExpectation.builder().predicateType(TYPE + "0"), named("widget", DIGEST), "widget"))
                .isEqualTo("predicate-type-refused");
        assertThatThrownBy(() -> StatementExpectation.builder().build()).isInstanceOf(IllegalStateException.class);
    }
}
