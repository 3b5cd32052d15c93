package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.Refusals.code;
import static dev.registrykit.attest.expectation.Jobs.DIGEST;
import static dev.registrykit.attest.statement.Statements.subject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.Attestations;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.PypiPublish;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.attest.statement.Statements;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PypiExpectationTest {
    private static final String FILE = "acme_widget-1.0.tar.gz";
    private static final Release RELEASE = Release.of(PackageName.parse(Ecosystem.PYPI, "acme-widget"), "1.0");

    private static String check(String statement) {
        return check(attestation(statement), RELEASE, FILE);
    }

    private static String check(VerifiedAttestation attestation, Release release, String file) {
        return code(PypiExpectation.check(attestation, release, file));
    }

    private static VerifiedAttestation attestation(String statement) {
        return Attestations.byJob(Jobs.job().build(), statement, DIGEST);
    }

    private static String publish(String subjects) {
        return Statements.of(subjects, PypiPublish.TYPE, "null");
    }

    private static String named(String name) {
        return subject(name, DigestAlgorithm.SHA256, DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FILE,
                "acme-widget-1.0.tar.gz",
                "Acme.Widget-1.0.tar.gz",
                "ACME__WIDGET-1.0.tar.gz",
                "acme_widget-1.0.0.tar.gz"
            })
    void a_publish_attestation_of_the_file_is_accepted_however_its_name_is_spelled(String name) {
        assertThat(check(publish(named(name)))).isEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme_widget-1.1.tar.gz",
                "acme_widget-1.0-py3-none-any.whl",
                "acme_widgets-1.0.tar.gz",
                "sub/acme_widget-1.0.tar.gz",
                "acme_widget",
                "_",
                ""
            })
    void an_attestation_of_a_file_with_another_name_is_refused(String name) {
        assertThat(check(publish(named(name)))).isEqualTo("subject-name-mismatch");
    }

    @Test
    void a_second_subject_is_refused_even_if_it_is_the_same() {
        assertThat(check(publish(named(FILE) + "," + named(FILE)))).isEqualTo("subject-count");
    }

    @Test
    void the_file_is_named_by_its_sha256() {
        assertThat(check(publish(subject(FILE, DigestAlgorithm.SHA512, DIGEST))))
                .isEqualTo("subject-digest-missing");
        assertThat(check(publish(subject(FILE, DigestAlgorithm.SHA256, ArtifactDigest.of(new byte[] {4})))))
                .isEqualTo("subject-digest-missing");
    }

    @Test
    void a_publish_attestation_says_nothing_else() {
        assertThat(check(Statements.of(named(FILE), PypiPublish.TYPE, "{}"))).isEqualTo("allowed");
        assertThat(check(Statements.of(named(FILE), PypiPublish.TYPE, "{\"a\":1}")))
                .isEqualTo("predicate-malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SlsaProvenance.V0_2,
                "https://docs.pypi.org/attestations/publish/v2",
                "https://docs.pypi.org/attestations/publish/v1/"
            })
    void other_types_of_statements_are_refused(String type) {
        assertThat(check(Statements.of(named(FILE), type, null))).isEqualTo("predicate-type-refused");
    }

    @Test
    void provenance_is_accepted_when_it_can_be_read() {
        assertThat(check(Statements.of(named(FILE), SlsaProvenance.V1, Provenances.v1())))
                .isEqualTo("allowed");
        assertThat(check(Statements.of(named(FILE), SlsaProvenance.V1, null))).isEqualTo("predicate-malformed");
    }

    @Test
    void the_file_belongs_to_the_release_that_it_is_uploaded_for() {
        VerifiedAttestation attestation = attestation(publish(named(FILE)));
        Release other = Release.of(RELEASE.packageName(), "2.0");

        assertThat(check(attestation, other, FILE)).isEqualTo("file-name-mismatch");
        assertThat(check(attestation, Release.of(PackageName.parse(Ecosystem.PYPI, "other"), "1.0"), FILE))
                .isEqualTo("file-name-mismatch");
        assertThat(check(attestation, RELEASE, "../" + FILE)).isEqualTo("file-name-invalid");
    }

    @Test
    void a_signature_of_the_file_itself_is_no_attestation() {
        assertThat(check(Attestations.byJob(Jobs.job().build(), null, DIGEST), RELEASE, FILE))
                .isEqualTo("statement-missing");
    }
}
