package dev.registrykit.publish.trusted;

import static dev.registrykit.publish.World.AUDIENCE;

import dev.registrykit.publish.SettableClock;
import dev.registrykit.publish.TestIssuer;
import dev.registrykit.publish.World;
import dev.registrykit.publish.provider.GitLab;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class GitLabClaimPropertiesTest extends ClaimProperties {
    private static final String PROJECT = "acme/libs/widget";
    private static final SettableClock CLOCK = new SettableClock();
    private static final TestIssuer ISSUER = new TestIssuer("https://gitlab.com", CLOCK);

    private static World world;

    @BeforeContainer
    static void open() {
        world = new World(builder -> builder.trust(GitLab.cloud()).http(ISSUER));
        world.register(
                GitLab.cloud()
                        .policy(PROJECT)
                        .repositoryId("20")
                        .ownerId("72")
                        .workflow(".gitlab-ci.yml")
                        .event("push")
                        .environment("release")
                        .versionTag("v{version}")
                        .protectedRef()
                        .runner("gitlab-hosted")
                        .visibility("public")
                        .build(),
                "npm:@acme/widget");
    }

    @AfterContainer
    static void close() {
        world.close();
    }

    @Override
    World world() {
        return world;
    }

    @Override
    String token(Map<String, Object> claims) {
        return ISSUER.token(claims);
    }

    @Override
    List<String> pinnedClaims() {
        return List.of(
                "iss",
                "aud",
                "project_id",
                "namespace_id",
                "project_path",
                "project_visibility",
                "ci_config_ref_uri",
                "pipeline_source",
                "environment",
                "ref",
                "ref_type",
                "ref_protected",
                "runner_environment");
    }

    /** Older instances state none of them. */
    @Override
    List<String> repeatedClaims() {
        return List.of("job_project_id", "job_project_path", "ref_path");
    }

    @Override
    Map<String, Object> allowed() {
        long now = CLOCK.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", "https://gitlab.com");
        claims.put("aud", AUDIENCE);
        claims.put("sub", "project_path:" + PROJECT + ":ref_type:tag:ref:v1.0.0");
        claims.put("iat", now);
        claims.put("nbf", now - 5);
        claims.put("exp", now + 3600);
        claims.put("namespace_id", "72");
        claims.put("namespace_path", "acme/libs");
        claims.put("project_id", "20");
        claims.put("project_path", PROJECT);
        claims.put("project_visibility", "public");
        claims.put("job_project_id", "20");
        claims.put("job_project_path", PROJECT);
        claims.put("pipeline_id", "574");
        claims.put("pipeline_source", "push");
        claims.put("job_id", "302");
        claims.put("ref", "v1.0.0");
        claims.put("ref_type", "tag");
        claims.put("ref_path", "refs/tags/v1.0.0");
        claims.put("ref_protected", "true");
        claims.put("environment", "release");
        claims.put("runner_environment", "gitlab-hosted");
        claims.put("sha", "0123456789abcdef0123456789abcdef01234567");
        claims.put("ci_config_ref_uri", "gitlab.com/" + PROJECT + "//.gitlab-ci.yml@refs/tags/v1.0.0");
        return claims;
    }
}
