package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.Refusals.code;
import static dev.registrykit.attest.expectation.Jobs.DIGEST;
import static dev.registrykit.attest.statement.Statements.subject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.Attestations;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.NpmPublish;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.attest.statement.Statements;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpmExpectationTest {
    private static final Release RELEASE = Release.of(PackageName.npm("@acme/widget"), "1.0.0");
    private static final String PURL = "pkg:npm/%40acme/widget@1.0.0";
    private static final String PREDICATE =
            "{\"name\":\"@acme/widget\",\"version\":\"1.0.0\",\"registry\":\"https://registry.npmjs.org\"}";
    private static final NpmExpectation EXPECTED = NpmExpectation.of("https://registry.npmjs.org/");

    private static VerifiedAttestation provenance(String purl) {
        return Attestations.byJob(
                Jobs.job().build(), Statements.of(named(purl), SlsaProvenance.V1, Provenances.v1()), DIGEST);
    }

    private static VerifiedAttestation publish(String purl, String predicate) {
        return Attestations.byKey("SHA256:key", Statements.of(named(purl), NpmPublish.TYPE, predicate), DIGEST);
    }

    private static String named(String purl) {
        return subject(purl, DigestAlgorithm.SHA512, DIGEST);
    }

    private static String check(VerifiedAttestation publish, VerifiedAttestation provenance) {
        return code(EXPECTED.check(publish, provenance, RELEASE));
    }

    @Test
    void name_and_version_agree_in_all_places() {
        assertThat(check(publish(PURL, PREDICATE), provenance(PURL))).isEqualTo("allowed");
        assertThat(check(publish("pkg:npm/@acme/widget@1.0.0", PREDICATE), provenance(PURL)))
                .isEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkg:npm/%40acme/widget@1.0.1",
                "pkg:npm/%40acme/widgets@1.0.0",
                "pkg:npm/widget@1.0.0",
                "pkg:npm/%40acme/widget",
                "pkg:pypi/widget@1.0.0",
                "pkg:npm/%40acme/widget@1.0.0?a=b",
                "pkg:npm/%40ACME/widget@1.0.0",
                "@acme/widget@1.0.0",
                ""
            })
    void another_package_url_in_one_of_the_subjects_is_refused(String purl) {
        assertThat(check(publish(purl, PREDICATE), provenance(PURL))).isEqualTo("attested-release-mismatch");
        assertThat(check(publish(PURL, PREDICATE), provenance(purl))).isEqualTo("attested-release-mismatch");
        assertThat(code(NpmExpectation.checkProvenance(provenance(purl), RELEASE)))
                .isEqualTo("attested-release-mismatch");
    }

    @Test
    void another_name_version_or_registry_in_the_predicate_is_refused() {
        assertThat(check(publish(PURL, PREDICATE.replace("widget", "other")), provenance(PURL)))
                .isEqualTo("attested-release-mismatch");
        assertThat(check(publish(PURL, PREDICATE.replace("1.0.0", "1.0.1")), provenance(PURL)))
                .isEqualTo("attested-release-mismatch");
        assertThat(check(publish(PURL, PREDICATE.replace("npmjs.org", "npmjs.org.example")), provenance(PURL)))
                .isEqualTo("attested-registry-mismatch");
    }

    @Test
    void the_registry_signs_with_its_key_and_the_build_does_not() {
        VerifiedAttestation byJob =
                Attestations.byJob(Jobs.job().build(), Statements.of(named(PURL), NpmPublish.TYPE, PREDICATE), DIGEST);
        VerifiedAttestation byKey = Attestations.byKey(
                "SHA256:key", Statements.of(named(PURL), SlsaProvenance.V1, Provenances.v1()), DIGEST);

        assertThat(check(byJob, provenance(PURL))).isEqualTo("signer-kind-refused");
        assertThat(check(publish(PURL, PREDICATE), byKey)).isEqualTo("signer-kind-refused");
    }

    @Test
    void the_two_are_of_their_own_types() {
        VerifiedAttestation other =
                Attestations.byKey("SHA256:key", Statements.of(named(PURL), SlsaProvenance.V1, PREDICATE), DIGEST);

        assertThat(check(other, provenance(PURL))).isEqualTo("predicate-type-mismatch");
    }

    @Test
    void the_tarball_is_named_by_its_sha512() {
        VerifiedAttestation bySha256 = Attestations.byJob(
                Jobs.job().build(),
                Statements.of(subject(PURL, DigestAlgorithm.SHA256, DIGEST), SlsaProvenance.V1, Provenances.v1()),
                DIGEST);

        assertThat(code(NpmExpectation.checkProvenance(bySha256, RELEASE))).isEqualTo("subject-digest-missing");
    }

    @Test
    void a_list_has_one_attestation_of_each_kind() {
        String publish = "{\"predicateType\":\"" + NpmPublish.TYPE + "\",\"bundle\":{}}";

        assertThat(read("{\"attestations\":[]}")).isEqualTo("attestations-incomplete");
        assertThat(read("{\"attestations\":[" + publish + "]}")).isEqualTo("attestations-incomplete");
        assertThat(read("{\"attestations\":[" + publish + "," + publish + "]}")).isEqualTo("attestations-incomplete");
        assertThat(read("{\"attestations\":{}}")).isEqualTo("attestations-malformed");
        assertThat(read("[]")).isEqualTo("attestations-malformed");
    }

    private static String read(String json) {
        return code(NpmAttestations.read(json.getBytes(StandardCharsets.UTF_8)));
    }
}
