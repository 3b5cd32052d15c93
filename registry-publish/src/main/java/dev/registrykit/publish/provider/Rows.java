package dev.registrykit.publish.provider;

import static dev.registrykit.publish.provider.Forms.BRACED_UUID;
import static dev.registrykit.publish.provider.Forms.COMMIT;
import static dev.registrykit.publish.provider.Forms.FLAG;
import static dev.registrykit.publish.provider.Forms.ID;
import static dev.registrykit.publish.provider.Forms.LINE;
import static dev.registrykit.publish.provider.Forms.NUMBER;
import static dev.registrykit.publish.provider.Forms.REF;
import static dev.registrykit.publish.provider.Forms.UUID;
import static dev.registrykit.publish.provider.Forms.WORD;

import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Duration;

/**
 * The table of providers, a row each: ids first, then what a policy can hold against a job, then what is kept to search
 * for. The class of the same name adds what is no plain claim, and names the documentation.
 */
final class Rows {
    private static final Form OBJECT_ID = Form.of("[0-9a-z]{8,40}");
    private static final Form UNIQUE_ID = Form.of("[0-9]{5,30}");

    private Rows() {}

    static final Row GITHUB_ACTIONS = Row.of("GitHubActions")
            .id(WorkloadIdentity.Builder::sourceRepositoryId, "repository_id", ID)
            .id(WorkloadIdentity.Builder::sourceRepositoryOwnerId, "repository_owner_id", ID)
            .must(WorkloadIdentity.Builder::sourceDigest, "sha", COMMIT)
            // Runs that a deployment started have no ref.
            .may(WorkloadIdentity.Builder::sourceRef, "ref", REF)
            .must(WorkloadIdentity.Builder::trigger, "event_name", WORD)
            .may(WorkloadIdentity.Builder::runner, "runner_environment", WORD)
            .may(WorkloadIdentity.Builder::environment, "environment", LINE)
            .may(WorkloadIdentity.Builder::visibility, "repository_visibility", WORD)
            .may(WorkloadIdentity.Builder::refProtected, "ref_protected", FLAG)
            .may(WorkloadIdentity.Builder::actor, "actor", LINE)
            .keep("actor_id", ID)
            .keep("enterprise_id", ID)
            .keep("workflow_sha", COMMIT)
            .keep("job_workflow_sha", COMMIT);

    static final Row GITLAB = Row.of("GitLab")
            .id(WorkloadIdentity.Builder::sourceRepositoryId, "project_id", ID)
            .id(WorkloadIdentity.Builder::sourceRepositoryOwnerId, "namespace_id", ID)
            .must(WorkloadIdentity.Builder::sourceDigest, "sha", COMMIT)
            .must(WorkloadIdentity.Builder::trigger, "pipeline_source", WORD)
            .may(WorkloadIdentity.Builder::runner, "runner_environment", WORD)
            .may(WorkloadIdentity.Builder::environment, "environment", LINE)
            .may(WorkloadIdentity.Builder::visibility, "project_visibility", WORD)
            .must(WorkloadIdentity.Builder::refProtected, "ref_protected", FLAG)
            .may(WorkloadIdentity.Builder::actor, "user_login", LINE)
            .keep("user_id", ID)
            .keepInteger("runner_id")
            .keep("pipeline_id", ID)
            .keep("ci_config_sha", COMMIT)
            .keep("environment_protected", FLAG)
            .keep("deployment_tier", WORD)
            .keep("job_source", WORD);

    static final Row GOOGLE_CLOUD = Row.of("GoogleCloud")
            .id(WorkloadIdentity.Builder::sourceRepositoryId, "sub", UNIQUE_ID)
            .noTokenId();

    static final Row BUILDKITE = Row.of("Buildkite")
            .id(WorkloadIdentity.Builder::sourceRepositoryId, "pipeline_id", UUID)
            .id(WorkloadIdentity.Builder::sourceRepositoryOwnerId, "organization_id", UUID)
            .must(WorkloadIdentity.Builder::trigger, "build_source", WORD)
            .may(WorkloadIdentity.Builder::runner, "runner_environment", WORD)
            .keep("build_id", UUID)
            .keep("cluster_id", UUID)
            .keep("queue_id", UUID)
            .keepRequired("job_id", UUID);

    static final Row CIRCLECI = Row.of("CircleCi")
            .id(WorkloadIdentity.Builder::sourceRepositoryId, CircleCi.claim("project-id"), UUID)
            .id(WorkloadIdentity.Builder::sourceRepositoryOwnerId, CircleCi.claim("org-id"), UUID)
            .must(WorkloadIdentity.Builder::sourceRepository, CircleCi.claim("vcs-origin"), LINE)
            .may(WorkloadIdentity.Builder::sourceRef, CircleCi.claim("vcs-ref"), REF)
            .noTokenId();

    static final Row BITBUCKET = Row.of("Bitbucket")
            .id(WorkloadIdentity.Builder::sourceRepositoryId, "repositoryUuid", BRACED_UUID)
            .id(WorkloadIdentity.Builder::sourceRepositoryOwnerId, "workspaceUuid", BRACED_UUID)
            .may(WorkloadIdentity.Builder::environment, "deploymentEnvironmentUuid", BRACED_UUID)
            .keep("pipelineUuid", BRACED_UUID)
            .keepRequired("stepUuid", BRACED_UUID)
            .noTokenId();

    static final Row AZURE_DEVOPS = Row.of("AzureDevOps")
            .id(WorkloadIdentity.Builder::sourceRepositoryId, "prj_id", UUID)
            .id(WorkloadIdentity.Builder::sourceRepositoryOwnerId, "org_id", UUID)
            .must(WorkloadIdentity.Builder::sourceRepository, "rpo_uri", LINE)
            .may(WorkloadIdentity.Builder::sourceDigest, "rpo_ver", COMMIT)
            .must(WorkloadIdentity.Builder::sourceRef, "rpo_ref", REF)
            .must(WorkloadIdentity.Builder::buildConfig, "def_id", ID)
            .keepRequired("rpo_id", LINE)
            .keepRequired("run_id", NUMBER);

    static final Row ACTIVESTATE = Row.of("ActiveState")
            .demand("builder", "pypi-publisher", "Only the builder that publishes may publish.")
            .id(WorkloadIdentity.Builder::sourceRepositoryId, "project_id", UUID)
            .id(WorkloadIdentity.Builder::sourceRepositoryOwnerId, "organization_id", UUID)
            .must(WorkloadIdentity.Builder::actor, "actor", LINE)
            .may(WorkloadIdentity.Builder::visibility, "project_visibility", WORD)
            .keepRequired("actor_id", UUID)
            .keep("ingredient", LINE)
            .keep("artifact_id", UUID)
            .noTokenId();

    static final Row SEMAPHORE = Row.of("Semaphore")
            .demand("job_type", "pipeline_job", "Debugging sessions may not publish.")
            .id(WorkloadIdentity.Builder::sourceRepositoryId, "prj_id", UUID)
            .id(WorkloadIdentity.Builder::sourceRepositoryOwnerId, "org_id", UUID)
            .must(WorkloadIdentity.Builder::sourceRef, "ref", REF)
            .keep("repo_slug", LINE)
            .keepRequired("wf_id", UUID)
            .keepRequired("ppl_id", UUID)
            .keepRequired("job_id", UUID)
            .keep("trg", LINE);

    static final Row CODEFRESH = Row.of("Codefresh")
            .id(WorkloadIdentity.Builder::sourceRepositoryId, "pipeline_id", OBJECT_ID)
            .id(WorkloadIdentity.Builder::sourceRepositoryOwnerId, "account_id", OBJECT_ID)
            .may(WorkloadIdentity.Builder::runner, "runner_environment", WORD)
            .keepRequired("workflow_id", OBJECT_ID)
            .keep("scm_repo_url", LINE)
            .keep("scm_ref", LINE)
            .maxLifetime(Duration.ofMinutes(10))
            .noTokenId();

    static final Row TERRAFORM = Row.of("Terraform")
            .demand("terraform_run_phase", "apply", "Only the apply phase of a run may publish.")
            .id(WorkloadIdentity.Builder::sourceRepositoryId, "terraform_workspace_id", Form.of("ws-[A-Za-z0-9]{8,40}"))
            .id(
                    WorkloadIdentity.Builder::sourceRepositoryOwnerId,
                    "terraform_organization_id",
                    Form.of("org-[A-Za-z0-9]{8,40}"))
            .keep("terraform_project_id", Form.of("prj-[A-Za-z0-9]{8,40}"));

    static final Row SPACELIFT = Row.of("Spacelift")
            .demand("runType", "TRACKED", "Only tracked runs may publish.")
            .demand("scope", "write", "Only runs with the scope to write may publish.");

    static final Row FORGEJO = Row.of("Forgejo")
            .id(WorkloadIdentity.Builder::sourceRepositoryId, "repository_id", ID)
            .id(WorkloadIdentity.Builder::sourceRepositoryOwnerId, "repository_owner_id", ID)
            .must(WorkloadIdentity.Builder::sourceDigest, "sha", COMMIT)
            .must(WorkloadIdentity.Builder::sourceRef, "ref", REF)
            .must(WorkloadIdentity.Builder::trigger, "event_name", WORD)
            .must(WorkloadIdentity.Builder::refProtected, "ref_protected", FLAG)
            .may(WorkloadIdentity.Builder::actor, "actor", LINE)
            .keep("actor_id", ID)
            .noTokenId();

    static final Row JENKINS = Row.of("Jenkins").noTokenId();
}
