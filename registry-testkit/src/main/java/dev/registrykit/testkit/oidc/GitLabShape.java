package dev.registrykit.testkit.oidc;

import java.time.Instant;
import java.util.List;
import java.util.Map;

final class GitLabShape extends JobShape {
    private static final long NOT_BEFORE_SECONDS = 5;
    private static final long JOB_TIMEOUT_SECONDS = 3600;

    private final String project;
    private final String namespace;

    GitLabShape(String project) {
        super("GitLab " + project);
        this.project = project;
        this.namespace = project.substring(0, project.lastIndexOf('/'));
    }

    @Override
    String keysPath() {
        return "/oauth/discovery/keys";
    }

    @Override
    String defaultAudience(String issuer) {
        return issuer;
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        addProject(claims, "");
        addProject(claims, "job_");
        addUserAndPipeline(claims);
        addRef(claims);
        if (claims.isAsked("environment")) {
            claims.put("environment", null)
                    .put("environment_protected", "false")
                    .put("deployment_tier", "production")
                    .put("environment_action", "start");
        }
        claims.put("runner_id", 12_270_840)
                .put("runner_environment", "gitlab-hosted")
                .put("sha", FakeIds.hex(project, 40))
                .put("project_visibility", "public")
                .put(
                        "ci_config_ref_uri",
                        hostOf(issuer)
                                + "/"
                                + claims.text("job_project_path")
                                + "//.gitlab-ci.yml@"
                                + claims.text("ref_path"))
                .put("ci_config_sha", claims.text("sha"))
                .issued(now, JOB_TIMEOUT_SECONDS)
                .put("nbf", now.getEpochSecond() - NOT_BEFORE_SECONDS)
                .put(
                        "sub",
                        "project_path:"
                                + claims.text("project_path")
                                + ":ref_type:"
                                + claims.text("ref_type")
                                + ":ref:"
                                + claims.text("ref"))
                .put("aud", audience);
    }

    private void addProject(JobClaims claims, String prefix) {
        claims.put(prefix + "namespace_id", FakeIds.number(namespace))
                .put(prefix + "namespace_path", namespace)
                .put(prefix + "project_id", FakeIds.number(project))
                .put(prefix + "project_path", project);
    }

    private void addUserAndPipeline(JobClaims claims) {
        claims.put("user_id", FakeIds.number("user of " + namespace))
                .put("user_login", "sample-user")
                .put("user_email", "sample-user@example.com")
                .put("user_access_level", "developer")
                .put("groups_direct", List.of(namespace))
                .put("pipeline_id", FakeIds.number("pipeline of " + project))
                .put("pipeline_source", "push")
                .put("job_id", FakeIds.number("job of " + project))
                .put("job_source", "push");
    }

    private static void addRef(JobClaims claims) {
        claims.put("ref", "main").put("ref_type", "branch");
        String folder = claims.text("ref_type").equals("tag") ? "refs/tags/" : "refs/heads/";
        claims.put("ref_path", folder + claims.text("ref")).put("ref_protected", "true");
    }

    @Override
    void addVariables(Map<String, String> variables, JobClaims claims) {
        String path = claims.text("job_project_path");
        variables.put("GITLAB_CI", "true");
        variables.put("CI_SERVER_URL", claims.text("iss"));
        variables.put("CI_SERVER_HOST", hostOf(claims.text("iss")).replaceFirst(":.*", ""));
        variables.put("CI_API_V4_URL", claims.text("iss") + "/api/v4");
        variables.put("CI_PROJECT_ID", claims.text("job_project_id"));
        variables.put("CI_PROJECT_PATH", path);
        variables.put("CI_PROJECT_NAMESPACE", claims.text("job_namespace_path"));
        variables.put("CI_PROJECT_NAME", path.substring(path.lastIndexOf('/') + 1));
        variables.put("CI_PROJECT_URL", claims.text("iss") + "/" + path);
        variables.put("CI_PROJECT_VISIBILITY", claims.text("project_visibility"));
        variables.put("CI_CONFIG_PATH", ".gitlab-ci.yml");
        variables.put("CI_PIPELINE_ID", claims.text("pipeline_id"));
        variables.put("CI_PIPELINE_SOURCE", claims.text("pipeline_source"));
        variables.put("CI_JOB_ID", claims.text("job_id"));
        variables.put("CI_JOB_NAME", "publish");
        variables.put("CI_COMMIT_SHA", claims.text("sha"));
        variables.put("CI_COMMIT_REF_NAME", claims.text("ref"));
        boolean tag = claims.text("ref_type").equals("tag");
        variables.put(tag ? "CI_COMMIT_TAG" : "CI_COMMIT_BRANCH", claims.text("ref"));
        variables.put("CI_RUNNER_ID", claims.text("runner_id"));
        if (claims.isAsked("environment")) {
            variables.put("CI_ENVIRONMENT_NAME", claims.text("environment"));
        }
    }
}
