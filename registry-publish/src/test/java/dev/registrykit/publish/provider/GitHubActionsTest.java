package dev.registrykit.publish.provider;

import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubActionsTest extends ProviderTest {
    private static final String CALLER = "acme/widget/.github/workflows/publish.yml@refs/tags/v1.0.0";
    private static final String SIGNER = "acme/shared/.github/workflows/release.yml@refs/heads/main";

    @Override
    GitHubActions provider() {
        return GitHubActions.cloud();
    }

    @Override
    Map<String, Object> job() {
        return claims(
                "sub", "repo:acme/widget:environment:release",
                "repository", "acme/widget",
                "repository_id", "123456",
                "repository_owner", "acme",
                "repository_owner_id", "98765",
                "repository_visibility", "public",
                "ref", "refs/tags/v1.0.0",
                "ref_type", "tag",
                "ref_protected", "true",
                "sha", COMMIT,
                "workflow_ref", CALLER,
                "workflow_sha", COMMIT,
                "job_workflow_ref", SIGNER,
                "job_workflow_sha", COMMIT,
                "event_name", "push",
                "environment", "release",
                "runner_environment", "github-hosted",
                "run_id", "777",
                "run_attempt", "1",
                "actor", "alice",
                "actor_id", "11",
                "enterprise_id", "12");
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder("https://token.actions.githubusercontent.com")
                .sourceRepository("https://github.com/acme/widget")
                .sourceRepositoryId("123456")
                .sourceRepositoryOwnerId("98765")
                .sourceDigest(COMMIT)
                .sourceRef("refs/tags/v1.0.0")
                .buildConfig("https://github.com/" + CALLER)
                .buildSigner("https://github.com/" + SIGNER)
                .trigger("push")
                .runner("github-hosted")
                .environment("release")
                .visibility("public")
                .refProtected("true")
                .runInvocation("https://github.com/acme/widget/actions/runs/777/attempts/1")
                .actor("alice")
                .claim("actor_id", "11")
                .claim("enterprise_id", "12")
                .claim("workflow_sha", COMMIT)
                .claim("job_workflow_sha", COMMIT)
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider()
                .policy("acme/widget")
                .repositoryId("123456")
                .ownerId("98765")
                .workflow(".github/workflows/publish.yml")
                .signerWorkflow("https://github.com/acme/shared/.github/workflows/release.yml")
                .environment("Release")
                .build();
    }

    @Override
    Set<String> required() {
        return Set.of(
                "repository",
                "repository_id",
                "repository_owner_id",
                "sha",
                "workflow_ref",
                "event_name",
                "run_id",
                "run_attempt");
    }

    @Override
    Set<String> unread() {
        return Set.of("sub", "repository_owner");
    }

    @Test
    void what_is_stated_as_empty_is_not_stated() {
        WorkloadIdentity job = allowed(claims -> {
            claims.put("ref", "");
            claims.put("environment", "");
            claims.remove("job_workflow_ref");
        });

        assertThat(job.sourceRef()).isNull();
        assertThat(job.environment()).isNull();
        assertThat(job.buildSigner()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "repo:acme/widget:ref:refs/tags/v1.0.0",
                "repo:acme@98765/widget@123456:ref:refs/tags/v1.0.0",
                "repo:acme/widget:environment:release%3Aeu",
                "repository_owner:acme:job_workflow_ref:x",
                "repo:evil/evil:ref:refs/heads/main"
            })
    void every_shape_of_the_subject_is_taken_and_none_decides(String subject) {
        assertThat(allowed(claims -> claims.put("sub", subject))).isEqualTo(identity());
    }

    @ParameterizedTest
    @CsvSource({
        "repository_id, 007, claim-malformed",
        "repository_id, '7 ', claim-malformed",
        "repository_id, 7.0, claim-malformed",
        "repository_id, -7, claim-malformed",
        "repository_id, ٧, claim-malformed",
        "repository_owner_id, 0x7, claim-malformed",
        "repository_owner_id, 123456789012345678901, claim-malformed",
        "repository, acme, claim-malformed",
        "repository, acme/widget/x, claim-malformed",
        "repository, acme/../evil, claim-malformed",
        "repository, https://github.com/acme/widget, claim-malformed",
        "repository, аcme/widget, claim-malformed",
        "sha, main, claim-malformed",
        "sha, 0123456789ABCDEF0123456789ABCDEF01234567, claim-malformed",
        "run_id, 1/../2, claim-malformed",
        "event_name, 'push ', claim-malformed",
        "ref_protected, yes, claim-malformed",
        "ref, v1.0.0, claim-malformed",
        "ref, refs/heads/v1.0.0, claim-malformed",
        "ref_type, branch, claim-malformed",
        "repository_id, 123457, repository-id-mismatch",
        "repository_owner_id, 98766, owner-id-mismatch",
        "event_name, pull_request_target, event-refused",
        "event_name, workflow_run, event-refused",
        "environment, staging, environment-mismatch",
        "workflow_ref, acme/widget/.github/workflows/evil/publish.yml@refs/tags/v1.0.0, workflow-mismatch",
        "workflow_ref, acme/widget/.github/workflows/publish.yml@x.yml@refs/tags/v1.0.0, workflow-mismatch",
        "workflow_ref, evil/widget/.github/workflows/publish.yml@refs/tags/v1.0.0, workflow-mismatch",
        "job_workflow_ref, evil/shared/.github/workflows/release.yml@refs/heads/main, signer-workflow-mismatch"
    })
    void a_job_that_is_another_one_or_dangerous_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(claim, value)).isEqualTo(reason);
    }

    @Test
    void a_pull_request_has_a_ref_of_its_own_of_the_type_branch() {
        assertThat(allowed(claims -> {
                            claims.put("ref", "refs/pull/27/merge");
                            claims.put("ref_type", "branch");
                        })
                        .sourceRef())
                .isEqualTo("refs/pull/27/merge");
    }

    @Test
    void a_job_without_the_reusable_workflow_that_is_demanded_is_refused() {
        assertThat(code(workload(claims -> claims.remove("job_workflow_ref")).then(policy()::check)))
                .isEqualTo("not-provable");
    }

    @Test
    void an_owner_id_beyond_32_bits_is_taken() {
        assertThat(allowed(claims -> claims.put("repository_owner_id", "4294967297"))
                        .sourceRepositoryOwnerId())
                .isEqualTo("4294967297");
    }

    @ParameterizedTest
    @CsvSource({
        "https://token.actions.githubusercontent.com, https://github.com",
        "https://token.actions.githubusercontent.com/octo-enterprise, https://github.com",
        "https://token.actions.octocorp.ghe.com, https://octocorp.ghe.com",
        "https://git.example.org/_services/token, https://git.example.org",
        "https://git.example.org:8443/_services/token, https://git.example.org:8443",
        "http://127.0.0.1:34567, https://github.com",
        "http://localhost:34567/x, https://github.com",
        "https://ci.example.org, https://ci.example.org"
    })
    void the_issuer_decides_which_server_is_meant(String issuerText, String server) {
        assertThat(GitHubActions.at(issuerText).server()).isEqualTo(server);
        assertThat(GitHubActions.at(issuerText).issuer()).isEqualTo(issuerText);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "http://token.actions.githubusercontent.com",
                "https://token.actions.githubusercontent.com/",
                "https://token.actions.githubusercontent.com/a/b",
                "https://token.actions.githubusercontent.com/a.b",
                "https://token.actions.githubusercontent.com/..",
                "https://token.actions.githubusercontent.com:444",
                "https://TOKEN.actions.githubusercontent.com",
                "https://user@token.actions.githubusercontent.com",
                "https://token.actions.octocorp.ghe.com/x",
                "https://token.actions.a.b.ghe.com",
                "https://git.example.org/_services/token?x",
                "https://git.example.org/_services/../token"
            })
    void an_issuer_of_another_shape_is_none(String issuer) {
        assertThatIllegalArgumentException().isThrownBy(() -> GitHubActions.at(issuer));
    }

    @Test
    void a_policy_is_for_a_repository_of_this_issuer() {
        var policy = GitHubActions.at("https://git.example.org/_services/token")
                .policy("acme/widget")
                .repositoryId("1")
                .ownerId("2")
                .workflow("publish.yml")
                .build();

        assertThat(policy.issuer()).isEqualTo("https://git.example.org/_services/token");
        assertThat(policy.repository()).isEqualTo("https://git.example.org/acme/widget");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GitHubActions.cloud().policy("acme"));
    }
}
