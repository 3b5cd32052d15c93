package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.Refusals.code;
import static dev.registrykit.attest.expectation.Jobs.DIGEST;
import static dev.registrykit.attest.statement.Statements.subject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.Attestations;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.statement.Statements;
import dev.registrykit.attest.statement.VerificationSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VsaExpectationTest {
    private static final String VERIFIER = "https://example.org/verifier";
    private static final String RESOURCE = "pkg:npm/widget@1.0.0";
    private static final SignerIdentity SIGNER = SignerIdentity.of("verifier@example.org", "https://accounts.example");
    private static final String PREDICATE = "{\"verifier\":{\"id\":\"" + VERIFIER + "\"},\"resourceUri\":\"" + RESOURCE
            + "\",\"policy\":{\"uri\":\"https://example.org/p\"},\"verificationResult\":\"PASSED\","
            + "\"verifiedLevels\":[\"SLSA_BUILD_LEVEL_2\",\"OWN_L1\"],\"more\":{}}";

    private static String statement(String predicate) {
        return Statements.of(subject("_", DigestAlgorithm.SHA256, DIGEST), VerificationSummary.TYPE, predicate);
    }

    private static VsaExpectation.Builder expected() {
        return VsaExpectation.builder().verifier(SIGNER, VERIFIER);
    }

    private static String check(VsaExpectation.Builder expected, String predicate) {
        return code(expected.build().check(Attestations.bySigner(SIGNER, statement(predicate), DIGEST), RESOURCE));
    }

    @ParameterizedTest
    @CsvSource({
        "SLSA_BUILD_LEVEL_2, allowed",
        "SLSA_BUILD_LEVEL_1, allowed",
        "SLSA_BUILD_LEVEL_0, allowed",
        "SLSA_BUILD_LEVEL_3, build-level-too-low",
        "SLSA_SOURCE_LEVEL_1, build-level-too-low",
        "OWN_L1, allowed",
        "OWN_L0, build-level-too-low",
        "slsa_build_level_1, build-level-too-low"
    })
    void a_level_includes_the_lower_ones_of_its_track(String level, String outcome) {
        assertThat(check(expected().level(level), PREDICATE)).isEqualTo(outcome);
    }

    @Test
    void every_wanted_level_must_be_reached() {
        assertThat(check(expected().level("OWN_L1").level("SLSA_BUILD_LEVEL_2"), PREDICATE))
                .isEqualTo("allowed");
        assertThat(check(expected().level("OWN_L1").level("SLSA_BUILD_LEVEL_3"), PREDICATE))
                .isEqualTo("build-level-too-low");
    }

    @Test
    void a_verifier_is_known_by_signer_and_id_together() {
        VsaExpectation expected = expected().level("OWN_L1").build();
        SignerIdentity other = SignerIdentity.of("evil@example.org", SIGNER.issuer());

        assertThat(code(expected.check(Attestations.bySigner(other, statement(PREDICATE), DIGEST), RESOURCE)))
                .isEqualTo("summary-verifier-untrusted");
        assertThat(check(expected().level("OWN_L1"), PREDICATE.replace(VERIFIER, VERIFIER + "2")))
                .isEqualTo("summary-verifier-untrusted");
        VsaExpectation crossed = expected()
                .verifierKey("key", "https://example.org/other")
                .level("OWN_L1")
                .build();
        assertThat(code(crossed.check(Attestations.byKey("key", statement(PREDICATE), DIGEST), RESOURCE)))
                .isEqualTo("summary-verifier-untrusted");
    }

    @Test
    void the_summary_is_about_this_resource_and_passed() {
        assertThat(check(expected().level("OWN_L1"), PREDICATE.replace("widget@1.0.0", "widget@1.0.1")))
                .isEqualTo("summary-resource-mismatch");
        assertThat(check(expected().level("OWN_L1"), PREDICATE.replace("PASSED", "FAILED")))
                .isEqualTo("summary-not-passed");
    }

    @Test
    void what_is_not_expected_at_all_is_refused_at_once() {
        assertThatThrownBy(() -> expected().build()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> VsaExpectation.builder().level("OWN_L1").build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> expected().verifierKey("", VERIFIER)).isInstanceOf(IllegalArgumentException.class);
    }
}
