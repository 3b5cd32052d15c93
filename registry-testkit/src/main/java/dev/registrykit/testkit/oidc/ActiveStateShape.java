package dev.registrykit.testkit.oidc;

import java.time.Instant;

final class ActiveStateShape extends JobShape {
    private static final long NOT_BEFORE_SECONDS = 600;
    private static final long LIFETIME_SECONDS = 300;

    private final String path;
    private final String organization;
    private final String project;

    ActiveStateShape(String path) {
        super("ActiveState " + path);
        this.path = path;
        this.organization = path.substring(0, path.indexOf('/'));
        this.project = path.substring(path.indexOf('/') + 1);
    }

    @Override
    String issuerPath() {
        return "/api/v1/oauth/oidc";
    }

    @Override
    String defaultAudience(String issuer) {
        return "pypi";
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        claims.put("organization", organization).put("project", project);
        claims.put("sub", "org:" + claims.text("organization") + ":project:" + claims.text("project"))
                .put("aud", audience)
                .put("actor_id", FakeIds.uuid("actor of " + organization))
                .put("actor", "sample-user")
                .put("organization_id", FakeIds.uuid(organization))
                .put("project_visibility", "public")
                .put("project_id", FakeIds.uuid(path))
                .put("project_path", claims.text("organization") + "/" + claims.text("project"))
                .put("builder", "pypi-publisher")
                .put("ingredient", project)
                .put("artifact_id", FakeIds.uuid("artifact of " + path))
                .issued(now, LIFETIME_SECONDS)
                .put("nbf", now.getEpochSecond() - NOT_BEFORE_SECONDS);
    }
}
