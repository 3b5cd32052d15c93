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

class BuildkiteTest extends ProviderTest {
    @Override
    Buildkite provider() {
        return Buildkite.cloud();
    }

    @Override
    Map<String, Object> job() {
        return claims(
                "sub",
                "organization:acme:pipeline:widget:ref:refs/heads/main:commit:" + COMMIT + ":step:publish",
                "organization_slug",
                "acme",
                "pipeline_slug",
                "widget",
                "organization_id",
                ID_A,
                "pipeline_id",
                ID_B,
                "build_number",
                7,
                "build_branch",
                "main",
                "build_tag",
                null,
                "build_commit",
                COMMIT,
                "step_key",
                "publish",
                "job_id",
                ID_C,
                "agent_id",
                ID_D,
                "build_source",
                "webhook",
                "runner_environment",
                "buildkite-hosted");
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder("https://agent.buildkite.com")
                .sourceRepository("https://buildkite.com/acme/widget")
                .sourceRepositoryId(ID_B)
                .sourceRepositoryOwnerId(ID_A)
                .sourceDigest(COMMIT)
                .sourceRef("refs/heads/main")
                .trigger("webhook")
                .runner("buildkite-hosted")
                .runInvocation("https://buildkite.com/acme/widget/builds/7#" + ID_C)
                .claim("job_id", ID_C)
                .claim("step_key", "publish")
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider()
                .policy("acme", "widget")
                .repositoryId(ID_B)
                .ownerId(ID_A)
                .claim("step_key", "publish")
                .ref("refs/heads/main")
                .build();
    }

    @Override
    Set<String> required() {
        return Set.of(
                "organization_slug",
                "pipeline_slug",
                "organization_id",
                "pipeline_id",
                "build_number",
                "build_branch",
                "build_commit",
                "job_id",
                "build_source");
    }

    @Override
    Set<String> unread() {
        return Set.of("sub", "agent_id");
    }

    @ParameterizedTest
    @CsvSource({
        "pipeline_id, dddddddd-0000-4000-8000-000000000004, repository-id-mismatch",
        "organization_id, dddddddd-0000-4000-8000-000000000004, owner-id-mismatch",
        "pipeline_id, widget, claim-malformed",
        "build_branch, stranger:main, job-refused",
        "build_tag, main, ref-mismatch",
        "step_key, other, claim-mismatch",
        "pipeline_slug, ../evil, claim-malformed",
        "pipeline_slug, .., claim-malformed",
        "build_commit, main, claim-malformed"
    })
    void a_job_that_is_another_one_or_dangerous_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(claim, value)).isEqualTo(reason);
    }

    @Test
    void a_tag_is_told_from_a_branch_and_a_build_by_hand_may_have_no_commit() {
        WorkloadIdentity job = allowed(claims -> {
            claims.put("build_tag", "v1.0.0");
            claims.put("build_commit", "HEAD");
            claims.put("step_key", null);
        });

        assertThat(job.sourceRef()).isEqualTo("refs/tags/v1.0.0");
        assertThat(job.sourceDigest()).isNull();
        assertThat(job.claim("step_key")).isNull();
    }

    @Test
    void ids_that_were_not_asked_for_are_done_without_only_when_both_sides_accept_that() {
        Map<String, Object> nameless = job();
        nameless.remove("organization_id");
        nameless.remove("pipeline_id");
        Buildkite lenient = provider().acceptMutableIdentity("slugs are not given again here");
        WorkloadPolicy byName = lenient.policy("acme", "widget")
                .acceptMutableIdentity("the pipeline cannot ask for ids")
                .build();
        BuildkiteTest test = new BuildkiteTest() {
            @Override
            Buildkite provider() {
                return lenient;
            }

            @Override
            Map<String, Object> job() {
                return nameless;
            }
        };

        assertThat(code(test.workload(claims -> {}).then(byName::check))).isEqualTo("allowed");
        assertThat(code(test.workload(claims -> {}).then(policy()::check))).isEqualTo("not-provable");
        assertThat(code(test.workload(claims -> claims.put("pipeline_slug", "other"))
                        .then(byName::check)))
                .isEqualTo("repository-mismatch");
        assertThat(code(test.workload(claims -> claims.put("pipeline_id", "x"))))
                .isEqualTo("claim-malformed");
        assertThatIllegalArgumentException().isThrownBy(() -> provider().acceptMutableIdentity(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://agent.buildkite.com/x", "https://agent.buildkite.com.evil.org", "https://buildkite.com"
            })
    void a_look_alike_is_no_issuer_of_it(String issuer) {
        assertThatIllegalArgumentException().isThrownBy(() -> Buildkite.at(issuer));
    }
}
