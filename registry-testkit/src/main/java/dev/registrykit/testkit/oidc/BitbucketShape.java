package dev.registrykit.testkit.oidc;

import java.time.Instant;
import java.util.Map;

final class BitbucketShape extends JobShape {
    private static final String ENVIRONMENT = "deploymentEnvironmentUuid";
    private static final long LIFETIME_SECONDS = 3600;

    private final String repository;
    private final String workspace;

    BitbucketShape(String repository) {
        super("Bitbucket " + repository);
        this.repository = repository;
        this.workspace = repository.substring(0, repository.indexOf('/'));
    }

    @Override
    String issuerPath() {
        return "/2.0/workspaces/" + workspace + "/pipelines-config/identity/oidc";
    }

    @Override
    String keysPath() {
        return issuerPath() + "/keys.json";
    }

    @Override
    String defaultAudience(String issuer) {
        return "ari:cloud:bitbucket::workspace/" + FakeIds.uuid(workspace);
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        claims.put("workspaceUuid", braced(workspace))
                .put("repositoryUuid", braced(repository))
                .put("pipelineUuid", braced("pipeline of " + repository))
                .put("stepUuid", braced("step of " + repository))
                .put("branchName", "main");
        if (claims.isAsked(ENVIRONMENT)) {
            claims.put(ENVIRONMENT, null);
        }
        String environment = claims.isAsked(ENVIRONMENT) ? claims.text(ENVIRONMENT) + ":" : "";
        claims.put("sub", claims.text("repositoryUuid") + ":" + environment + claims.text("stepUuid"))
                .put("aud", audience)
                .issuedWithoutId(now, LIFETIME_SECONDS);
    }

    /** As Bitbucket writes its UUIDs. */
    private static String braced(String text) {
        return "{" + FakeIds.uuid(text) + "}";
    }

    @Override
    void addVariables(Map<String, String> variables, JobClaims claims) {
        variables.put("BITBUCKET_WORKSPACE", workspace);
        variables.put("BITBUCKET_REPO_FULL_NAME", repository);
        variables.put("BITBUCKET_REPO_UUID", claims.text("repositoryUuid"));
        variables.put("BITBUCKET_PIPELINE_UUID", claims.text("pipelineUuid"));
        variables.put("BITBUCKET_STEP_UUID", claims.text("stepUuid"));
        variables.put("BITBUCKET_BRANCH", claims.text("branchName"));
    }
}
