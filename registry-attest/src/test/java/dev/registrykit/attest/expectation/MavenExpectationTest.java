package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.Refusals.code;
import static dev.registrykit.attest.expectation.Jobs.DIGEST;
import static dev.registrykit.attest.statement.Statements.subject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.Attestations;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.Statements;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.MavenPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MavenExpectationTest {
    private static final String JAR = "com/acme/widget/1.0/widget-1.0.jar";
    private static final MavenPath FILE = MavenPath.parse(JAR);
    private static final Decision<VerifiedAttestation> GOOD =
            Decision.allowed(Attestations.byJob(Jobs.job().build(), null, DIGEST));
    private static final Decision<VerifiedAttestation> BAD =
            Decision.refused(AttestReason.SIGNATURE_INVALID, "The signature does not hold.");

    @Test
    void each_form_wants_its_signatures() {
        assertThat(code(MavenExpectation.bundle().check(FILE, GOOD, null))).isEqualTo("allowed");
        assertThat(code(MavenExpectation.bundle().check(FILE, null, GOOD))).isEqualTo("signature-missing");
        assertThat(code(MavenExpectation.openPgp().check(FILE, null, GOOD))).isEqualTo("allowed");
        assertThat(code(MavenExpectation.openPgp().check(FILE, GOOD, null))).isEqualTo("signature-missing");
        assertThat(code(MavenExpectation.bundleOrOpenPgp().check(FILE, GOOD, null)))
                .isEqualTo("allowed");
        assertThat(code(MavenExpectation.bundleOrOpenPgp().check(FILE, null, GOOD)))
                .isEqualTo("allowed");
        assertThat(code(MavenExpectation.bundleOrOpenPgp().check(FILE, null, null)))
                .isEqualTo("signature-missing");
        assertThat(code(MavenExpectation.bundleAndOpenPgp().check(FILE, GOOD, GOOD)))
                .isEqualTo("allowed");
        assertThat(code(MavenExpectation.bundleAndOpenPgp().check(FILE, GOOD, null)))
                .isEqualTo("signature-missing");
        assertThat(code(MavenExpectation.bundleAndOpenPgp().check(FILE, null, GOOD)))
                .isEqualTo("signature-missing");
    }

    @Test
    void a_signature_that_does_not_hold_is_never_passed_over() {
        assertThat(code(MavenExpectation.bundleOrOpenPgp().check(FILE, BAD, GOOD)))
                .isEqualTo("signature-invalid");
        assertThat(code(MavenExpectation.bundleOrOpenPgp().check(FILE, GOOD, BAD)))
                .isEqualTo("signature-invalid");
        assertThat(code(MavenExpectation.bundle().check(FILE, GOOD, BAD))).isEqualTo("signature-invalid");
        MavenPath checksum = MavenPath.parse(JAR + ".sha1");
        assertThat(code(MavenExpectation.bundle().check(checksum, BAD, null))).isEqualTo("signature-invalid");
    }

    @Test
    void a_statement_about_the_file_is_no_signature_of_it() {
        String statement =
                Statements.of(subject("widget-1.0.jar", DigestAlgorithm.SHA256, DIGEST), "https://example.org/t", null);

        assertThat(code(MavenExpectation.bundle()
                        .check(
                                FILE,
                                Decision.allowed(Attestations.byJob(Jobs.job().build(), statement, DIGEST)),
                                null)))
                .isEqualTo("statement-unexpected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                JAR + ".sha256",
                JAR + ".asc",
                JAR + ".sigstore.json",
                JAR + ".sigstore.json.sha1",
                "com/acme/widget/maven-metadata.xml"
            })
    void what_accompanies_files_needs_no_signature(String path) {
        assertThat(code(MavenExpectation.bundleAndOpenPgp().check(MavenPath.parse(path), null, null)))
                .isEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                JAR,
                "com/acme/widget/1.0/widget-1.0.pom",
                "com/acme/widget/1.0/widget-1.0-sources.jar",
                "com/acme/widget/1.0/widget-1.0.module"
            })
    void a_bundle_is_for_the_file_beside_it(String path) {
        MavenPath file = MavenPath.parse(path);

        assertThat(MavenExpectation.needsSignature(file)).isTrue();
        assertThat(MavenExpectation.signedBy(MavenPath.parse(path + ".sigstore.json"))
                        .map(MavenPath::path))
                .isEqualTo(Decision.allowed(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                JAR,
                JAR + ".asc",
                JAR + ".sigstore",
                JAR + ".asc.sigstore.json",
                JAR + ".sigstore.json.asc",
                JAR + ".sigstore.json.sha256"
            })
    void another_file_is_a_bundle_for_nothing(String path) {
        assertThat(code(MavenExpectation.signedBy(MavenPath.parse(path)))).isEqualTo("signature-misplaced");
    }
}
