package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.time.Duration;

/**
 * HCP Terraform and Terraform Enterprise as an identity provider: workload identity tokens of workspace runs.
 *
 * <p>Pinned are organisation and workspace. Only the apply phase may publish, because a plan also runs for a pull request;
 * module tests and Stacks state no workspace and are refused. A token states nothing about source code, event or build
 * instructions.
 *
 * <p>Checked against HashiCorp's "Workload identity in HCP Terraform"
 * (developer.hashicorp.com/terraform/cloud-docs/dynamic-provider-credentials/workload-identity-tokens).
 */
public final class Terraform extends CiProvider {
    private static final String CLOUD = "https://app.terraform.io";
    private static final Form NAME = Form.of("[A-Za-z0-9_-]{1,100}");
    private static final Form RUN = Form.of("run-[A-Za-z0-9]{8,40}");

    private Terraform(Settings settings) {
        super(settings);
    }

    /** HCP Terraform: issuer {@code https://app.terraform.io}. */
    public static Terraform cloud() {
        return at(CLOUD);
    }

    /**
     * Terraform Enterprise at this address, which is its issuer too.
     *
     * @throws IllegalArgumentException if it is no https address without a trailing slash
     */
    public static Terraform at(String server) {
        return new Terraform(Settings.of(Rows.TERRAFORM, Issuers.address(server)));
    }

    /**
     * The provider, taking tokens that are valid for up to {@code longest}, a day at most: a token lives as long as the
     * timeout of its phase, which can be a day; an hour is taken otherwise.
     *
     * <p>Risk: a token that leaks can be used for longer, once.
     */
    public Terraform acceptLifetime(Duration longest) {
        return new Terraform(settings().acceptLifetime(longest));
    }

    /**
     * A policy builder for a workspace; the workspace's id as {@code repositoryId} and the organisation's as
     * {@code ownerId} are still to be given.
     *
     * @throws IllegalArgumentException if a name is not of letters, digits, {@code _} and {@code -}
     */
    public WorkloadPolicy.Builder policy(String organisation, String workspace) {
        return policyFor(url(
                        Forms.checked("an organisation", organisation, NAME),
                        Forms.checked("a workspace", workspace, NAME)))
                .acceptAnyWorkflow()
                .acceptUnstatedEvent();
    }

    private String url(String organisation, String workspace) {
        return issuer() + "/app/" + organisation + "/workspaces/" + workspace;
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        String workspace = url(
                claims.required("terraform_organization_name", NAME),
                claims.required("terraform_workspace_name", NAME));
        job.sourceRepository(workspace).runInvocation(workspace + "/runs/" + claims.required("terraform_run_id", RUN));
    }
}
