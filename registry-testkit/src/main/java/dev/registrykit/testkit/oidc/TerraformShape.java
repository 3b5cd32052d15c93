package dev.registrykit.testkit.oidc;

import java.time.Instant;

final class TerraformShape extends JobShape {
    private static final int ID_DIGITS = 16;
    private static final long NOT_BEFORE_SECONDS = 5;
    private static final long LIFETIME_SECONDS = 300;

    private final String organization;
    private final String project;
    private final String workspace;

    TerraformShape(String organization, String project, String workspace) {
        super("HCP Terraform " + organization + "/" + project + "/" + workspace);
        this.organization = organization;
        this.project = project;
        this.workspace = workspace;
    }

    /** A run gets a token only for the audience that its workspace names; this is one of the documentation's. */
    @Override
    String defaultAudience(String issuer) {
        return "my-example-audience";
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        String name = organization + "/" + project;
        claims.put("terraform_run_phase", "apply")
                .put("terraform_organization_id", "org-" + FakeIds.hex(organization, ID_DIGITS))
                .put("terraform_organization_name", organization)
                .put("terraform_project_id", "prj-" + FakeIds.hex(name, ID_DIGITS))
                .put("terraform_project_name", project)
                .put("terraform_workspace_id", "ws-" + FakeIds.hex(name + "/" + workspace, ID_DIGITS))
                .put("terraform_workspace_name", workspace)
                .put("terraform_run_id", "run-" + FakeIds.hex("run of " + name + "/" + workspace, ID_DIGITS));
        String full = "organization:" + claims.text("terraform_organization_name") + ":project:"
                + claims.text("terraform_project_name") + ":workspace:" + claims.text("terraform_workspace_name");
        claims.put("terraform_full_workspace", full)
                .put("sub", full + ":run_phase:" + claims.text("terraform_run_phase"))
                .put("aud", audience)
                .issued(now, LIFETIME_SECONDS)
                .put("nbf", now.getEpochSecond() - NOT_BEFORE_SECONDS);
    }
}
