package dev.registrykit.testkit.oidc;

import java.time.Instant;
import java.util.Map;

final class SemaphoreShape extends JobShape {
    private static final long LIFETIME_SECONDS = 3600;

    private final String organization;
    private final String project;

    SemaphoreShape(String organization, String project) {
        super("Semaphore " + organization + "/" + project);
        this.organization = organization;
        this.project = project;
    }

    @Override
    String defaultAudience(String issuer) {
        return issuer;
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        String name = organization + "/" + project;
        claims.put("ref_type", "branch")
                .put("ref", "refs/heads/main")
                .put("branch", "main")
                .put("pr_branch", "")
                .put("pr", "")
                .put("tag", "")
                .put("repo", project)
                .put("repo_slug", name)
                .put("org", organization)
                .put("org_id", FakeIds.uuid(organization))
                .put("prj", project)
                .put("prj_id", FakeIds.uuid(name))
                .put("wf_id", FakeIds.uuid("workflow of " + name))
                .put("ppl_id", FakeIds.uuid("pipeline of " + name))
                .put("job_id", FakeIds.uuid("job of " + name))
                .put("job_type", "pipeline_job")
                .put("trg", "h:f-i:f")
                .put("sub", subject(claims))
                .put("aud", issuer)
                .issued(now, LIFETIME_SECONDS)
                .put("nbf", now.getEpochSecond());
    }

    private static String subject(JobClaims claims) {
        return "org:" + claims.text("org") + ":project:" + claims.text("prj_id") + ":repo:" + claims.text("repo")
                + ":ref_type:" + claims.text("ref_type") + ":ref:" + claims.text("ref");
    }

    @Override
    void addVariables(Map<String, String> variables, JobClaims claims) {
        variables.put("SEMAPHORE", "true");
        variables.put("SEMAPHORE_ORGANIZATION_URL", claims.text("iss"));
        variables.put("SEMAPHORE_PROJECT_ID", claims.text("prj_id"));
        variables.put("SEMAPHORE_GIT_REPO_SLUG", claims.text("repo_slug"));
        variables.put("SEMAPHORE_JOB_ID", claims.text("job_id"));
    }
}
