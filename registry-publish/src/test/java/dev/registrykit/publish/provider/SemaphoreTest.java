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

class SemaphoreTest extends ProviderTest {
    @Override
    Semaphore provider() {
        return Semaphore.organisation("acme").acceptFixedAudience();
    }

    @Override
    Map<String, Object> job() {
        return claims(
                "sub", "org:acme:project:" + ID_B + ":repo:widget:ref_type:tag:ref:refs/tags/v1.0.0",
                "org", "acme",
                "org_id", ID_A,
                "prj", "widget",
                "prj_id", ID_B,
                "repo", "widget",
                "repo_slug", "acme/widget",
                "branch", "main",
                "pr", "",
                "pr_branch", "",
                "tag", "v1.0.0",
                "ref", "refs/tags/v1.0.0",
                "ref_type", "tag",
                "wf_id", ID_C,
                "ppl_id", ID_D,
                "job_id", ID_E,
                "job_type", "pipeline_job",
                "trg", "h:f-i:f");
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder("https://acme.semaphoreci.com")
                .sourceRepository("https://acme.semaphoreci.com/projects/widget")
                .sourceRepositoryId(ID_B)
                .sourceRepositoryOwnerId(ID_A)
                .sourceRef("refs/tags/v1.0.0")
                .claim("repo_slug", "acme/widget")
                .claim("wf_id", ID_C)
                .claim("ppl_id", ID_D)
                .claim("job_id", ID_E)
                .claim("trg", "h:f-i:f")
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider()
                .policy("widget")
                .repositoryId(ID_B)
                .ownerId(ID_A)
                .versionTag("v{version}")
                .build();
    }

    @Override
    Set<String> required() {
        return Set.of("org_id", "prj", "prj_id", "ref", "ref_type", "wf_id", "ppl_id", "job_id", "job_type");
    }

    @Override
    Set<String> unread() {
        return Set.of("sub", "org", "repo", "branch", "pr_branch", "tag");
    }

    @ParameterizedTest
    @CsvSource({
        "job_type, debug_job, job-refused",
        "job_type, project_debug_job, job-refused",
        "ref_type, pull-request, job-refused",
        "pr, 123, job-refused",
        "ref_type, branch, claim-malformed",
        "ref_type, TAG, claim-malformed",
        "ref, refs/heads/v1.0.0, claim-malformed",
        "ref, v1.0.0, claim-malformed",
        "prj_id, dddddddd-0000-4000-8000-000000000004, repository-id-mismatch",
        "org_id, dddddddd-0000-4000-8000-000000000004, owner-id-mismatch",
        "aud, packages.example.org, audience-mismatch"
    })
    void a_job_that_is_another_one_or_dangerous_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(claim, value)).isEqualTo(reason);
    }

    @Test
    void a_branch_is_no_version() {
        assertThat(code(workload(claims -> {
                            claims.put("ref_type", "branch");
                            claims.put("ref", "refs/heads/v1.0.0");
                        })
                        .then(policy()::check)))
                .isNotEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://semaphoreci.com",
                "https://a.b.semaphoreci.com",
                "https://acme.semaphoreci.com.evil.org",
                "https://acme.semaphoreci.com/x",
                "https://-acme.semaphoreci.com"
            })
    void a_look_alike_is_no_issuer_of_it(String issuer) {
        assertThatIllegalArgumentException().isThrownBy(() -> Semaphore.at(issuer));
    }
}
