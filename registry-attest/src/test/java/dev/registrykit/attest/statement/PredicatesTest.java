package dev.registrykit.attest.statement;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each reader takes its own type alone, and what its specification requires. */
class PredicatesTest {
    private static final String VSA =
            "{\"verifier\":{\"id\":\"https://example.org/verifier\",\"version\":{\"a\":\"1\"}},"
                    + "\"timeVerified\":\"2024-06-12T07:24:34.351608Z\",\"resourceUri\":\"pkg:npm/widget@1.0.0\","
                    + "\"policy\":{\"uri\":\"https://example.org/policy\",\"digest\":{\"sha256\":\"00\"}},"
                    + "\"verificationResult\":\"PASSED\",\"verifiedLevels\":[\"SLSA_BUILD_LEVEL_2\"],"
                    + "\"slsaVersion\":\"1.0\",\"unknown\":[1,2]}";

    private static <T> T read(Function<Statement, Decision<T>> reader, String type, String predicate) {
        return reader.apply(Statements.with(type, predicate))
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    @Test
    void a_summary_is_read_and_what_is_unknown_in_it_ignored() {
        VerificationSummary summary = read(VerificationSummary::read, VerificationSummary.TYPE, VSA);

        assertThat(summary.verifierId()).isEqualTo("https://example.org/verifier");
        assertThat(summary.timeVerified()).isEqualTo(Instant.parse("2024-06-12T07:24:34.351608Z"));
        assertThat(summary.resourceUri()).isEqualTo("pkg:npm/widget@1.0.0");
        assertThat(summary.policy().uri()).isEqualTo("https://example.org/policy");
        assertThat(summary.policy().digests()).containsEntry("sha256", "00");
        assertThat(summary.isPassed()).isTrue();
        assertThat(summary.verifiedLevels()).isEqualTo(List.of("SLSA_BUILD_LEVEL_2"));
        assertThat(summary.slsaVersion()).isEqualTo("1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verifier", "resourceUri", "policy", "verificationResult", "verifiedLevels"})
    void a_summary_without_what_is_required_is_refused(String member) {
        String without = VSA.replace("\"" + member + "\"", "\"other\"");

        assertThat(code(VerificationSummary.read(Statements.with(VerificationSummary.TYPE, without))))
                .isEqualTo("predicate-malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"passed", "PASS", "", "UNKNOWN"})
    void a_summary_passed_or_failed_and_nothing_else(String result) {
        assertThat(code(VerificationSummary.read(
                        Statements.with(VerificationSummary.TYPE, VSA.replace("PASSED", result)))))
                .isEqualTo("predicate-malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://slsa.dev/verification_summary/v1.0",
                "https://slsa.dev/verification_summary/v0.2",
                "https://slsa.dev/verification_summary/v1/",
                "HTTPS://slsa.dev/verification_summary/v1"
            })
    void another_type_is_another_predicate(String type) {
        assertThat(code(VerificationSummary.read(Statements.with(type, VSA)))).isEqualTo("predicate-type-mismatch");
    }

    @Test
    void a_publish_attestation_of_npm_names_package_version_and_registry() {
        NpmPublish publish = read(
                NpmPublish::read,
                NpmPublish.TYPE,
                "{\"name\":\"@acme/widget\",\"version\":\"1.0.0\",\"registry\":\"https://registry.npmjs.org\"}");

        assertThat(publish.name()).isEqualTo("@acme/widget");
        assertThat(publish.version()).isEqualTo("1.0.0");
        assertThat(publish.registry()).isEqualTo("https://registry.npmjs.org");
        assertThat(code(NpmPublish.read(Statements.with(NpmPublish.TYPE, "{\"name\":\"a\",\"version\":1}"))))
                .isEqualTo("predicate-malformed");
    }

    @Test
    void a_publish_attestation_of_a_python_index_has_no_content() {
        assertThat(code(PypiPublish.read(Statements.with(PypiPublish.TYPE, null))))
                .isEqualTo("allowed");
        assertThat(code(PypiPublish.read(Statements.with(PypiPublish.TYPE, "null"))))
                .isEqualTo("allowed");
        assertThat(code(PypiPublish.read(Statements.with(PypiPublish.TYPE, "{}"))))
                .isEqualTo("allowed");
        assertThat(code(PypiPublish.read(Statements.with(PypiPublish.TYPE, "{\"a\":null}"))))
                .isEqualTo("predicate-malformed");
    }

    @Test
    void a_release_has_a_package_url_with_a_version_and_what_GitHub_adds() {
        ReleaseRecord record = read(
                ReleaseRecord::read,
                ReleaseRecord.V0_2,
                "{\"purl\":\"pkg:github/acme/widget@v1\",\"packageId\":\"7\",\"repository\":\"acme/widget\","
                        + "\"repositoryId\":\"7\",\"ownerId\":\"8\",\"tag\":\"v1\",\"databaseId\":\"9\"}");

        assertThat(record.purl()).isEqualTo("pkg:github/acme/widget@v1");
        assertThat(record.packageId()).isEqualTo("7");
        assertThat(record.repository()).isEqualTo("acme/widget");
        assertThat(record.repositoryId()).isEqualTo("7");
        assertThat(record.ownerId()).isEqualTo("8");
        assertThat(record.tag()).isEqualTo("v1");
        assertThat(read(ReleaseRecord::read, ReleaseRecord.V0_1, "{\"purl\":\"pkg:npm/a@1\",\"releaseId\":\"7\"}")
                        .packageId())
                .isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkg:npm/%40angular/http@7.2.16",
                "pkg:github/acme/widget@a%2Fb",
                "pkg:oci/image@sha256%3Afedc?repository_url=registry.example.com/project/image&tag=v1"
            })
    void a_package_url_may_have_what_its_type_needs(String purl) {
        assertThat(read(ReleaseRecord::read, ReleaseRecord.V0_2, "{\"purl\":\"" + purl + "\"}")
                        .purl())
                .isEqualTo(purl);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"purl\":\"pkg:npm/a\"}", "{\"purl\":\"npm/a@1\"}", "{\"purl\":\"pkg:npm/@acme/a\"}"})
    void a_release_without_a_version_is_refused(String predicate) {
        assertThat(code(ReleaseRecord.read(Statements.with(ReleaseRecord.V0_1, predicate))))
                .isEqualTo("predicate-malformed");
    }

    @Test
    void a_bill_of_materials_is_of_the_format_that_its_type_names() {
        assertThat(read(Sbom::read, Sbom.SPDX, "{\"spdxVersion\":\"SPDX-2.3\"}").isSpdx())
                .isTrue();
        assertThat(read(Sbom::read, Sbom.SPDX + "/v2.3", "{\"spdxVersion\":\"SPDX-2.3\"}")
                        .document()
                        .names())
                .containsExactly("spdxVersion");
        assertThat(read(Sbom::read, Sbom.CYCLONE_DX, "{\"bomFormat\":\"CycloneDX\"}")
                        .isSpdx())
                .isFalse();
        assertThat(code(Sbom.read(Statements.with(Sbom.CYCLONE_DX, "{\"spdxVersion\":\"SPDX-2.3\"}"))))
                .isEqualTo("predicate-malformed");
        assertThat(code(Sbom.read(Statements.with(Sbom.SPDX + "s", "{\"spdxVersion\":\"SPDX-2.3\"}"))))
                .isEqualTo("predicate-type-mismatch");
    }

    @Test
    void provenance_v1_is_read() {
        SlsaProvenance provenance = read(
                SlsaProvenance::read,
                SlsaProvenance.V1,
                "{\"buildDefinition\":{\"buildType\":\"https://actions.github.io/buildtypes/workflow/v1\","
                        + "\"externalParameters\":{\"workflow\":{\"ref\":\"refs/tags/v1\",\"repository\":"
                        + "\"https://github.com/acme/widget\",\"path\":\".github/workflows/build.yml\"},"
                        + "\"inputs\":{\"a\":\"b\"}},\"internalParameters\":{\"github\":{\"event_name\":\"push\"}},"
                        + "\"resolvedDependencies\":[{\"uri\":\"git+https://github.com/acme/widget@refs/tags/v1\","
                        + "\"digest\":{\"gitCommit\":\"ABC\"}}]},\"runDetails\":{\"builder\":{\"id\":\"https://b\"},"
                        + "\"metadata\":{\"invocationId\":\"https://run\",\"startedOn\":\"2024-01-01T00:00:00Z\","
                        + "\"finishedOn\":null}}}");

        assertThat(provenance.builderId()).isEqualTo("https://b");
        assertThat(provenance.buildType()).isEqualTo("https://actions.github.io/buildtypes/workflow/v1");
        assertThat(provenance.source()).hasToString("https://github.com/acme/widget@refs/tags/v1");
        assertThat(provenance.source().commit()).isEqualTo("abc");
        assertThat(provenance.trigger()).hasToString("https://github.com/acme/widget@refs/tags/v1");
        assertThat(provenance.entryPoint()).isEqualTo(".github/workflows/build.yml");
        assertThat(provenance.event()).isEqualTo("push");
        assertThat(provenance.workflowInputs().string("a")).isEqualTo("b");
        assertThat(provenance.externalParameters().names()).containsExactly("workflow", "inputs");
        assertThat(provenance.invocationId()).isEqualTo("https://run");
        assertThat(provenance.startedOn()).isEqualTo(Instant.parse("2024-01-01T00:00:00Z"));
        assertThat(provenance.finishedOn()).isNull();
        assertThat(provenance.resolvedDependencies()).hasSize(1);
    }

    @Test
    void provenance_v02_is_read_in_the_words_of_v1() {
        SlsaProvenance provenance = read(
                SlsaProvenance::read,
                SlsaProvenance.V0_2,
                "{\"buildType\":\"https://github.com/npm/cli/gha/v2\",\"builder\":{\"id\":\"https://b\"},"
                        + "\"invocation\":{\"configSource\":{\"uri\":\"git+https://github.com/acme/widget@refs/heads/a@b\","
                        + "\"digest\":{\"sha1\":\"abc\"},\"entryPoint\":\".github/workflows/release.yml\"},"
                        + "\"parameters\":{\"p\":1},\"environment\":{\"GITHUB_EVENT_NAME\":\"push\"}},"
                        + "\"metadata\":{\"buildInvocationId\":\"1-1\"},"
                        + "\"materials\":[{\"uri\":\"git+https://github.com/acme/widget\",\"digest\":{\"sha1\":\"abc\"}}]}");

        assertThat(provenance.trigger().ref()).isEqualTo("refs/heads/a@b");
        assertThat(provenance.source().ref()).isNull();
        assertThat(provenance.source().commit()).isEqualTo("abc");
        assertThat(provenance.externalParameters().names()).containsExactly("p");
        assertThat(provenance.internalParameters().names()).containsExactly("GITHUB_EVENT_NAME");
        assertThat(provenance.event()).isEqualTo("push");
        assertThat(provenance.invocationId()).isEqualTo("1-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"buildDefinition\":{\"buildType\":\"t\",\"externalParameters\":{}},\"runDetails\":{}}",
                "{\"buildDefinition\":{\"buildType\":\"\",\"externalParameters\":{}},\"runDetails\":{\"builder\":{\"id\":\"b\"}}}",
                "{\"buildDefinition\":{\"buildType\":\"t\"},\"runDetails\":{\"builder\":{\"id\":\"b\"}}}",
                "{\"buildDefinition\":{\"buildType\":\"t\",\"externalParameters\":{}},\"runDetails\":{\"builder\":{\"id\":\"b\"},"
                        + "\"metadata\":{\"startedOn\":\"yesterday\"}}}"
            })
    void provenance_without_what_is_required_is_refused(String predicate) {
        assertThat(code(SlsaProvenance.read(Statements.with(SlsaProvenance.V1, predicate))))
                .isEqualTo("predicate-malformed");
    }

    @Test
    void a_draft_of_provenance_is_another_type() {
        assertThat(code(SlsaProvenance.read(Statements.with("https://slsa.dev/provenance/v1.0?draft", "{}"))))
                .isEqualTo("predicate-type-mismatch");
    }
}
