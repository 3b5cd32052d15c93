package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.Refusals.code;
import static dev.registrykit.attest.expectation.Jobs.DIGEST;
import static dev.registrykit.attest.expectation.Jobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.Attestations;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.statement.Statements;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One job: what its token said at the exchange, and what its certificate says of the attestation. */
class SameWorkloadTest {
    private static final String SHARED = "https://github.com/acme/builds/.github/workflows/build.yml";

    /** A token says more than a certificate. */
    private static final WorkloadIdentity TOKEN =
            job().environment("production").refProtected("true").actor("alice").build();

    private static final WorkloadPolicy PUBLISHER = WorkloadPolicy.builder(Jobs.ISSUER, Jobs.REPOSITORY)
            .repositoryId("101")
            .ownerId("202")
            .workflow(".github/workflows/release.yml")
            .environment("production")
            .protectedRef()
            .build();

    private static String same(WorkloadIdentity.Builder certificate) {
        Grant grant = Grant.builder("t1").workload(TOKEN, PUBLISHER).build();
        return code(SameWorkload.of(grant)
                .then(same ->
                        Attestations.check(same.asSigner(), Attestations.byJob(certificate.build(), null, DIGEST))));
    }

    private static String publisher(WorkloadIdentity.Builder certificate) {
        Grant grant = Grant.builder("t1").workload(TOKEN, PUBLISHER).build();
        return code(grant.expectedWorkload()
                .then(expected -> Attestations.check(
                        SignerPolicy.workload(expected), Attestations.byJob(certificate.build(), null, DIGEST))));
    }

    @Test
    void a_certificate_of_the_job_that_uploads_is_accepted() {
        assertThat(same(job())).isEqualTo("allowed");
        assertThat(same(job().environment("production"))).isEqualTo("allowed");
        assertThat(publisher(job())).isEqualTo("allowed");
    }

    @Test
    void what_a_certificate_cannot_say_counts_for_the_same_run_alone() {
        WorkloadIdentity.Builder otherRun = job().runInvocation(Jobs.REPOSITORY + "/actions/runs/8/attempts/1");

        assertThat(publisher(otherRun)).isEqualTo("not-provable");
        assertThat(same(otherRun)).isEqualTo("not-provable");
        assertThat(same(job().runInvocation(null))).isEqualTo("not-provable");
        assertThat(same(job().runInvocation(Jobs.REPOSITORY + "/actions/runs/7/attempts/2")))
                .isEqualTo("not-provable");
    }

    @Test
    void without_an_exchange_the_policy_cannot_be_proven() {
        assertThat(code(Attestations.check(
                        SignerPolicy.workload(WorkloadPolicy.builder(Jobs.ISSUER, Jobs.REPOSITORY)
                                .repositoryId("101")
                                .ownerId("202")
                                .workflow(".github/workflows/release.yml")
                                .protectedRef()
                                .build()),
                        Attestations.byJob(job().build(), null, DIGEST))))
                .isEqualTo("not-provable");
        assertThat(code(Grant.builder("t1").build().expectedWorkload())).isEqualTo("no-workload");
        assertThat(code(SameWorkload.of(Grant.builder("t1").build()))).isEqualTo("no-workload");
    }

    static Stream<Arguments> differences() {
        return Stream.of(
                difference("repository-mismatch", job -> job.sourceRepository("https://github.com/acme/other")),
                difference("repository-id-mismatch", job -> job.sourceRepositoryId("102")),
                difference("owner-id-mismatch", job -> job.sourceRepositoryOwnerId("203")),
                difference("workflow-mismatch", job -> job.buildConfig(Jobs.WORKFLOW + "4")),
                difference("signer-workflow-mismatch", job -> job.buildSigner(SHARED + "@refs/tags/v1")),
                difference("event-refused", job -> job.trigger("workflow_dispatch")),
                difference("ref-mismatch", job -> job.sourceRef("refs/tags/v1.2.4")),
                difference("ref-mismatch", job -> job.sourceDigest("ff".repeat(20))),
                difference("environment-mismatch", job -> job.environment("staging")),
                difference("runner-mismatch", job -> job.runner("self-hosted")),
                difference("visibility-mismatch", job -> job.visibility("private")));
    }

    private static Arguments difference(String code, UnaryOperator<WorkloadIdentity.Builder> change) {
        return Arguments.of(code, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("differences")
    void all_that_the_certificate_states_is_that_of_the_upload(
            String code, UnaryOperator<WorkloadIdentity.Builder> change) {
        assertThat(same(change.apply(job()))).isEqualTo(code);
    }

    @Test
    void another_issuer_is_refused() {
        assertThat(same(Jobs.of("https://evil.example"))).isEqualTo("issuer-mismatch");
    }

    @Test
    void a_reusable_workflow_that_uploads_and_attests_is_one_workload() {
        WorkloadIdentity token = job().buildSigner(SHARED + "@refs/tags/v1").build();
        SameWorkload same = SameWorkload.as(token);

        assertThat(code(same.check(Attestations.byJob(token, null, DIGEST)))).isEqualTo("allowed");
        assertThat(code(same.check(Attestations.byJob(
                        job().buildSigner(SHARED + "@refs/tags/v2").build(), null, DIGEST))))
                .isEqualTo("signer-workflow-mismatch");
    }

    @Test
    void a_reusable_workflow_may_build_in_another_job_of_the_run_when_it_is_named() {
        SameWorkload same = SameWorkload.as(TOKEN).orSignedBy(SHARED);
        WorkloadIdentity.Builder build =
                job().buildSigner(SHARED + "@refs/tags/v1").environment("build");

        assertThat(code(same.check(Attestations.byJob(build.build(), null, DIGEST))))
                .isEqualTo("allowed");
        assertThat(code(same.check(Attestations.byJob(job().build(), null, DIGEST))))
                .isEqualTo("allowed");
        assertThat(code(same.check(Attestations.byJob(
                        build.buildSigner(SHARED + "-evil@refs/tags/v1").build(), null, DIGEST))))
                .isEqualTo("signer-workflow-mismatch");
        assertThat(code(same.check(Attestations.byJob(
                        build.buildSigner(SHARED + "@refs/tags/v1")
                                .runInvocation(Jobs.REPOSITORY + "/actions/runs/8/attempts/1")
                                .build(),
                        null,
                        DIGEST))))
                .isEqualTo("not-provable");
    }

    @Test
    void a_person_is_no_workload() {
        SignerIdentity person = SignerIdentity.of("a@example.org", Jobs.ISSUER);
        String statement =
                Statements.of(Statements.subject("a", DigestAlgorithm.SHA256, DIGEST), "https://example.org/t", null);

        assertThat(code(SameWorkload.as(TOKEN).check(Attestations.bySigner(person, statement, DIGEST))))
                .isEqualTo("signer-kind-refused");
    }
}
