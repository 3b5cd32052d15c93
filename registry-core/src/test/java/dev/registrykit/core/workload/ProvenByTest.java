package dev.registrykit.core.workload;

import static dev.registrykit.core.workload.Jobs.REPOSITORY;
import static dev.registrykit.core.workload.Jobs.detail;
import static dev.registrykit.core.workload.Jobs.job;
import static dev.registrykit.core.workload.Jobs.policy;
import static dev.registrykit.core.workload.Jobs.reason;
import static dev.registrykit.core.workload.WorkloadReason.ENVIRONMENT_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.NOT_PROVABLE;
import static dev.registrykit.core.workload.WorkloadReason.REF_NOT_PROTECTED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a certificate cannot prove counts only when the exchange of the very same run proved it. */
class ProvenByTest {
    private static final String OTHER_RUN = REPOSITORY + "/actions/runs/7/attempts/2";

    private final WorkloadPolicy policy = policy().environment("production")
            .protectedRef()
            .runner("github-hosted")
            .build();
    private final WorkloadIdentity token = job().environment("production")
            .refProtected("true")
            .runner("github-hosted")
            .build();
    private final WorkloadIdentity certificate = job().build();

    @Test
    void a_certificate_alone_does_not_meet_the_policy() {
        assertThat(policy.check(token).isAllowed()).isTrue();
        assertThat(reason(policy, certificate)).isEqualTo(ENVIRONMENT_MISMATCH);
        assertThat(reason(policy().protectedRef().build(), certificate)).isEqualTo(NOT_PROVABLE);
    }

    @Test
    void the_exchange_of_the_same_run_proves_what_the_certificate_leaves_out() {
        assertThat(policy.provenBy(token).check(certificate).isAllowed()).isTrue();
    }

    @Test
    void the_exchange_of_another_run_or_attempt_proves_nothing() {
        WorkloadIdentity other = job().runInvocation(OTHER_RUN).build();
        assertThat(reason(policy.provenBy(token), other)).isEqualTo(NOT_PROVABLE);
        assertThat(detail(policy.provenBy(token), other)).contains("environment");
    }

    @Test
    void the_exchange_of_another_repository_or_issuer_proves_nothing() {
        WorkloadPolicy wants = policy().protectedRef().build();
        WorkloadIdentity otherRepository =
                job().refProtected("true").sourceRepositoryId("666").build();
        WorkloadIdentity otherIssuer = Jobs.complete(WorkloadIdentity.builder("https://evil.example"))
                .refProtected("true")
                .build();
        assertThat(reason(wants.provenBy(otherRepository), certificate)).isEqualTo(NOT_PROVABLE);
        assertThat(reason(wants.provenBy(otherIssuer), certificate)).isEqualTo(NOT_PROVABLE);
    }

    @Test
    void two_identities_that_state_no_run_are_not_of_the_same_run() {
        WorkloadPolicy wants = Jobs.unnamed().acceptAnyWorkflow().protectedRef().build();
        WorkloadIdentity.Builder noRun = WorkloadIdentity.builder(Jobs.ISSUER)
                .sourceRepositoryId("101")
                .sourceRepositoryOwnerId("202")
                .trigger("push");
        WorkloadIdentity silent = noRun.build();
        assertThat(reason(wants.provenBy(noRun.refProtected("true").build()), silent))
                .isEqualTo(NOT_PROVABLE);
    }

    @Test
    void what_the_identity_states_itself_is_not_overruled() {
        WorkloadIdentity unprotected = job().refProtected("false")
                .environment("production")
                .runner("github-hosted")
                .build();
        assertThat(reason(policy.provenBy(token), unprotected)).isEqualTo(REF_NOT_PROTECTED);
        WorkloadIdentity staging = job().environment("staging").build();
        assertThat(reason(policy.provenBy(token), staging)).isEqualTo(ENVIRONMENT_MISMATCH);
    }

    @Test
    void an_exchange_without_an_environment_proves_that_there_was_none() {
        assertThat(reason(policy.provenBy(certificate), certificate)).isEqualTo(ENVIRONMENT_MISMATCH);
    }

    @Test
    void the_policy_itself_is_left_as_it_was() {
        WorkloadPolicy proven = policy.provenBy(token);
        assertThat(reason(policy, certificate)).isEqualTo(ENVIRONMENT_MISMATCH);
        assertThat(proven).isNotEqualTo(policy);
        assertThat(proven.toJson()).isEqualTo(policy.toJson());
        assertThat(WorkloadPolicy.ofJson(proven.toJson())).isEqualTo(policy);
    }
}
