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
import org.junit.jupiter.params.provider.ValueSource;

class ForgejoTest extends ProviderTest {
    private static final String WORKFLOW = "acme/widget/.forgejo/workflows/publish.yaml@refs/tags/v1.0.0";

    @Override
    Forgejo provider() {
        return Forgejo.codeberg();
    }

    @Override
    Map<String, Object> job() {
        return claims(
                "sub", "repo:acme-98765/widget-123456:ref:refs/tags/v1.0.0",
                "actor", "alice",
                "actor_id", "11",
                "base_ref", "",
                "head_ref", "",
                "event_name", "push",
                "ref", "refs/tags/v1.0.0",
                "ref_protected", "false",
                "ref_type", "tag",
                "repository", "acme/widget",
                "repository_id", "123456",
                "repository_owner", "acme",
                "repository_owner_id", "98765",
                "run_attempt", "1",
                "run_id", "7700",
                "run_number", "7",
                "sha", COMMIT,
                "workflow", "publish.yaml",
                "workflow_ref", WORKFLOW);
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder("https://codeberg.org/api/actions")
                .sourceRepository("https://codeberg.org/acme/widget")
                .sourceRepositoryId("123456")
                .sourceRepositoryOwnerId("98765")
                .sourceDigest(COMMIT)
                .sourceRef("refs/tags/v1.0.0")
                .buildConfig("https://codeberg.org/" + WORKFLOW)
                .trigger("push")
                .refProtected("false")
                .actor("alice")
                .claim("actor_id", "11")
                .runInvocation("https://codeberg.org/acme/widget/actions/runs/7#attempt-1")
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider()
                .policy("acme/widget")
                .repositoryId("123456")
                .ownerId("98765")
                .workflow(".forgejo/workflows/publish.yaml")
                .build();
    }

    @Override
    Set<String> required() {
        return Set.of(
                "event_name",
                "ref",
                "ref_protected",
                "repository",
                "repository_id",
                "repository_owner_id",
                "run_attempt",
                "run_number",
                "sha",
                "workflow_ref");
    }

    @Override
    Set<String> unread() {
        return Set.of("sub", "base_ref", "head_ref", "repository_owner", "run_id", "workflow");
    }

    @ParameterizedTest
    @CsvSource({
        "repository_id, 123457, repository-id-mismatch",
        "repository_owner_id, 98766, owner-id-mismatch",
        "repository_id, 0123456, claim-malformed",
        "event_name, pull_request, event-refused",
        "event_name, pull_request_target, event-refused",
        "ref_type, branch, claim-malformed",
        "ref, main, claim-malformed",
        "workflow_ref, acme/widget/.forgejo/workflows/x/publish.yaml@refs/tags/v1.0.0, workflow-mismatch",
        "workflow_ref, evil/widget/.forgejo/workflows/publish.yaml@refs/tags/v1.0.0, workflow-mismatch",
        "repository, acme/../evil, claim-malformed"
    })
    void a_job_that_is_another_one_or_dangerous_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(claim, value)).isEqualTo(reason);
    }

    @Test
    void an_instance_without_ids_is_taken_only_when_both_sides_accept_that() {
        Forgejo lenient = provider().acceptMutableIdentity("names are not given again on this instance");
        ForgejoTest test = new ForgejoTest() {
            @Override
            Forgejo provider() {
                return lenient;
            }

            @Override
            Map<String, Object> job() {
                Map<String, Object> job = super.job();
                job.remove("repository_id");
                job.remove("repository_owner_id");
                return job;
            }
        };
        WorkloadPolicy byName = lenient.policy("acme/widget")
                .acceptMutableIdentity("the instance states no ids")
                .workflow(".forgejo/workflows/publish.yaml")
                .build();

        assertThat(code(test.workload(claims -> {}).then(byName::check))).isEqualTo("allowed");
        assertThat(code(test.workload(claims -> {}).then(policy()::check))).isEqualTo("not-provable");
    }

    @Test
    void an_instance_is_known_by_its_address() {
        assertThat(Forgejo.server("https://git.example.org/forge").issuer())
                .isEqualTo("https://git.example.org/forge/api/actions");
        assertThat(Forgejo.at("https://git.example.org/api/actions").server()).isEqualTo("https://git.example.org");
        assertThat(provider().acceptLifetime(Duration.ofHours(2)).maxLifetime()).isEqualTo(Duration.ofHours(2));
        assertThat(provider().statesTokenId()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://codeberg.org", "https://codeberg.org/api/actions/", "http://codeberg.org/api/actions"})
    void an_address_of_another_shape_is_no_issuer(String issuer) {
        assertThatIllegalArgumentException().isThrownBy(() -> Forgejo.at(issuer));
        assertThatIllegalArgumentException().isThrownBy(() -> provider().policy("acme"));
    }
}
