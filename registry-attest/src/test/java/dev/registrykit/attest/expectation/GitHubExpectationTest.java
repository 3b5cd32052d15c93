package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.Refusals.code;
import static dev.registrykit.attest.expectation.Jobs.DIGEST;
import static dev.registrykit.attest.expectation.Jobs.job;
import static dev.registrykit.attest.statement.Statements.subject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.Attestations;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.attest.statement.Statements;
import dev.registrykit.core.workload.WorkloadIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubExpectationTest {
    private static final String SHARED = "https://github.com/acme/builds/.github/workflows/build.yml@refs/tags/v2";
    private static final String STATEMENT =
            Statements.of(subject("widget", DigestAlgorithm.SHA256, DIGEST), SlsaProvenance.V1, "{}");

    private static String check(GitHubExpectation.Builder expected, WorkloadIdentity.Builder job) {
        return code(
                Attestations.check(expected.build().asSigner(), Attestations.byJob(job.build(), STATEMENT, DIGEST)));
    }

    private static GitHubExpectation.Builder widget() {
        return GitHubExpectation.repository("acme/widget");
    }

    @Test
    void a_workflow_of_the_repository_or_owner_is_accepted() {
        assertThat(check(widget(), job())).isEqualTo("allowed");
        assertThat(check(GitHubExpectation.repository("Acme/Widget"), job())).isEqualTo("allowed");
        assertThat(check(GitHubExpectation.owner("ACME"), job())).isEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/acme/widget2",
                "https://github.com/acme/widge",
                "https://github.com/acme2/widget",
                "https://github.com/acme/widget/x",
                "https://github.com.example/acme/widget",
                "https://github.com/acme/w\u0131dget",
                "https://github.com/acme/wid\u0261et",
                "http://github.com/acme/widget"
            })
    void another_repository_is_refused_however_alike_its_name_is(String repository) {
        assertThat(check(widget(), job().sourceRepository(repository))).isEqualTo("repository-mismatch");
    }

    @Test
    void letters_that_fold_to_letters_of_a_to_z_are_others() {
        WorkloadIdentity.Builder kelvin = job().sourceRepository("https://github.com/\u212Aacme/widget");

        assertThat(check(GitHubExpectation.repository("kacme/widget"), kelvin)).isEqualTo("repository-mismatch");
        assertThat(check(GitHubExpectation.owner("kacme"), kelvin)).isEqualTo("repository-mismatch");
    }

    @Test
    void an_owner_is_a_whole_segment() {
        WorkloadIdentity.Builder other = job().sourceRepository("https://github.com/acme-evil/widget");
        WorkloadIdentity.Builder below = job().sourceRepository("https://github.com/acme/a/b");

        assertThat(check(GitHubExpectation.owner("acme"), other)).isEqualTo("repository-mismatch");
        assertThat(check(GitHubExpectation.owner("acme"), below)).isEqualTo("repository-mismatch");
        assertThat(check(GitHubExpectation.owner("acme"), job().sourceRepository(null)))
                .isEqualTo("repository-mismatch");
    }

    @Test
    void a_repository_that_was_made_anew_is_told_by_its_ids() {
        assertThat(check(widget().repositoryId("101").ownerId("202"), job())).isEqualTo("allowed");
        assertThat(check(widget().repositoryId("102"), job())).isEqualTo("repository-id-mismatch");
        assertThat(check(widget().ownerId("203"), job())).isEqualTo("owner-id-mismatch");
        assertThat(check(widget().repositoryId("101"), job().sourceRepositoryId(null)))
                .isEqualTo("repository-id-mismatch");
    }

    @Test
    void a_reusable_workflow_of_another_repository_signs_only_when_it_is_named() {
        WorkloadIdentity.Builder job = job().buildSigner(SHARED);

        assertThat(check(widget(), job)).isEqualTo("signer-workflow-mismatch");
        assertThat(check(GitHubExpectation.owner("acme"), job)).isEqualTo("allowed");
        assertThat(check(widget().signerWorkflow("acme/builds/.github/workflows/build.yml"), job))
                .isEqualTo("allowed");
        assertThat(check(widget().signerWorkflow("acme/builds/.github/workflows/build.yml@refs/tags/v2"), job))
                .isEqualTo("allowed");
        assertThat(check(widget().signerWorkflow("acme/builds/.github/workflows/build.yml@refs/tags/v1"), job))
                .isEqualTo("signer-workflow-mismatch");
        assertThat(check(widget().signerRepository("acme/builds"), job)).isEqualTo("allowed");
        assertThat(check(widget().signerRepository("acme/build"), job)).isEqualTo("signer-workflow-mismatch");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/acme/builds/.github/workflows/build.yml",
                "https://github.com/acme/builds/.github/workflows/build.yml-evil@refs/tags/v2",
                "https://github.com/acme/builds/.github/workflows/buildXyml@refs/tags/v2",
                "https://github.com/acme/builds/.github/workflows/build.yml@evil",
                "https://github.com/acme/builds/.github/workflows/build.ymlx/.github/workflows/a.yml@refs/tags/v2",
                "https://github.com/ACME/builds/.github/workflows/build.yml@refs/tags/v2",
                "https://example.org/?https://github.com/acme/builds/.github/workflows/build.yml@refs/tags/v2"
            })
    void a_workflow_is_compared_whole(String signer) {
        assertThat(check(widget().signerWorkflow("acme/builds/.github/workflows/build.yml"), job().buildSigner(signer)))
                .isEqualTo("signer-workflow-mismatch");
    }

    @Test
    void the_job_ran_on_a_machine_of_GitHub() {
        assertThat(check(widget(), job().runner("self-hosted"))).isEqualTo("runner-mismatch");
        assertThat(check(widget(), job().runner(null))).isEqualTo("runner-mismatch");
        assertThat(check(widget().acceptSelfHostedRunner(), job().runner("self-hosted")))
                .isEqualTo("allowed");
    }

    @Test
    void a_pull_request_is_not_built() {
        WorkloadIdentity.Builder pull = job().sourceRef("refs/pull/7/merge");

        assertThat(check(widget(), pull)).isEqualTo("pull-request-build");
        assertThat(check(widget(), job().trigger("pull_request_target"))).isEqualTo("pull-request-build");
        assertThat(check(widget().acceptPullRequestBuild(), pull)).isEqualTo("allowed");
        assertThat(check(widget().ref("refs/tags/v1.2.3"), job())).isEqualTo("allowed");
        assertThat(check(widget().ref("refs/tags/v1.2"), job())).isEqualTo("source-ref-mismatch");
    }

    @Test
    void an_enterprise_has_its_own_issuer() {
        String own = Jobs.ISSUER + "/acme";

        assertThat(check(widget(), Jobs.of(own))).isEqualTo("issuer-mismatch");
        assertThat(check(widget().issuer(own), Jobs.of(own))).isEqualTo("allowed");
        assertThat(check(widget().issuer(own), job())).isEqualTo("issuer-mismatch");
    }

    @Test
    void a_statement_is_of_the_expected_type() {
        assertThat(check(widget().predicateType("https://spdx.dev/Document"), job()))
                .isEqualTo("predicate-type-refused");
    }

    @Test
    void a_person_or_a_plain_key_is_no_workflow() {
        GitHubExpectation expected = widget().build();
        SignerIdentity person = SignerIdentity.of("a@example.org", Jobs.ISSUER);

        assertThat(code(expected.check(Attestations.bySigner(person, STATEMENT, DIGEST))))
                .isEqualTo("signer-kind-refused");
        assertThat(code(expected.check(Attestations.byKey("k", STATEMENT, DIGEST))))
                .isEqualTo("signer-kind-refused");
        assertThat(code(expected.check(Attestations.byJob(job().build(), null, DIGEST))))
                .isEqualTo("statement-missing");
    }

    @Test
    void what_is_no_repository_is_refused_at_once() {
        assertThatThrownBy(() -> GitHubExpectation.repository("acme")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GitHubExpectation.repository("acme/widget/x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GitHubExpectation.owner("acme/widget")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> widget().signerWorkflow("a").signerRepository("b").build())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_builder_that_goes_on_does_not_change_what_it_has_built() {
        GitHubExpectation.Builder builder = widget();
        GitHubExpectation strict = builder.build();
        builder.acceptSelfHostedRunner();

        assertThat(code(strict.check(
                        Attestations.byJob(job().runner("self-hosted").build(), STATEMENT, DIGEST))))
                .isEqualTo("runner-mismatch");
    }
}
