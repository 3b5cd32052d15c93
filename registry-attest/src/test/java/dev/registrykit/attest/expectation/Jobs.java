package dev.registrykit.attest.expectation;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.core.workload.WorkloadIdentity;

/** A job on GitHub as its certificate tells it, to change one thing of. */
final class Jobs {
    static final String ISSUER = "https://token.actions.githubusercontent.com";
    static final String REPOSITORY = "https://github.com/acme/widget";
    static final String WORKFLOW = REPOSITORY + "/.github/workflows/release.yml@refs/tags/v1.2.3";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final String RUN = REPOSITORY + "/actions/runs/7/attempts/1";
    static final ArtifactDigest DIGEST = ArtifactDigest.of(new byte[] {1, 2, 3});

    private Jobs() {}

    static WorkloadIdentity.Builder job() {
        return of(ISSUER);
    }

    static WorkloadIdentity.Builder of(String issuer) {
        return WorkloadIdentity.builder(issuer)
                .sourceRepository(REPOSITORY)
                .sourceRepositoryId("101")
                .sourceRepositoryOwnerId("202")
                .sourceRef("refs/tags/v1.2.3")
                .sourceDigest(COMMIT)
                .buildConfig(WORKFLOW)
                .buildSigner(WORKFLOW)
                .trigger("push")
                .runner("github-hosted")
                .visibility("public")
                .runInvocation(RUN);
    }
}
