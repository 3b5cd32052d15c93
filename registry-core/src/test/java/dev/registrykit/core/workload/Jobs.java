package dev.registrykit.core.workload;

import dev.registrykit.core.decision.Reason;

/** A job and the policy that expects it, to change one thing of. */
final class Jobs {
    static final String ISSUER = "https://token.actions.githubusercontent.com";
    static final String REPOSITORY = "https://github.com/acme/widget";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private Jobs() {}

    static WorkloadPolicy.Builder policy() {
        return unnamed().workflow(".github/workflows/publish.yml");
    }

    static WorkloadPolicy.Builder unnamed() {
        return WorkloadPolicy.builder(ISSUER, REPOSITORY).repositoryId("101").ownerId("202");
    }

    static WorkloadIdentity.Builder job() {
        return complete(WorkloadIdentity.builder(ISSUER))
                .buildSigner(REPOSITORY + "/.github/workflows/publish.yml@refs/tags/v1");
    }

    static WorkloadIdentity.Builder complete(WorkloadIdentity.Builder builder) {
        return builder.sourceRepository(REPOSITORY)
                .sourceRepositoryId("101")
                .sourceRepositoryOwnerId("202")
                .sourceRef("refs/tags/v1")
                .sourceDigest(COMMIT)
                .buildConfig(REPOSITORY + "/.github/workflows/publish.yml@refs/tags/v1")
                .trigger("push")
                .runInvocation(REPOSITORY + "/actions/runs/7/attempts/1");
    }

    static Reason reason(WorkloadPolicy policy, WorkloadIdentity identity) {
        return policy.check(identity)
                .fold(allowed -> unexpected(), refusal -> refusal.reason(), outage -> unexpected());
    }

    static String detail(WorkloadPolicy policy, WorkloadIdentity identity) {
        return policy.check(identity).fold(allowed -> "", refusal -> refusal.detail(), outage -> "");
    }

    private static Reason unexpected() {
        throw new AssertionError("expected a refusal");
    }
}
