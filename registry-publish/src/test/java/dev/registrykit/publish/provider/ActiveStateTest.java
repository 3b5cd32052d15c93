package dev.registrykit.publish.provider;

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

class ActiveStateTest extends ProviderTest {
    @Override
    ActiveState provider() {
        return ActiveState.cloud();
    }

    @Override
    Map<String, Object> job() {
        return claims(
                "sub", "org:acme:project:widget",
                "organization", "acme",
                "organization_id", ID_A,
                "project", "widget",
                "project_id", ID_B,
                "project_path", "acme/widget",
                "project_visibility", "public",
                "actor", "sample-user",
                "actor_id", ID_C,
                "builder", "pypi-publisher",
                "ingredient", "widget",
                "artifact_id", ID_D);
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder("https://platform.activestate.com/api/v1/oauth/oidc")
                .sourceRepository("https://platform.activestate.com/acme/widget")
                .sourceRepositoryId(ID_B)
                .sourceRepositoryOwnerId(ID_A)
                .visibility("public")
                .actor("sample-user")
                .claim("actor_id", ID_C)
                .claim("ingredient", "widget")
                .claim("artifact_id", ID_D)
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider()
                .policy("acme", "widget")
                .repositoryId(ID_B)
                .ownerId(ID_A)
                .claim("actor_id", ID_C)
                .build();
    }

    @Override
    Set<String> required() {
        return Set.of("organization", "organization_id", "project", "project_id", "actor", "actor_id", "builder");
    }

    @Override
    Set<String> unread() {
        return Set.of("sub", "project_path");
    }

    @ParameterizedTest
    @CsvSource({
        "builder, other-builder, job-refused",
        "builder, PYPI-PUBLISHER, job-refused",
        "project_id, dddddddd-0000-4000-8000-000000000004, repository-id-mismatch",
        "organization_id, dddddddd-0000-4000-8000-000000000004, owner-id-mismatch",
        "actor_id, dddddddd-0000-4000-8000-000000000004, claim-mismatch",
        "organization, ../acme, claim-malformed"
    })
    void a_job_that_is_another_one_or_dangerous_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(claim, value)).isEqualTo(reason);
    }

    @Test
    void the_audience_of_another_registry_is_taken_only_when_accepted() {
        assertThat(codeWith("aud", "pypi")).isEqualTo("audience-mismatch");
        assertThat(provider().acceptFixedAudience().audience("packages.example.org"))
                .isEqualTo("pypi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://platform.activestate.com", "https://platform.activestate.com/api/v1/oauth/oidc/x"})
    void a_look_alike_is_no_issuer_of_it(String issuer) {
        assertThatIllegalArgumentException().isThrownBy(() -> ActiveState.at(issuer));
    }
}
