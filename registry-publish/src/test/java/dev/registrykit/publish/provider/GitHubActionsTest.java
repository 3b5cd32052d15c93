package dev.registrykit.publish.provider;

import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.SettableClock;
import dev.registrykit.publish.TestIssuer;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.oidc.IdentityVerifier;
import dev.registrykit.publish.oidc.VerifiedIdentity;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubActionsTest {
    private final SettableClock clock = new SettableClock();
    private final TestIssuer issuer = new TestIssuer(TestIssuer.CLOUD, clock);
    private final IdentityVerifier verifier = new IdentityVerifier(List.of(GitHubActions.cloud()), issuer, clock);

    private Decision<WorkloadIdentity> workload(Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = issuer.claims(AUDIENCE);
        change.accept(claims);
        return verifier.verify(IdentityToken.of(issuer.token(claims)), AUDIENCE).then(VerifiedIdentity::workload);
    }

    private WorkloadIdentity allowed(Consumer<Map<String, Object>> change) {
        return workload(change).orElseThrow(failure -> new AssertionError(failure.detail()));
    }

    @Test
    void the_claims_become_the_terms_of_policies() {
        WorkloadIdentity job = allowed(claims -> claims.put("environment", "release"));

        assertThat(job.issuer()).isEqualTo(TestIssuer.CLOUD);
        assertThat(job.sourceRepository()).isEqualTo("https://github.com/acme/widget");
        assertThat(job.sourceRepositoryId()).isEqualTo("123456");
        assertThat(job.sourceRepositoryOwnerId()).isEqualTo("98765");
        assertThat(job.sourceRef()).isEqualTo("refs/heads/main");
        assertThat(job.sourceDigest()).isEqualTo("0123456789abcdef0123456789abcdef01234567");
        assertThat(job.buildConfig())
                .isEqualTo("https://github.com/acme/widget/.github/workflows/publish.yml@refs/heads/main");
        assertThat(job.buildSigner())
                .isEqualTo("https://github.com/acme/widget/.github/workflows/publish.yml@refs/heads/main");
        assertThat(job.trigger()).isEqualTo("push");
        assertThat(job.runner()).isEqualTo("github-hosted");
        assertThat(job.environment()).isEqualTo("release");
        assertThat(job.visibility()).isEqualTo("public");
        assertThat(job.refProtected()).isEqualTo("true");
        assertThat(job.runInvocation()).isEqualTo("https://github.com/acme/widget/actions/runs/777/attempts/1");
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
                "repository",
                "repository_id",
                "repository_owner_id",
                "sha",
                "workflow_ref",
                "event_name",
                "run_id",
                "run_attempt"
            })
    void a_claim_that_decides_must_be_there_as_text(String name) {
        assertThat(code(workload(claims -> claims.remove(name)))).isEqualTo("claim-missing");
        assertThat(code(workload(claims -> claims.put(name, "")))).isEqualTo("claim-missing");
        for (Object other : List.of(123456, true, List.of("123456"), Map.of("a", "b"), 1.5)) {
            assertThat(code(workload(claims -> claims.put(name, other))))
                    .as("%s", other)
                    .isEqualTo("claim-malformed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ref",
                "environment",
                "job_workflow_ref",
                "runner_environment",
                "repository_visibility",
                "ref_protected"
            })
    void a_claim_that_may_be_absent_may_not_be_of_another_type(String name) {
        assertThat(code(workload(claims -> claims.remove(name)))).isEqualTo("allowed");
        for (Object other : List.of(1, true, List.of("true"), Map.of("a", "b"), "a\u0000b", "a\nb", "x".repeat(1001))) {
            assertThat(code(workload(claims -> claims.put(name, other))))
                    .as("%s", other)
                    .isEqualTo("claim-malformed");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "repository_id, 007",
        "repository_id, '7 '",
        "repository_id, 7.0",
        "repository_id, -7",
        "repository_id, ٧",
        "repository_owner_id, 0x7",
        "repository_owner_id, 123456789012345678901",
        "repository, acme",
        "repository, acme/widget/x",
        "repository, acme/../evil",
        "repository, https://github.com/acme/widget",
        "repository, аcme/widget",
        "sha, main",
        "sha, 0123456789ABCDEF0123456789ABCDEF01234567",
        "run_id, 1/../2",
        "event_name, 'push '",
        "ref_protected, yes"
    })
    void a_value_of_another_form_is_refused(String name, String value) {
        assertThat(code(workload(claims -> claims.put(name, value)))).isEqualTo("claim-malformed");
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
        assertThatIllegalArgumentException().isThrownBy(() -> GitHubActions.at("nonsense"));
    }
}
