package dev.registrykit.testkit.oidc;

import java.util.Map;

/**
 * One job for each CI system, with the claims of its identity tokens as that system issues them.
 *
 * <p>Names are the caller's, ids follow from the names and have the provider's form, so that two names have two ids. By
 * default a push to {@code main} runs on a machine of the provider's. Any claim can be changed or left out; where only
 * some jobs have a claim (an environment, a tag), {@link CiJob#claim} makes this job one of them. Each factory names the
 * public document against which its claims were checked.
 */
public final class CiJobs {
    private CiJobs() {}

    /**
     * GitLab CI: {@code group/project}, or {@code group/subgroup/project}; times of a job with a limit of one hour.
     *
     * <p>A tag is {@code claim("ref_type", "tag").claim("ref", "v1.0.0")}, an environment {@code claim("environment",
     * "production")}. In the merge request pipeline of a fork {@code project_*} and {@code namespace_*} name the fork,
     * {@code job_project_*} and {@code job_namespace_*} where it runs.
     *
     * <p>Checked against docs.gitlab.com, "OpenID Connect (OIDC) Authentication Using ID Tokens", and the claims that
     * GitLab's {@code Gitlab::Ci::Jwt} and {@code JwtV2} put in: {@code runner_id} is a number, all other ids are text.
     */
    public static CiJob gitLab(String projectPath) {
        return new ShapedJob(new GitLabShape(slashed(projectPath, "a project's path is group/project")));
    }

    /**
     * Google Cloud: the identity token of a service account, by its e-mail address; no {@code jti}, no {@code nbf}.
     *
     * <p>Checked against cloud.google.com, "Verify VM identity" (format {@code standard}). Google serves its keys on
     * another host than its issuer's: {@link IdentityProviderServer#announceKeysAt} plays that.
     */
    public static CiJob google(String serviceAccountEmail) {
        return new ShapedJob(new GoogleShape(serviceAccountEmail));
    }

    /**
     * Buildkite: a token that was asked for with {@code --claim organization_id,pipeline_id}; leave the two out for one
     * that was not. A tag is {@code claim("build_tag", "v1.0.0")}.
     *
     * <p>Checked against buildkite.com/docs, "buildkite-agent oidc". The {@code jti} is not in that page's example.
     */
    public static CiJob buildkite(String organizationSlug, String pipelineSlug) {
        return new ShapedJob(new BuildkiteShape(organizationSlug, pipelineSlug));
    }

    /**
     * CircleCI: a project for the repository {@code owner/name} at GitHub, with the organisation's issuer and the subject
     * of {@code CIRCLE_OIDC_TOKEN_V2}; no {@code jti}, no {@code nbf}.
     *
     * <p>Checked against circleci.com/docs, "Using OpenID Connect tokens in jobs" and "OIDC tokens with custom claims";
     * the ids of pipeline definition, pipeline, workflow and job against the list of claims that PyPI's CircleCI
     * publisher reads, because the page does not name them. A fork's build has the organisation's ids and the fork's
     * {@code vcs-origin}.
     */
    public static CiJob circleCi(String repository) {
        return new ShapedJob(new CircleCiShape(slashed(repository, "a repository is owner/name")));
    }

    /**
     * Bitbucket Pipelines: the repository {@code workspace/name}; UUIDs in braces, no {@code jti}, no {@code nbf}. A
     * deployment step is {@code claim("deploymentEnvironmentUuid", "{…}")}; custom audiences are a list:
     * {@code claim("aud", List.of(…))}.
     *
     * <p>Checked against support.atlassian.com, "Integrate Pipelines with resource servers using OIDC", and the claims
     * that the provider's discovery document promises.
     */
    public static CiJob bitbucket(String repository) {
        return new ShapedJob(new BitbucketShape(slashed(repository, "a repository is workspace/name")));
    }

    /**
     * Azure DevOps: a pipeline of a project with its repository in Azure Repos. The audience is always
     * {@code api://AzureADTokenExchange}; all claims are text; the keys lie outside the issuer's path.
     *
     * <p>Microsoft documents how to ask for the token ("Oidctoken - Create") but not its claims: these were checked
     * against the token and discovery document in Teleport's design document on joining by Azure DevOps.
     */
    public static CiJob azureDevOps(String organization, String project, String pipeline) {
        return new ShapedJob(new AzureDevOpsShape(organization, project, pipeline));
    }

    /**
     * ActiveState: the project {@code organisation/name}, built by {@code pypi-publisher}, for PyPI by default.
     *
     * <p>No public documentation of the token could be found; the claims are those that PyPI's ActiveState publisher
     * reads, their types those of the sample in PyPI's tests. Where the keys lie could not be checked.
     */
    public static CiJob activeState(String projectPath) {
        return new ShapedJob(new ActiveStateShape(slashed(projectPath, "a project's path is organisation/name")));
    }

    /**
     * Semaphore: a project of an organisation. The audience is always the issuer. Claims that do not apply are empty
     * text. A tag is {@code claim("ref_type", "tag").claim("ref", "refs/tags/v1.0.0").claim("tag", "v1.0.0")}.
     *
     * <p>Checked against docs.semaphore.io, "OIDC Tokens"; that page gives no lifetime: here it is one hour.
     */
    public static CiJob semaphore(String organization, String project) {
        return new ShapedJob(new SemaphoreShape(organization, project));
    }

    /**
     * Codefresh: a pipeline {@code project/name} of an account, started by a push to Git; {@code scm_ref} does not say
     * whether it is a branch or a tag; no {@code jti}, no {@code nbf}.
     *
     * <p>Checked against codefresh.io/docs, "OIDC in pipelines". That page knows one audience, the platform's address;
     * Sigstore's configuration expects its own, so the audience can be chosen. Where the keys lie could not be checked.
     */
    public static CiJob codefresh(String account, String pipeline) {
        return new ShapedJob(new CodefreshShape(account, pipeline));
    }

    /**
     * HCP Terraform: the apply phase of a run in a workspace. The plan phase is {@code claim("terraform_run_phase",
     * "plan")}.
     *
     * <p>Checked against the token of developer.hashicorp.com, "Workload identity tokens", whose lifetime of five minutes
     * is an example: a token lives as long as the phase may, up to a day.
     */
    public static CiJob terraform(String organization, String project, String workspace) {
        return new ShapedJob(new TerraformShape(organization, project, workspace));
    }

    /**
     * Spacelift: a tracked run of a stack, with write scope. The audience is always the account's host name. The spaces
     * {@code root} and {@code legacy} have no id but their name.
     *
     * <p>Checked against docs.spacelift.io, "OpenID Connect (OIDC)".
     */
    public static CiJob spacelift(String account, String space, String stack) {
        return new ShapedJob(new SpaceliftShape(account, space, stack));
    }

    /**
     * Forgejo (Codeberg): the repository {@code owner/name} with ids in subject and claims; no {@code jti}. Older
     * instances have none of {@code repository_id}, {@code repository_owner_id} and {@code actor_id}.
     *
     * <p>Checked against forgejo.org/docs, "Forgejo Actions | Security OpenID Connect", and Forgejo's own test of its ID
     * tokens.
     */
    public static CiJob forgejo(String repository) {
        return new ShapedJob(new ForgejoShape(slashed(repository, "a repository is owner/name")));
    }

    /**
     * Jenkins with the plugin oidc-provider: a job by its path ({@code folder/name}), credentials at the root, and the
     * two claims that are configured from the start; no {@code jti}, no {@code nbf}.
     *
     * <p>Checked against the plugin's README (plugins.jenkins.io/oidc-provider) and its default claim templates.
     */
    public static CiJob jenkins(String jobPath) {
        return new ShapedJob(new JenkinsShape(jobPath));
    }

    /**
     * Any other provider: the standard claims, valid for five minutes, and these.
     *
     * @param claims values as in {@link CiJob#claim}, but not null
     */
    public static CiJob generic(Map<String, Object> claims) {
        return new ShapedJob(new GenericShape(claims));
    }

    private static String slashed(String name, String rule) {
        if (!name.matches("[^/]+(/[^/]+)+")) {
            throw new IllegalArgumentException(rule);
        }
        return name;
    }
}
