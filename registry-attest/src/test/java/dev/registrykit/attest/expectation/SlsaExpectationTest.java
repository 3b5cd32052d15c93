package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.Refusals.code;
import static dev.registrykit.attest.expectation.Jobs.DIGEST;
import static dev.registrykit.attest.expectation.Jobs.job;
import static dev.registrykit.attest.statement.Statements.subject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.Attestations;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.attest.statement.Statements;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlsaExpectationTest {
    private static final String GENERATOR =
            "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/";

    private static SlsaExpectation.Builder expected() {
        return SlsaExpectation.builder(TrustedBuilders.gitHub(), Jobs.REPOSITORY);
    }

    private static VerifiedAttestation attestation(WorkloadIdentity.Builder job, String predicate) {
        return Attestations.byJob(job.build(), statement(predicate), DIGEST);
    }

    private static String statement(String predicate) {
        return Statements.of(subject("widget", DigestAlgorithm.SHA256, DIGEST), SlsaProvenance.V1, predicate);
    }

    private static String check(SlsaExpectation.Builder expected, WorkloadIdentity.Builder job, String predicate) {
        return code(expected.build().check(attestation(job, predicate)));
    }

    private static String changed(String target, String replacement) {
        assertThat(Provenances.v1()).contains(target);
        return Provenances.v1().replace(target, replacement);
    }

    @Test
    void a_build_on_GitHub_is_of_level_two() {
        Decision<SlsaBuild> build = expected().build().check(attestation(job(), Provenances.v1()));

        assertThat(build.map(SlsaBuild::level)).isEqualTo(Decision.allowed(2));
        assertThat(build.map(found -> found.provenance().builderId())).isEqualTo(Decision.allowed(Provenances.BUILDER));
        assertThat(check(expected().level(3), job(), Provenances.v1())).isEqualTo("build-level-too-low");
        assertThat(code(Attestations.check(expected().build().asSigner(), attestation(job(), Provenances.v1()))))
                .isEqualTo("allowed");
    }

    @Test
    void a_reusable_workflow_of_level_three_names_itself_at_a_released_version() {
        String trusted = GENERATOR + "builder_go_slsa3.yml@refs/tags/v1.10.0";
        String branch = GENERATOR + "builder_go_slsa3.yml@refs/heads/main";

        assertThat(check(expected().level(3), job().buildSigner(trusted), changed(Provenances.BUILDER, trusted)))
                .isEqualTo("allowed");
        assertThat(check(expected().level(3), job().buildSigner(branch), changed(Provenances.BUILDER, branch)))
                .isEqualTo("build-level-too-low");
        assertThat(check(expected().level(3), job(), changed(Provenances.BUILDER, trusted)))
                .isEqualTo("builder-untrusted");
    }

    @Test
    void a_delegating_workflow_speaks_for_the_builders_that_the_table_names() {
        String delegator = GENERATOR + "delegator_lowperms-generic_slsa3.yml@refs/tags/v1.6.0";
        String builder = GENERATOR + "builder_nodejs_slsa3.yml@refs/tags/v1.6.0";
        String evil = "https://github.com/evil/slsa/.github/workflows/builder_nodejs_slsa3.yml@refs/tags/v1.6.0";

        assertThat(check(expected().level(3), job().buildSigner(delegator), changed(Provenances.BUILDER, builder)))
                .isEqualTo("allowed");
        assertThat(check(expected(), job().buildSigner(delegator), changed(Provenances.BUILDER, evil)))
                .isEqualTo("builder-untrusted");
    }

    @Test
    void a_builder_counts_together_with_its_signer_alone() {
        String unknown = "https://example.org/builder";
        TrustedBuilders byKey =
                TrustedBuilders.builder().key("build-key", unknown, 3).build();
        SlsaExpectation expected =
                SlsaExpectation.builder(byKey, Jobs.REPOSITORY).level(3).build();
        String statement = statement(changed(Provenances.BUILDER, unknown));

        assertThat(code(expected.check(Attestations.byKey("build-key", statement, DIGEST))))
                .isEqualTo("allowed");
        assertThat(code(expected.check(Attestations.byKey("other-key", statement, DIGEST))))
                .isEqualTo("builder-untrusted");
        assertThat(check(expected(), job(), changed(Provenances.BUILDER, unknown)))
                .isEqualTo("builder-untrusted");
        assertThat(check(expected(), Jobs.of("https://evil.example"), Provenances.v1()))
                .isEqualTo("builder-untrusted");
    }

    @Test
    void one_builder_can_be_demanded() {
        assertThat(check(expected().builderId(Provenances.BUILDER), job(), Provenances.v1()))
                .isEqualTo("allowed");
        assertThat(check(expected().builderId(GENERATOR + "builder_go_slsa3.yml"), job(), Provenances.v1()))
                .isEqualTo("builder-untrusted");
    }

    @Test
    void the_source_is_the_expected_repository() {
        assertThat(check(expected(), job(), changed("git+" + Jobs.REPOSITORY, "git+https://github.com/evil/widget")))
                .isEqualTo("source-mismatch");
        assertThat(check(
                        expected(),
                        job(),
                        changed("git+" + Jobs.REPOSITORY + "@", "git+" + Jobs.REPOSITORY + "-evil@")))
                .isEqualTo("source-mismatch");
        assertThat(check(expected(), job(), changed("git+" + Jobs.REPOSITORY, Jobs.REPOSITORY)))
                .isEqualTo("source-mismatch");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"repository\":\"https://github.com/acme/widget\"', '\"repository\":\"https://github.com/evil/widget\"'",
        "'\"ref\":\"refs/tags/v1.2.3\"', '\"ref\":\"refs/tags/v1.2.4\"'",
        "'\"ref\":\"refs/tags/v1.2.3\",', ''",
        "'0123456789abcdef0123456789abcdef01234567', 'ffff456789abcdef0123456789abcdef01234567'",
        "'\"event_name\":\"push\"', '\"event_name\":\"release\"'",
        "'/actions/runs/7/', '/actions/runs/8/'",
        "'workflows/release.yml', 'workflows/other.yml'"
    })
    void provenance_that_contradicts_the_certificate_or_itself_is_refused(String target, String replacement) {
        assertThat(check(expected(), job(), changed(target, replacement))).isEqualTo("provenance-contradictory");
    }

    private static String old(String target, String replacement) {
        assertThat(Provenances.v02()).contains(target);
        String statement = Statements.of(
                subject("widget", DigestAlgorithm.SHA256, DIGEST),
                SlsaProvenance.V0_2,
                Provenances.v02().replace(target, replacement));
        return code(expected().build().check(Attestations.byJob(job().build(), statement, DIGEST)));
    }

    @Test
    void provenance_of_the_older_version_is_held_against_the_same() {
        assertThat(old("7-1", "7-1")).isEqualTo("allowed");
        assertThat(old("7-1", "7-2")).isEqualTo("provenance-contradictory");
        assertThat(old("7-1", "17-1")).isEqualTo("provenance-contradictory");
        assertThat(old("\"push\"", "\"release\"")).isEqualTo("provenance-contradictory");
        assertThat(old("release.yml", "other.yml")).isEqualTo("provenance-contradictory");
        assertThat(old(
                        "configSource\":{\"uri\":\"git+https://github.com/acme",
                        "configSource\":{\"uri\":\"git+https://github.com/evil"))
                .isEqualTo("provenance-contradictory");
        assertThat(old(
                        "materials\":[{\"uri\":\"git+https://github.com/acme",
                        "materials\":[{\"uri\":\"git+https://github.com/evil"))
                .isEqualTo("source-mismatch");
        assertThat(old("\"parameters\":{}", "\"parameters\":{\"a\":1}")).isEqualTo("external-parameter-unknown");
    }

    @Test
    void only_the_first_type_of_npm_may_leave_the_ref_of_the_source_out() {
        String withRef = "materials\":[{\"uri\":\"git+" + Jobs.REPOSITORY + "@refs/tags/v1.2.3\"";
        String without = "materials\":[{\"uri\":\"git+" + Jobs.REPOSITORY + "\"";
        String first = Provenances.v02().replace("gha/v2", "gha@v1").replace(withRef, without);
        String statement = Statements.of(subject("widget", DigestAlgorithm.SHA256, DIGEST), SlsaProvenance.V0_2, first);

        assertThat(old(withRef, without)).isEqualTo("provenance-contradictory");
        assertThat(code(expected().build().check(Attestations.byJob(job().build(), statement, DIGEST))))
                .isEqualTo("allowed");
    }

    @Test
    void a_certificate_of_another_source_is_refused_whatever_the_provenance_says() {
        assertThat(check(expected(), job().sourceRepository("https://github.com/evil/widget"), Provenances.v1()))
                .isEqualTo("provenance-contradictory");
        assertThat(check(expected(), job().sourceDigest(null), Provenances.v1()))
                .isEqualTo("not-provable");
    }

    @Test
    void the_job_ran_on_a_hosted_machine() {
        assertThat(check(expected(), job().runner("self-hosted"), Provenances.v1()))
                .isEqualTo("runner-mismatch");
        assertThat(check(expected(), job().runner(null), Provenances.v1())).isEqualTo("runner-mismatch");
        assertThat(check(expected().acceptSelfHostedRunner(), job().runner("self-hosted"), Provenances.v1()))
                .isEqualTo("allowed");
    }

    @ParameterizedTest
    @CsvSource({"v1, allowed", "v1.2, allowed", "v1.2.3, allowed", "v2, no", "v1.20, no", "v1.2.4, no", "1.2.3, no"})
    void a_versioned_tag_begins_with_whole_numbers(String version, String outcome) {
        assertThat(check(expected().versionedTag(version), job(), Provenances.v1()))
                .isEqualTo(outcome.equals("no") ? "source-ref-mismatch" : outcome);
    }

    @Test
    void a_tag_or_branch_is_the_whole_ref() {
        assertThat(check(expected().tag("v1.2.3"), job(), Provenances.v1())).isEqualTo("allowed");
        assertThat(check(expected().tag("v1.2"), job(), Provenances.v1())).isEqualTo("source-ref-mismatch");
        assertThat(check(expected().branch("v1.2.3"), job(), Provenances.v1())).isEqualTo("source-ref-mismatch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refs/tags/v1.2.3-rc1", "refs/tags/v1.2.3.4", "refs/tags/v1.2", "refs/heads/v1.2.3"})
    void a_versioned_tag_is_a_released_semantic_version(String ref) {
        assertThat(check(
                        expected().versionedTag("v1.2"),
                        job().sourceRef(ref),
                        Provenances.v1().replace("refs/tags/v1.2.3", ref)))
                .isEqualTo("source-ref-mismatch");
    }

    @Test
    void a_pull_request_is_not_built() {
        String ref = "refs/pull/7/merge";
        String predicate = Provenances.v1().replace("refs/tags/v1.2.3", ref);

        assertThat(check(expected(), job().sourceRef(ref), predicate)).isEqualTo("pull-request-build");
        assertThat(check(expected().acceptPullRequestBuild(), job().sourceRef(ref), predicate))
                .isEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pull_request", "pull_request_target"})
    void a_branch_that_a_pull_request_had_built_counts_as_one(String event) {
        String predicate = changed("\"push\"", "\"" + event + "\"");

        assertThat(check(expected(), job().trigger(event), predicate)).isEqualTo("pull-request-build");
        assertThat(check(expected().acceptPullRequestBuild(), job().trigger(event), predicate))
                .isEqualTo("allowed");
    }

    @Test
    void another_CI_system_is_trusted_by_the_table() {
        String issuer = "https://gitlab.com";
        TrustedBuilders own = TrustedBuilders.builder()
                .platform(issuer, Provenances.BUILDER, 2)
                .build();
        SlsaExpectation.Builder expected = SlsaExpectation.builder(own, Jobs.REPOSITORY);

        assertThat(check(expected, Jobs.of(issuer).runner(null), Provenances.v1()))
                .isEqualTo("allowed");
        assertThat(check(expected, Jobs.of(issuer).runner("gitlab-hosted"), Provenances.v1()))
                .isEqualTo("allowed");
        assertThat(check(expected, Jobs.of(issuer).runner("self-hosted"), Provenances.v1()))
                .isEqualTo("runner-mismatch");
        assertThat(check(expected, job(), Provenances.v1())).isEqualTo("builder-untrusted");
    }

    @Test
    void an_external_parameter_that_the_type_does_not_have_is_refused() {
        String more = changed("\"externalParameters\":{", "\"externalParameters\":{\"evil\":true,");

        assertThat(check(expected(), job(), more)).isEqualTo("external-parameter-unknown");
        assertThat(check(expected().acceptUnknownExternalParameters(), job(), more))
                .isEqualTo("allowed");
    }

    @Test
    void a_type_of_build_must_be_known() {
        String other = changed("https://actions.github.io/buildtypes/workflow/v1", "https://example.org/build/v1");

        assertThat(check(expected(), job(), other)).isEqualTo("build-type-unknown");
        assertThat(check(expected().acceptUnknownExternalParameters(), job(), other))
                .isEqualTo("build-type-unknown");
        assertThat(check(expected().buildType("https://example.org/build/v1"), job(), other))
                .isEqualTo("external-parameter-unknown");
        assertThat(check(expected().buildType("https://example.org/build/v1", "workflow"), job(), other))
                .isEqualTo("allowed");
    }

    @Test
    void inputs_are_those_of_a_workflow_that_was_started_by_hand() {
        String inputs = changed(
                "\"externalParameters\":{", "\"externalParameters\":{\"inputs\":{\"a\":\"1\",\"b\":true,\"c\":[]},");
        String byHand = inputs.replace("\"push\"", "\"workflow_dispatch\"");
        WorkloadIdentity.Builder hand = job().trigger("workflow_dispatch");

        assertThat(check(expected().workflowInput("a", "1"), hand, byHand)).isEqualTo("allowed");
        assertThat(check(expected().workflowInput("b", "true"), hand, byHand)).isEqualTo("allowed");
        assertThat(check(expected().workflowInput("a", "2"), hand, byHand)).isEqualTo("workflow-input-mismatch");
        assertThat(check(expected().workflowInput("c", "[]"), hand, byHand)).isEqualTo("workflow-input-mismatch");
        assertThat(check(expected().workflowInput("d", "null"), hand, byHand)).isEqualTo("workflow-input-mismatch");
        assertThat(check(expected().workflowInput("a", "1"), job(), inputs)).isEqualTo("workflow-input-mismatch");
        assertThat(check(expected(), job(), inputs)).isEqualTo("allowed");
    }

    @Test
    void only_provenance_is_read() {
        VerifiedAttestation other = Attestations.byJob(
                job().build(),
                Statements.of(subject("widget", DigestAlgorithm.SHA256, DIGEST), "https://spdx.dev/Document", "{}"),
                DIGEST);

        assertThat(code(expected().build().check(other))).isEqualTo("predicate-type-mismatch");
        assertThat(code(expected().build().check(Attestations.byJob(job().build(), null, DIGEST))))
                .isEqualTo("statement-missing");
    }

    @Test
    void what_cannot_be_asked_is_refused_at_once() {
        assertThatThrownBy(() -> expected().level(4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> expected().ref("main")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> expected().versionedTag("v1.x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> expected().tag("v1").versionedTag("v1").build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> TrustedBuilders.builder().build()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> TrustedBuilders.builder().key("k", "b", 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
