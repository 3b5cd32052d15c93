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

class AzureDevOpsTest extends ProviderTest {
    private static final String REPOSITORY = "https://github.com/acme/widget.git";

    @Override
    AzureDevOps provider() {
        return AzureDevOps.organisation(ID_A).acceptFixedAudience();
    }

    @Override
    Map<String, Object> job() {
        return claims(
                "sub", "p://acme/tools/publish",
                "org_id", ID_A,
                "prj_id", ID_B,
                "def_id", "12",
                "rpo_id", "acme/widget",
                "rpo_uri", REPOSITORY,
                "rpo_ver", COMMIT,
                "rpo_ref", "refs/tags/v1.0.0",
                "run_id", "5");
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder("https://vstoken.dev.azure.com/" + ID_A)
                .sourceRepository(REPOSITORY)
                .sourceRepositoryId(ID_B)
                .sourceRepositoryOwnerId(ID_A)
                .sourceDigest(COMMIT)
                .sourceRef("refs/tags/v1.0.0")
                .buildConfig("12")
                .claim("rpo_id", "acme/widget")
                .claim("rpo_uri", REPOSITORY)
                .claim("run_id", "5")
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider()
                .policy(REPOSITORY)
                .repositoryId(ID_B)
                .buildConfig("12")
                .build();
    }

    @Override
    Set<String> required() {
        return Set.of("org_id", "prj_id", "def_id", "rpo_id", "rpo_uri", "rpo_ref", "run_id");
    }

    @ParameterizedTest
    @CsvSource({
        "prj_id, dddddddd-0000-4000-8000-000000000004, repository-id-mismatch",
        "org_id, dddddddd-0000-4000-8000-000000000004, claim-malformed",
        "def_id, 13, workflow-mismatch",
        "def_id, 012, claim-malformed",
        "rpo_uri, https://github.com/evil/widget.git, claim-mismatch",
        "rpo_ref, refs/pull/7/merge, job-refused",
        "rpo_ref, main, claim-malformed",
        "aud, packages.example.org, audience-mismatch"
    })
    void a_job_that_is_another_one_or_dangerous_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(claim, value)).isEqualTo(reason);
    }

    @Test
    void its_audience_is_one_for_all_services_and_taken_only_when_accepted() {
        assertThat(AzureDevOps.organisation(ID_A).audience()).isEqualTo("api://AzureADTokenExchange");
        assertThat(AzureDevOps.organisation(ID_A)).asString().contains("api://AzureADTokenExchange");
        assertThat(provider().audience("packages.example.org")).isEqualTo("api://AzureADTokenExchange");
    }

    @Test
    void a_token_of_a_service_connection_says_too_little() {
        assertThat(code(workload(claims -> claims.keySet().removeAll(job().keySet()))))
                .isEqualTo("claim-missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://vstoken.dev.azure.com",
                "https://vstoken.dev.azure.com/acme",
                "https://vstoken.dev.azure.com/aaaaaaaa-0000-4000-8000-000000000001/x",
                "https://vstoken.dev.azure.com.evil.org/aaaaaaaa-0000-4000-8000-000000000001",
                "http://127.0.0.1:8080/acme"
            })
    void a_look_alike_is_no_issuer_of_it(String issuer) {
        assertThatIllegalArgumentException().isThrownBy(() -> AzureDevOps.at(issuer));
    }
}
