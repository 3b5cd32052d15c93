package dev.registrykit.testkit.oidc;

import java.time.Instant;
import java.util.Map;

final class AzureDevOpsShape extends JobShape {
    private static final long NOT_BEFORE_SECONDS = 600;
    private static final long LIFETIME_SECONDS = 299;

    private final String organization;
    private final String project;
    private final String pipeline;

    AzureDevOpsShape(String organization, String project, String pipeline) {
        super("Azure DevOps " + organization + "/" + project + "/" + pipeline);
        this.organization = organization;
        this.project = project;
        this.pipeline = pipeline;
    }

    @Override
    String issuerPath() {
        return "/" + FakeIds.uuid(organization);
    }

    @Override
    String keysPath() {
        return "/.well-known/jwks";
    }

    @Override
    String defaultAudience(String issuer) {
        return "api://AzureADTokenExchange";
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        String name = organization + "/" + project;
        claims.put("sub", "p://" + name + "/" + pipeline)
                .put("aud", defaultAudience(issuer))
                .put("org_id", FakeIds.uuid(organization))
                .put("prj_id", FakeIds.uuid(name))
                .put("def_id", "12")
                .put("rpo_id", FakeIds.uuid("repository of " + name))
                .put("rpo_uri", "https://" + organization + "@dev.azure.com/" + name + "/_git/" + project)
                .put("rpo_ver", FakeIds.hex(name, 40))
                .put("rpo_ref", "refs/heads/main")
                .put("run_id", "345")
                .issued(now, LIFETIME_SECONDS)
                .put("nbf", now.getEpochSecond() - NOT_BEFORE_SECONDS);
    }

    @Override
    void addVariables(Map<String, String> variables, JobClaims claims) {
        variables.put("TF_BUILD", "True");
        variables.put("SYSTEM_COLLECTIONID", claims.text("org_id"));
        variables.put("SYSTEM_TEAMPROJECTID", claims.text("prj_id"));
        variables.put("SYSTEM_DEFINITIONID", claims.text("def_id"));
        variables.put("BUILD_BUILDID", claims.text("run_id"));
    }
}
