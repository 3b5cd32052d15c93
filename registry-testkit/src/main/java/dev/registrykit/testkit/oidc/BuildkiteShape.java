package dev.registrykit.testkit.oidc;

import java.time.Instant;
import java.util.Map;

final class BuildkiteShape extends JobShape {
    private static final long LIFETIME_SECONDS = 300;

    private final String organization;
    private final String pipeline;

    BuildkiteShape(String organization, String pipeline) {
        super("Buildkite " + organization + "/" + pipeline);
        this.organization = organization;
        this.pipeline = pipeline;
    }

    @Override
    String defaultAudience(String issuer) {
        return "https://buildkite.com/" + organization;
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        claims.put("organization_slug", organization)
                .put("pipeline_slug", pipeline)
                .put("build_number", 7)
                .put("build_branch", "main");
        if (claims.isAsked("build_tag")) {
            claims.put("build_tag", null);
        }
        claims.put("build_commit", FakeIds.hex(pipeline, 40))
                .put("step_key", "publish")
                .put("job_id", FakeIds.uuid("job of " + pipeline))
                .put("agent_id", FakeIds.uuid("agent of " + pipeline))
                .put("build_source", "webhook")
                .put("runner_environment", "buildkite-hosted")
                .put("organization_id", FakeIds.uuid(organization))
                .put("pipeline_id", FakeIds.uuid(organization + "/" + pipeline))
                .put("sub", subject(claims))
                .put("aud", audience)
                .issued(now, LIFETIME_SECONDS)
                .put("nbf", now.getEpochSecond());
    }

    private static String subject(JobClaims claims) {
        String ref = claims.isAsked("build_tag")
                ? "refs/tags/" + claims.text("build_tag")
                : "refs/heads/" + claims.text("build_branch");
        return "organization:" + claims.text("organization_slug") + ":pipeline:" + claims.text("pipeline_slug")
                + ":ref:" + ref + ":commit:" + claims.text("build_commit") + ":step:" + claims.text("step_key");
    }

    @Override
    void addVariables(Map<String, String> variables, JobClaims claims) {
        variables.put("BUILDKITE", "true");
        variables.put("BUILDKITE_ORGANIZATION_SLUG", claims.text("organization_slug"));
        variables.put("BUILDKITE_PIPELINE_SLUG", claims.text("pipeline_slug"));
        variables.put("BUILDKITE_JOB_ID", claims.text("job_id"));
    }
}
