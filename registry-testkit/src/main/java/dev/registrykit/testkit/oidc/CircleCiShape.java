package dev.registrykit.testkit.oidc;

import java.time.Instant;
import java.util.List;
import java.util.Map;

final class CircleCiShape extends JobShape {
    private static final String OWN = "oidc.circleci.com/";
    private static final long LIFETIME_SECONDS = 3600;

    private final String repository;
    private final String organizationId;

    CircleCiShape(String repository) {
        super("CircleCI " + repository);
        this.repository = repository;
        this.organizationId = FakeIds.uuid(repository.substring(0, repository.indexOf('/')));
    }

    @Override
    String issuerPath() {
        return "/org/" + organizationId;
    }

    @Override
    String keysPath() {
        return issuerPath() + "/.well-known/jwks-pub.json";
    }

    @Override
    String defaultAudience(String issuer) {
        return organizationId;
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        claims.put(OWN + "org-id", organizationId)
                .put(OWN + "project-id", FakeIds.uuid(repository))
                .put(OWN + "pipeline-definition-id", FakeIds.uuid("definition of " + repository))
                .put(OWN + "pipeline-id", FakeIds.uuid("pipeline of " + repository))
                .put(OWN + "workflow-id", FakeIds.uuid("workflow of " + repository))
                .put(OWN + "job-id", FakeIds.uuid("job of " + repository))
                .put(OWN + "context-ids", List.of(FakeIds.uuid("context of " + repository)))
                .put(OWN + "vcs-origin", "github.com/" + repository)
                .put(OWN + "vcs-ref", "refs/heads/main")
                .put(OWN + "ssh-rerun", false)
                .put("sub", subject(claims))
                .put("aud", audience)
                .issuedWithoutId(now, LIFETIME_SECONDS);
    }

    private String subject(JobClaims claims) {
        return "org/" + claims.text(OWN + "org-id") + "/project/" + claims.text(OWN + "project-id") + "/user/"
                + FakeIds.uuid("user of " + repository) + "/vcs-origin/" + claims.text(OWN + "vcs-origin")
                + "/vcs-ref/" + claims.text(OWN + "vcs-ref");
    }

    @Override
    void addVariables(Map<String, String> variables, JobClaims claims) {
        variables.put("CIRCLECI", "true");
        variables.put("CIRCLE_ORGANIZATION_ID", claims.text(OWN + "org-id"));
        variables.put("CIRCLE_PROJECT_ID", claims.text(OWN + "project-id"));
        variables.put("CIRCLE_PIPELINE_ID", claims.text(OWN + "pipeline-id"));
        variables.put("CIRCLE_WORKFLOW_ID", claims.text(OWN + "workflow-id"));
        variables.put("CIRCLE_PROJECT_USERNAME", repository.substring(0, repository.indexOf('/')));
        variables.put("CIRCLE_PROJECT_REPONAME", repository.substring(repository.indexOf('/') + 1));
        variables.put("CIRCLE_SHA1", FakeIds.hex(repository, 40));
        String ref = claims.text(OWN + "vcs-ref");
        if (ref.startsWith("refs/tags/")) {
            variables.put("CIRCLE_TAG", ref.substring("refs/tags/".length()));
        } else if (ref.startsWith("refs/heads/")) {
            variables.put("CIRCLE_BRANCH", ref.substring("refs/heads/".length()));
        }
    }
}
