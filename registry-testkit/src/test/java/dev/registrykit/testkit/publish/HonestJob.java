package dev.registrykit.testkit.publish;

import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.oidc.IdentityProvider;
import dev.registrykit.publish.provider.ActiveState;
import dev.registrykit.publish.provider.AzureDevOps;
import dev.registrykit.publish.provider.Bitbucket;
import dev.registrykit.publish.provider.Buildkite;
import dev.registrykit.publish.provider.CircleCi;
import dev.registrykit.publish.provider.Codefresh;
import dev.registrykit.publish.provider.Forgejo;
import dev.registrykit.publish.provider.GitLab;
import dev.registrykit.publish.provider.GoogleCloud;
import dev.registrykit.publish.provider.Jenkins;
import dev.registrykit.publish.provider.Semaphore;
import dev.registrykit.publish.provider.Spacelift;
import dev.registrykit.publish.provider.Terraform;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A provider as the registry trusts it, and the policy that its honest job is registered with. */
record HonestJob(IdentityProvider provider, WorkloadPolicy policy) {
    private static final String CIRCLE = "oidc.circleci.com/";

    private static HonestJob of(IdentityProvider provider, WorkloadPolicy.Builder policy) {
        return new HonestJob(provider, policy.build());
    }

    /** @param claims those of the honest job's token */
    static HonestJob of(String provider, String issuer, Map<String, @Nullable Object> claims) {
        return switch (provider) {
            case "gitLab" -> gitLab(issuer, claims);
            case "circleCi" -> circleCi(issuer, claims);
            case "semaphore" -> {
                Semaphore semaphore = Semaphore.at(issuer).acceptFixedAudience();
                yield of(semaphore, pinned(semaphore.policy("widget"), claims, "prj_id", "org_id"));
            }
            case "terraform" -> {
                Terraform terraform = Terraform.at(issuer);
                yield of(
                        terraform,
                        pinned(
                                terraform.policy("acme", "widget"),
                                claims,
                                "terraform_workspace_id",
                                "terraform_organization_id"));
            }
            case "spacelift" -> {
                Spacelift spacelift = Spacelift.at(issuer).acceptFixedAudience();
                yield of(spacelift, spacelift.policy("widget").ownerId(text(claims, "spaceId")));
            }
            case "google" -> {
                GoogleCloud google = GoogleCloud.at(issuer);
                yield of(google, google.policy(text(claims, "email")).repositoryId(text(claims, "sub")));
            }
            default -> more(provider, issuer, claims);
        };
    }

    private static HonestJob more(String provider, String issuer, Map<String, @Nullable Object> claims) {
        return switch (provider) {
            case "activeState" -> {
                ActiveState activeState = ActiveState.at(issuer);
                yield of(
                        activeState,
                        pinned(activeState.policy("acme", "widget"), claims, "project_id", "organization_id"));
            }
            case "buildkite" -> {
                Buildkite buildkite = Buildkite.at(issuer);
                yield of(
                        buildkite,
                        pinned(buildkite.policy("acme", "widget"), claims, "pipeline_id", "organization_id"));
            }
            case "bitbucket" -> {
                Bitbucket bitbucket = Bitbucket.at(issuer);
                yield of(bitbucket, bitbucket.policy(text(claims, "workspaceUuid"), text(claims, "repositoryUuid")));
            }
            case "azureDevOps" -> {
                AzureDevOps azure = AzureDevOps.at(issuer).acceptFixedAudience();
                yield of(
                        azure,
                        azure.policy(text(claims, "rpo_uri"))
                                .repositoryId(text(claims, "prj_id"))
                                .buildConfig(text(claims, "def_id")));
            }
            case "codefresh" -> {
                Codefresh codefresh = Codefresh.at(issuer);
                yield of(
                        codefresh,
                        pinned(codefresh.policy("acme", "widget/publish"), claims, "pipeline_id", "account_id"));
            }
            case "forgejo" -> {
                Forgejo forgejo = Forgejo.at(issuer);
                yield of(
                        forgejo,
                        pinned(forgejo.policy("acme/widget"), claims, "repository_id", "repository_owner_id")
                                .workflow(".forgejo/workflows/publish.yml"));
            }
            case "jenkins" -> {
                Jenkins jenkins = Jenkins.at(issuer).acceptMutableIdentity("the tests' Jenkins states no ids");
                yield of(jenkins, jenkins.policy(text(claims, "sub")));
            }
            default -> throw new IllegalArgumentException("no provider is called " + provider);
        };
    }

    private static HonestJob gitLab(String issuer, Map<String, @Nullable Object> claims) {
        GitLab gitLab = GitLab.at(issuer);
        return of(
                gitLab,
                pinned(gitLab.policy("acme/widget"), claims, "project_id", "namespace_id")
                        .workflow(".gitlab-ci.yml")
                        .environment("production"));
    }

    private static HonestJob circleCi(String issuer, Map<String, @Nullable Object> claims) {
        CircleCi circleCi = CircleCi.at(issuer);
        return of(
                circleCi,
                circleCi.policy("github.com/acme/widget", text(claims, CIRCLE + "pipeline-definition-id"))
                        .repositoryId(text(claims, CIRCLE + "project-id")));
    }

    private static WorkloadPolicy.Builder pinned(
            WorkloadPolicy.Builder policy, Map<String, @Nullable Object> claims, String repositoryId, String ownerId) {
        return policy.repositoryId(text(claims, repositoryId)).ownerId(text(claims, ownerId));
    }

    private static String text(Map<String, @Nullable Object> claims, String name) {
        return String.valueOf(claims.get(name));
    }
}
