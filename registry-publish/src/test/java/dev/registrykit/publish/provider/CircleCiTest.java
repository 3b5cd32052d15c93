package dev.registrykit.publish.provider;

import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CircleCiTest extends ProviderTest {
    private static final String OWN = "oidc.circleci.com/";

    @Override
    CircleCi provider() {
        return CircleCi.organisation(ID_A);
    }

    @Override
    Map<String, Object> job() {
        return claims(
                "sub",
                "org/" + ID_A + "/project/" + ID_B + "/user/" + ID_D,
                OWN + "org-id",
                ID_A,
                OWN + "project-id",
                ID_B,
                OWN + "pipeline-definition-id",
                ID_C,
                OWN + "pipeline-id",
                ID_D,
                OWN + "workflow-id",
                ID_E,
                OWN + "job-id",
                ID_D,
                OWN + "context-ids",
                List.of(ID_E),
                OWN + "vcs-origin",
                "github.com/acme/widget",
                OWN + "vcs-ref",
                "refs/heads/main",
                OWN + "ssh-rerun",
                false);
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder("https://oidc.circleci.com/org/" + ID_A)
                .sourceRepository("github.com/acme/widget")
                .sourceRepositoryId(ID_B)
                .sourceRepositoryOwnerId(ID_A)
                .sourceRef("refs/heads/main")
                .buildConfig("https://circleci.com/api/v2/pipeline/" + ID_D + "/config")
                .buildSigner("https://circleci.com/api/v2/projects/" + ID_B + "/pipeline-definitions/" + ID_C)
                .runInvocation("https://app.circleci.com//workflow/" + ID_E + "/job/" + ID_D)
                .claim("vcs-origin", "github.com/acme/widget")
                .claim("pipeline-definition-id", ID_C)
                .claim("pipeline-id", ID_D)
                .claim("context-id:" + ID_E, "used")
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider()
                .policy("github.com/acme/widget", ID_C)
                .repositoryId(ID_B)
                .claim("context-id:" + ID_E, "used")
                .build();
    }

    @Override
    Set<String> required() {
        return Set.of(
                OWN + "org-id",
                OWN + "project-id",
                OWN + "pipeline-definition-id",
                OWN + "vcs-origin",
                OWN + "ssh-rerun");
    }

    @ParameterizedTest
    @CsvSource({
        "org-id, dddddddd-0000-4000-8000-000000000004, claim-malformed",
        "project-id, dddddddd-0000-4000-8000-000000000004, repository-id-mismatch",
        "pipeline-definition-id, dddddddd-0000-4000-8000-000000000004, claim-mismatch",
        "vcs-origin, github.com/stranger/widget, claim-mismatch",
        "vcs-origin, github.com/ACME/widget, claim-mismatch",
        "vcs-ref, main, claim-malformed",
        "project-id, widget, claim-malformed",
        "ssh-rerun, false, claim-malformed"
    })
    void a_job_that_is_another_one_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(OWN + claim, value)).isEqualTo(reason);
    }

    @Test
    void a_job_that_was_run_again_with_ssh_is_refused() {
        assertThat(codeWith(OWN + "ssh-rerun", true)).isEqualTo("job-refused");
    }

    @Test
    void a_claim_of_a_like_name_changes_nothing() {
        assertThat(allowed(claims -> {
                    claims.put("ssh-rerun", true);
                    claims.put("oidc", Map.of("circleci", Map.of("com/ssh-rerun", true)));
                    claims.put("vcs-origin", "github.com/evil/widget");
                }))
                .isEqualTo(identity());
    }

    @Test
    void a_context_that_a_policy_demands_must_be_used() {
        assertThat(codeWith(OWN + "context-ids", List.of(ID_D))).isEqualTo("not-provable");
        assertThat(codeWith(OWN + "context-ids", List.of(ID_D, ID_E))).isEqualTo("allowed");
        assertThat(codeWith(OWN + "context-ids", List.of())).isEqualTo("not-provable");
    }

    @Test
    void a_list_of_one_audience_is_taken_when_accepted() {
        CircleCiTest test = new CircleCiTest() {
            @Override
            CircleCi provider() {
                return CircleCi.organisation(ID_A).acceptAudienceListOfOne();
            }
        };

        assertThat(code(test.workload(claims -> claims.put("aud", List.of(claims.get("aud"))))))
                .isEqualTo("allowed");
        assertThat(code(workload(claims -> claims.put("aud", List.of(claims.get("aud"))))))
                .isEqualTo("audience-mismatch");
        assertThat(code(test.workload(claims -> claims.put("aud", List.of(claims.get("aud"), claims.get("aud"))))))
                .isEqualTo("audience-mismatch");
    }

    @Test
    void the_root_issuer_is_another_one_and_its_policies_name_the_organisation() {
        assertThat(CircleCi.root().issuer()).isEqualTo("https://oidc.circleci.com");
        assertThat(CircleCi.root()
                        .policy("github.com/acme/widget", ID_C)
                        .repositoryId(ID_B)
                        .ownerId(ID_A)
                        .build()
                        .issuer())
                .isEqualTo("https://oidc.circleci.com");
        assertThat(provider().statesTokenId()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://oidc.circleci.com/org/acme",
                "https://oidc.circleci.com/org/AAAAAAAA-0000-4000-8000-000000000001",
                "https://oidc.circleci.com/org/aaaaaaaa-0000-4000-8000-000000000001/x",
                "https://oidc.circleci.com/org/../org/aaaaaaaa-0000-4000-8000-000000000001",
                "https://oidc.circleci.com.evil.org/org/aaaaaaaa-0000-4000-8000-000000000001",
                "https://oidc.circleci.com:444"
            })
    void a_look_alike_is_no_issuer_of_it(String issuer) {
        assertThatIllegalArgumentException().isThrownBy(() -> CircleCi.at(issuer));
    }

    @Test
    void an_organisation_is_given_by_its_id() {
        assertThatIllegalArgumentException().isThrownBy(() -> CircleCi.organisation("acme"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider().policy("https://github.com/acme/widget", ID_C));
        assertThatIllegalArgumentException().isThrownBy(() -> provider().policy("github.com/acme/widget", "publish"));
    }
}
