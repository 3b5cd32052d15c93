package dev.registrykit.publish.provider;

import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitLabTest extends ProviderTest {
    @Override
    GitLab provider() {
        return GitLab.cloud();
    }

    @Override
    Map<String, Object> job() {
        return claims(
                "sub", "project_path:acme/libs/widget:ref_type:tag:ref:v1.0.0",
                "namespace_id", "72",
                "namespace_path", "acme/libs",
                "project_id", "20",
                "project_path", "acme/libs/widget",
                "job_namespace_id", "72",
                "job_project_id", "20",
                "job_project_path", "acme/libs/widget",
                "user_id", "1",
                "user_login", "sample-user",
                "pipeline_id", "574",
                "pipeline_source", "push",
                "job_id", "302",
                "ref", "v1.0.0",
                "ref_type", "tag",
                "ref_path", "refs/tags/v1.0.0",
                "ref_protected", "true",
                "environment", "Release",
                "environment_protected", "true",
                "deployment_tier", "production",
                "runner_id", 1,
                "runner_environment", "gitlab-hosted",
                "sha", COMMIT,
                "ci_config_ref_uri", "gitlab.com/acme/libs/widget//.gitlab-ci.yml@refs/tags/v1.0.0",
                "ci_config_sha", COMMIT,
                "project_visibility", "public");
    }

    @Override
    WorkloadIdentity identity() {
        String config = "https://gitlab.com/acme/libs/widget//.gitlab-ci.yml@refs/tags/v1.0.0";
        return WorkloadIdentity.builder("https://gitlab.com")
                .sourceRepository("https://gitlab.com/acme/libs/widget")
                .sourceRepositoryId("20")
                .sourceRepositoryOwnerId("72")
                .sourceDigest(COMMIT)
                .sourceRef("refs/tags/v1.0.0")
                .buildConfig(config)
                .buildSigner(config)
                .trigger("push")
                .runner("gitlab-hosted")
                .environment("Release")
                .visibility("public")
                .refProtected("true")
                .runInvocation("https://gitlab.com/acme/libs/widget/-/jobs/302")
                .actor("sample-user")
                .claim("user_id", "1")
                .claim("runner_id", "1")
                .claim("pipeline_id", "574")
                .claim("ci_config_sha", COMMIT)
                .claim("environment_protected", "true")
                .claim("deployment_tier", "production")
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider()
                .policy("acme/libs/widget")
                .repositoryId("20")
                .ownerId("72")
                .workflow(".gitlab-ci.yml")
                .environment("Release")
                .protectedRef()
                .versionTag("v{version}")
                .build();
    }

    @Override
    Set<String> required() {
        return Set.of(
                "namespace_id",
                "project_id",
                "project_path",
                "pipeline_source",
                "job_id",
                "ref",
                "ref_type",
                "ref_protected",
                "sha");
    }

    @Override
    Set<String> unread() {
        return Set.of("sub", "namespace_path", "job_namespace_id");
    }

    @ParameterizedTest
    @CsvSource({
        "project_id, 21, job-refused",
        "job_project_id, 21, job-refused",
        "job_project_path, evil/widget, job-refused",
        "job_project_path, ACME/libs/widget, job-refused",
        "namespace_id, 73, owner-id-mismatch",
        "pipeline_source, merge_request_event, event-refused",
        "pipeline_source, external_pull_request_event, event-refused",
        "environment, release, environment-mismatch",
        "environment, Rеlease, environment-mismatch",
        "environment, 'Release ', environment-mismatch",
        "ref_protected, false, ref-not-protected",
        "ref_protected, yes, claim-malformed",
        "ref_path, refs/heads/v1.0.0, claim-malformed",
        "ref_type, branch, claim-malformed",
        "ref_type, merge_request, claim-malformed",
        "ref, refs/tags/v1.0.0, claim-malformed",
        "ci_config_ref_uri, gitlab.com/evil/widget//.gitlab-ci.yml@refs/tags/v1.0.0, workflow-mismatch",
        "ci_config_ref_uri, gitlab.com/acme/libs/widget//x/.gitlab-ci.yml@refs/tags/v1.0.0, workflow-mismatch",
        "project_path, acme/../widget, claim-malformed",
        "project_path, widget, claim-malformed",
        "project_id, 020, claim-malformed",
        "sha, main, claim-malformed"
    })
    void a_job_that_is_another_one_or_dangerous_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(claim, value)).isEqualTo(reason);
    }

    @Test
    void a_fork_is_refused_although_it_names_itself_throughout() {
        assertThat(code(workload(claims -> {
                    claims.put("project_id", "666");
                    claims.put("project_path", "evil/widget");
                    claims.put("namespace_id", "667");
                })))
                .isEqualTo("job-refused");
    }

    @Test
    void a_child_pipeline_is_refused_where_a_fork_cannot_be_told_from_its_own_project() {
        assertThat(code(workload(claims -> {
                    claims.put("pipeline_source", "parent_pipeline");
                    claims.remove("job_project_id");
                    claims.remove("job_project_path");
                })))
                .isEqualTo("job-refused");
        assertThat(allowed(claims -> claims.put("pipeline_source", "parent_pipeline"))
                        .trigger())
                .isEqualTo("parent_pipeline");
    }

    @Test
    void an_instance_that_is_older_than_some_claims_is_taken() {
        WorkloadIdentity job = allowed(claims -> {
            claims.remove("ref_path");
            claims.remove("job_project_id");
            claims.remove("job_project_path");
            claims.remove("ci_config_sha");
        });

        assertThat(job.sourceRef()).isEqualTo("refs/tags/v1.0.0");
    }

    @Test
    void a_branch_that_is_named_like_a_tag_is_a_branch() {
        WorkloadIdentity job = allowed(claims -> {
            claims.put("ref_type", "branch");
            claims.put("ref_path", "refs/heads/v1.0.0");
        });

        assertThat(job.sourceRef()).isEqualTo("refs/heads/v1.0.0");
        assertThat(code(policy().check(job))).isEqualTo("workflow-mismatch");
    }

    @Test
    void a_pipeline_whose_instructions_lie_elsewhere_proves_no_workflow() {
        assertThat(code(workload(claims -> claims.put("ci_config_ref_uri", null))
                        .then(policy()::check)))
                .isEqualTo("not-provable");
    }

    @Test
    void an_instance_of_ones_own_is_known_by_its_address() {
        GitLab own = GitLab.at("https://git.example.org:8443/gitlab");

        assertThat(own.issuer()).isEqualTo("https://git.example.org:8443/gitlab");
        assertThat(own.policy("acme/widget")
                        .pinOnFirstUse()
                        .workflow(".gitlab-ci.yml")
                        .build()
                        .repository())
                .isEqualTo("https://git.example.org:8443/gitlab/acme/widget");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://gitlab.com",
                "https://gitlab.com/",
                "https://gitlab.com/../x",
                "https://gitlab.com/./x",
                "https://gitlab.com?x",
                "https://gitlab.com#x",
                "https://user@gitlab.com",
                "https://GitLab.com",
                "https://gіtlab.com",
                "https://gitlab.com//x",
                "https://gitlab.com/%2e",
                "gitlab.com",
                "https://",
                "ftp://gitlab.com"
            })
    void an_address_of_another_shape_is_no_instance(String address) {
        assertThatIllegalArgumentException().isThrownBy(() -> GitLab.at(address));
    }

    @Test
    void a_longer_lifetime_and_a_list_of_one_audience_are_taken_when_accepted() {
        assertThat(provider().maxLifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(provider().acceptLifetime(Duration.ofHours(3)).maxLifetime()).isEqualTo(Duration.ofHours(3));
        assertThatIllegalArgumentException().isThrownBy(() -> provider().acceptLifetime(Duration.ofHours(25)));
        assertThatIllegalArgumentException().isThrownBy(() -> provider().acceptLifetime(Duration.ofMinutes(1)));
        assertThat(provider().acceptsAudienceList()).isFalse();
        assertThat(provider().acceptAudienceListOfOne().acceptsAudienceList()).isTrue();
        assertThat(code(workload(claims -> claims.put("aud", List.of(claims.get("aud"))))))
                .isEqualTo("audience-mismatch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"widget", "acme/", "/acme/widget", "acme/../widget", "https://gitlab.com/acme/widget"})
    void a_policy_is_for_a_whole_path(String project) {
        assertThatIllegalArgumentException().isThrownBy(() -> provider().policy(project));
    }
}
