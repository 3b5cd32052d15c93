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

class CodefreshTest extends ProviderTest {
    private static final String ACCOUNT = "5f30ebd30312313ae7f17948";
    private static final String PIPELINE = "64de5cd47626b3ca134e760a";
    private static final String WORKFLOW = "64f447c02199f903000ab200";

    @Override
    Codefresh provider() {
        return Codefresh.cloud();
    }

    @Override
    Map<String, Object> job() {
        return claims(
                "sub", "account:" + ACCOUNT + ":pipeline:" + PIPELINE,
                "account_id", ACCOUNT,
                "account_name", "acme",
                "pipeline_id", PIPELINE,
                "pipeline_name", "widget/publish",
                "workflow_id", WORKFLOW,
                "scm_user_name", "sample-user",
                "scm_repo_url", "https://github.com/acme/widget",
                "scm_ref", "v1.0.0",
                "runner_environment", "cloud",
                "platform_url", "https://g.codefresh.io");
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder("https://oidc.codefresh.io")
                .sourceRepository("https://g.codefresh.io/acme/widget/publish")
                .sourceRepositoryId(PIPELINE)
                .sourceRepositoryOwnerId(ACCOUNT)
                .buildConfig("https://g.codefresh.io/api/pipelines/" + PIPELINE)
                .buildSigner("https://g.codefresh.io/build/" + WORKFLOW)
                .runInvocation("https://g.codefresh.io/build/" + WORKFLOW)
                .trigger("push")
                .runner("cloud")
                .actor("sample-user")
                .claim("workflow_id", WORKFLOW)
                .claim("scm_repo_url", "https://github.com/acme/widget")
                .claim("scm_ref", "v1.0.0")
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider()
                .policy("acme", "widget/publish")
                .repositoryId(PIPELINE)
                .ownerId(ACCOUNT)
                .claim("scm_repo_url", "https://github.com/acme/widget")
                .build();
    }

    @Override
    Set<String> required() {
        return Set.of("account_id", "account_name", "pipeline_id", "pipeline_name", "workflow_id");
    }

    @ParameterizedTest
    @CsvSource({
        "scm_pull_request_target_branch, main, event-refused",
        "pipeline_id, 64de5cd47626b3ca134e760b, repository-id-mismatch",
        "account_id, 5f30ebd30312313ae7f17949, owner-id-mismatch",
        "scm_repo_url, https://github.com/evil/widget, claim-mismatch",
        "account_name, ../acme, claim-malformed",
        "pipeline_name, publish, claim-malformed",
        "pipeline_id, ../x, claim-malformed",
        "platform_url, http://g.codefresh.io, claim-malformed"
    })
    void a_job_that_is_another_one_or_dangerous_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(claim, value)).isEqualTo(reason);
    }

    @Test
    void which_claims_there_are_tells_how_it_was_started() {
        WorkloadIdentity byHand = allowed(claims -> claims.put("initiator", "alice"));
        WorkloadIdentity byTime = allowed(claims -> {
            claims.remove("scm_repo_url");
            claims.remove("scm_ref");
            claims.remove("scm_user_name");
            claims.remove("platform_url");
        });

        assertThat(byHand.trigger()).isEqualTo("manual");
        assertThat(byHand.actor()).isEqualTo("alice");
        assertThat(byTime.trigger()).isEqualTo("cron");
        assertThat(byTime.runInvocation()).isEqualTo("https://g.codefresh.io/build/" + WORKFLOW);
        assertThat(code(workload(claims -> claims.put("initiator", true)))).isEqualTo("claim-malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://oidc.codefresh.io/", "https://oidc.codefresh.io.evil.org", "https://g.codefresh.io"})
    void a_look_alike_is_no_issuer_of_it(String issuer) {
        assertThatIllegalArgumentException().isThrownBy(() -> Codefresh.at(issuer));
    }
}
