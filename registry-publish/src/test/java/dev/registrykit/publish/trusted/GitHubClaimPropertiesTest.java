package dev.registrykit.publish.trusted;

import static dev.registrykit.publish.World.AUDIENCE;

import dev.registrykit.publish.World;
import dev.registrykit.publish.provider.GitHubActions;
import java.util.List;
import java.util.Map;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class GitHubClaimPropertiesTest extends ClaimProperties {
    private static World world;

    @BeforeContainer
    static void open() {
        world = new World();
        world.register(
                GitHubActions.cloud()
                        .policy("acme/widget")
                        .repositoryId("123456")
                        .ownerId("98765")
                        .workflow(".github/workflows/publish.yml")
                        .signerWorkflow("https://github.com/acme/widget/.github/workflows/publish.yml")
                        .event("push")
                        .environment("release")
                        .versionTag("v{version}")
                        .protectedRef()
                        .runner("github-hosted")
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
        return world.issuer.token(claims);
    }

    @Override
    List<String> pinnedClaims() {
        return List.of(
                "iss",
                "aud",
                "repository_id",
                "repository_owner_id",
                "repository",
                "repository_visibility",
                "workflow_ref",
                "job_workflow_ref",
                "event_name",
                "environment",
                "ref",
                "ref_protected",
                "runner_environment");
    }

    @Override
    List<String> repeatedClaims() {
        return List.of("ref_type");
    }

    @Override
    Map<String, Object> allowed() {
        Map<String, Object> claims = world.issuer.claims(AUDIENCE);
        String workflow = "acme/widget/.github/workflows/publish.yml@refs/tags/v1.0.0";
        claims.put("environment", "release");
        claims.put("ref", "refs/tags/v1.0.0");
        claims.put("ref_type", "tag");
        claims.put("workflow_ref", workflow);
        claims.put("job_workflow_ref", workflow);
        return claims;
    }
}
