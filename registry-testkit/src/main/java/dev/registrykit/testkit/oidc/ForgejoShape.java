package dev.registrykit.testkit.oidc;

import java.time.Instant;
import java.util.Map;

final class ForgejoShape extends JobShape {
    private static final String PATH = "/api/actions";
    private static final long LIFETIME_SECONDS = 3600;

    private final String repository;
    private final String owner;

    ForgejoShape(String repository) {
        super("Forgejo " + repository);
        this.repository = repository;
        this.owner = repository.substring(0, repository.indexOf('/'));
    }

    @Override
    String issuerPath() {
        return PATH;
    }

    @Override
    String keysPath() {
        return PATH + "/.well-known/keys";
    }

    @Override
    String defaultAudience(String issuer) {
        return instanceOf(issuer) + "/" + owner;
    }

    private static String instanceOf(String issuer) {
        return issuer.endsWith(PATH) ? issuer.substring(0, issuer.length() - PATH.length()) : issuer;
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        claims.put("actor", owner)
                .put("actor_id", FakeIds.number("actor of " + repository))
                .put("base_ref", "")
                .put("head_ref", "")
                .put("event_name", "push")
                .put("ref", "refs/heads/main")
                .put("ref_protected", "false");
        claims.put("ref_type", claims.text("ref").startsWith("refs/tags/") ? "tag" : "branch")
                .put("repository", repository)
                .put("repository_id", FakeIds.number(repository))
                .put("repository_owner", owner)
                .put("repository_owner_id", FakeIds.number(owner))
                .put("run_attempt", "1")
                .put("run_id", "792")
                .put("run_number", "188")
                .put("sha", FakeIds.hex(repository, 40))
                .put("workflow", "publish.yml");
        claims.put(
                        "workflow_ref",
                        claims.text("repository")
                                + "/.forgejo/workflows/"
                                + claims.text("workflow")
                                + "@"
                                + claims.text("ref"))
                .put("sub", subject(claims))
                .put("aud", audience)
                .issuedWithoutId(now, LIFETIME_SECONDS)
                .put("nbf", now.getEpochSecond());
    }

    private static String subject(JobClaims claims) {
        String name = claims.text("repository");
        return "repo:" + claims.text("repository_owner") + "-" + claims.text("repository_owner_id") + "/"
                + name.substring(name.indexOf('/') + 1) + "-" + claims.text("repository_id") + ":ref:"
                + claims.text("ref");
    }

    @Override
    void addVariables(Map<String, String> variables, JobClaims claims) {
        variables.put("GITHUB_ACTIONS", "true");
        variables.put("GITHUB_SERVER_URL", instanceOf(claims.text("iss")));
        variables.put("GITHUB_REPOSITORY", claims.text("repository"));
        variables.put("GITHUB_REF", claims.text("ref"));
        variables.put("GITHUB_SHA", claims.text("sha"));
        variables.put("GITHUB_RUN_ID", claims.text("run_id"));
    }
}
