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

class BitbucketTest extends ProviderTest {
    private static final String WORKSPACE = "{" + ID_A + "}";
    private static final String REPOSITORY = "{" + ID_B + "}";

    @Override
    Bitbucket provider() {
        return Bitbucket.workspace("acme");
    }

    @Override
    Map<String, Object> job() {
        return claims(
                "sub", REPOSITORY + ":{" + ID_C + "}:{" + ID_D + "}",
                "workspaceUuid", WORKSPACE,
                "repositoryUuid", REPOSITORY,
                "deploymentEnvironmentUuid", "{" + ID_C + "}",
                "stepUuid", "{" + ID_D + "}",
                "pipelineUuid", "{" + ID_E + "}",
                "branchName", "main");
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder("https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc")
                .sourceRepository("https://bitbucket.org/" + WORKSPACE + "/" + REPOSITORY)
                .sourceRepositoryId(REPOSITORY)
                .sourceRepositoryOwnerId(WORKSPACE)
                .sourceRef("refs/heads/main")
                .environment("{" + ID_C + "}")
                .claim("stepUuid", "{" + ID_D + "}")
                .claim("pipelineUuid", "{" + ID_E + "}")
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider()
                .policy(WORKSPACE, REPOSITORY)
                .environment("{" + ID_C + "}")
                .build();
    }

    @Override
    Set<String> required() {
        return Set.of("workspaceUuid", "repositoryUuid", "stepUuid");
    }

    @ParameterizedTest
    @CsvSource({
        "repositoryUuid, {dddddddd-0000-4000-8000-000000000004}, repository-mismatch",
        "workspaceUuid, {dddddddd-0000-4000-8000-000000000004}, owner-id-mismatch",
        "deploymentEnvironmentUuid, {dddddddd-0000-4000-8000-000000000004}, environment-mismatch",
        "repositoryUuid, bbbbbbbb-0000-4000-8000-000000000002, claim-malformed",
        "deploymentEnvironmentUuid, production, claim-malformed"
    })
    void a_job_that_is_another_one_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(claim, value)).isEqualTo(reason);
    }

    @Test
    void a_build_of_a_tag_states_no_ref() {
        assertThat(allowed(claims -> claims.remove("branchName")).sourceRef()).isNull();
    }

    @Test
    void a_list_of_one_audience_is_taken_when_accepted() {
        BitbucketTest test = new BitbucketTest() {
            @Override
            Bitbucket provider() {
                return Bitbucket.workspace("acme").acceptAudienceListOfOne();
            }
        };

        assertThat(code(test.workload(claims -> claims.put("aud", List.of(claims.get("aud"))))))
                .isEqualTo("allowed");
        assertThat(code(workload(claims -> claims.put("aud", List.of(claims.get("aud"))))))
                .isEqualTo("audience-mismatch");
        assertThat(provider().statesTokenId()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity",
                "https://api.bitbucket.org/2.0/workspaces/../x/pipelines-config/identity/oidc",
                "https://api.bitbucket.org/2.0/workspaces/acme/x/pipelines-config/identity/oidc",
                "https://api.bitbucket.org.evil.org/2.0/workspaces/acme/pipelines-config/identity/oidc"
            })
    void a_look_alike_is_no_issuer_of_it(String issuer) {
        assertThatIllegalArgumentException().isThrownBy(() -> Bitbucket.at(issuer));
        assertThatIllegalArgumentException().isThrownBy(() -> Bitbucket.workspace("../acme"));
        assertThatIllegalArgumentException().isThrownBy(() -> provider().policy(WORKSPACE, ID_B));
    }
}
