package dev.registrykit.publish.provider;

import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerraformTest extends ProviderTest {
    @Override
    Terraform provider() {
        return Terraform.cloud();
    }

    @Override
    Map<String, Object> job() {
        return claims(
                "sub", "organization:acme:project:Default Project:workspace:widget:run_phase:apply",
                "terraform_organization_id", "org-GRNbCjYNpBB6NEH9",
                "terraform_organization_name", "acme",
                "terraform_project_id", "prj-vegSA59s1XPwMr2t",
                "terraform_project_name", "Default Project",
                "terraform_workspace_id", "ws-mbsd5E3Ktt5Rg2Xm",
                "terraform_workspace_name", "widget",
                "terraform_full_workspace", "organization:acme:project:Default Project:workspace:widget",
                "terraform_run_id", "run-X3n1AUXNGWbfECsJ",
                "terraform_run_phase", "apply");
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder("https://app.terraform.io")
                .sourceRepository("https://app.terraform.io/app/acme/workspaces/widget")
                .sourceRepositoryId("ws-mbsd5E3Ktt5Rg2Xm")
                .sourceRepositoryOwnerId("org-GRNbCjYNpBB6NEH9")
                .runInvocation("https://app.terraform.io/app/acme/workspaces/widget/runs/run-X3n1AUXNGWbfECsJ")
                .claim("terraform_project_id", "prj-vegSA59s1XPwMr2t")
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider()
                .policy("acme", "widget")
                .repositoryId("ws-mbsd5E3Ktt5Rg2Xm")
                .ownerId("org-GRNbCjYNpBB6NEH9")
                .build();
    }

    @Override
    Set<String> required() {
        return Set.of(
                "terraform_organization_id",
                "terraform_organization_name",
                "terraform_workspace_id",
                "terraform_workspace_name",
                "terraform_run_id",
                "terraform_run_phase");
    }

    @Override
    Set<String> unread() {
        return Set.of("sub", "terraform_project_name", "terraform_full_workspace");
    }

    @ParameterizedTest
    @CsvSource({
        "terraform_run_phase, plan, job-refused",
        "terraform_run_phase, Apply, job-refused",
        "terraform_run_phase, '', claim-missing",
        "terraform_workspace_id, ws-aaaaaaaaaaaaaaaa, repository-id-mismatch",
        "terraform_organization_id, org-aaaaaaaaaaaaaaaa, owner-id-mismatch",
        "terraform_workspace_id, widget, claim-malformed",
        "terraform_workspace_name, ../x, claim-malformed"
    })
    void a_run_that_is_another_one_or_dangerous_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(claim, value)).isEqualTo(reason);
    }

    @Test
    void a_token_of_a_long_phase_is_taken_only_when_accepted() {
        TerraformTest test = new TerraformTest() {
            @Override
            Terraform provider() {
                return Terraform.cloud().acceptLifetime(Duration.ofHours(24));
            }
        };

        assertThat(code(workload(claims -> claims.put("exp", (long) claims.get("iat") + 86_400))))
                .isEqualTo("lifetime-too-long");
        assertThat(code(test.workload(claims -> claims.put("exp", (long) claims.get("iat") + 86_400))))
                .isEqualTo("allowed");
        assertThat(code(test.workload(claims -> claims.put("exp", (long) claims.get("iat") + 86_401))))
                .isEqualTo("lifetime-too-long");
        assertThatIllegalArgumentException().isThrownBy(() -> provider().acceptLifetime(Duration.ofDays(2)));
    }

    @Test
    void a_server_of_ones_own_is_known_by_its_address() {
        assertThat(Terraform.at("https://tfe.example.org").issuer()).isEqualTo("https://tfe.example.org");
        assertThatIllegalArgumentException().isThrownBy(() -> Terraform.at("http://tfe.example.org"));
        assertThatIllegalArgumentException().isThrownBy(() -> provider().policy("acme", "../widget"));
    }
}
