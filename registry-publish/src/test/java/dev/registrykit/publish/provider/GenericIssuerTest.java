package dev.registrykit.publish.provider;

import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.oidc.SignatureAlgorithm;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenericIssuerTest extends ProviderTest {
    private static final String ISSUER = "https://ci.example.org/oidc";

    private static GenericIssuer.Builder builder() {
        return GenericIssuer.builder(ISSUER).immutableId("project_uuid").buildInstructions("definition");
    }

    @Override
    GenericIssuer provider() {
        return builder()
                .ownerId("team_uuid")
                .name("project")
                .ref("ref")
                .commit("commit")
                .environment("stage")
                .event("cause")
                .run("run")
                .keep("worker")
                .demand("fork", "no")
                .acceptNoTokenId()
                .build();
    }

    @Override
    Map<String, Object> job() {
        return claims(
                "sub", "anything",
                "project_uuid", ID_A,
                "team_uuid", ID_B,
                "definition", "release.pipeline",
                "project", "acme/widget",
                "ref", "refs/tags/v1.0.0",
                "commit", COMMIT,
                "stage", "production",
                "cause", "push",
                "run", "https://ci.example.org/runs/7",
                "worker", "shared",
                "fork", "no");
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder(ISSUER)
                .sourceRepository("acme/widget")
                .sourceRepositoryId(ID_A)
                .sourceRepositoryOwnerId(ID_B)
                .buildConfig("release.pipeline")
                .sourceRef("refs/tags/v1.0.0")
                .sourceDigest(COMMIT)
                .environment("production")
                .trigger("push")
                .runInvocation("https://ci.example.org/runs/7")
                .claim("worker", "shared")
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider()
                .policy("acme/widget")
                .repositoryId(ID_A)
                .ownerId(ID_B)
                .buildConfig("release.pipeline")
                .build();
    }

    @Override
    Set<String> required() {
        return Set.of("project_uuid", "team_uuid", "definition", "cause", "fork");
    }

    @ParameterizedTest
    @CsvSource({
        "project_uuid, dddddddd-0000-4000-8000-000000000004, repository-id-mismatch",
        "team_uuid, dddddddd-0000-4000-8000-000000000004, owner-id-mismatch",
        "definition, other.pipeline, workflow-mismatch",
        "cause, pull_request, event-refused",
        "fork, yes, job-refused",
        "ref, v1.0.0, claim-malformed"
    })
    void a_job_that_is_another_one_or_dangerous_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(claim, value)).isEqualTo(reason);
    }

    @Test
    void it_is_not_built_without_an_immutable_id_and_the_build_instructions() {
        assertThatIllegalStateException()
                .isThrownBy(() -> GenericIssuer.builder(ISSUER)
                        .buildInstructions("definition")
                        .build())
                .withMessageContaining("immutable id");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> GenericIssuer.builder(ISSUER).immutableId("id").build())
                .withMessageContaining("build instructions");
        assertThatIllegalStateException()
                .isThrownBy(() -> provider()
                        .policy("acme/widget")
                        .repositoryId(ID_A)
                        .ownerId(ID_B)
                        .build());
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> provider().policy("acme/widget").buildConfig("x").build());
        assertThatIllegalArgumentException().isThrownBy(() -> GenericIssuer.builder("http://ci.example.org"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().keep("a b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().name("a").ref("a"));
    }

    @Test
    void what_it_takes_beyond_the_usual_was_said_by_name() {
        GenericIssuer plain = builder().build();
        GenericIssuer other = builder()
                .algorithm(SignatureAlgorithm.ES256)
                .acceptKeysHost("keys.example.org:8443")
                .acceptLifetime(Duration.ofHours(12))
                .build();

        assertThat(plain.algorithm()).isEqualTo(SignatureAlgorithm.RS256);
        assertThat(plain.keysHost()).isEqualTo("ci.example.org");
        assertThat(plain.statesTokenId()).isTrue();
        assertThat(plain.maxLifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(other.algorithm()).isEqualTo(SignatureAlgorithm.ES256);
        assertThat(other.keysHost()).isEqualTo("keys.example.org:8443");
        assertThat(other.maxLifetime()).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void a_builder_that_goes_on_changes_no_issuer_that_it_built() {
        GenericIssuer.Builder builder = builder();
        GenericIssuer built = builder.build();
        builder.ownerId("team_uuid").algorithm(SignatureAlgorithm.EDDSA).event("cause");

        assertThat(built.algorithm()).isEqualTo(SignatureAlgorithm.RS256);
        assertThat(built.policy("acme/widget")
                        .repositoryId(ID_A)
                        .buildConfig("x")
                        .build()
                        .acceptsNoOwnerId())
                .isTrue();
        assertThat(code(built.policy("acme/widget")
                        .repositoryId(ID_A)
                        .buildConfig("release.pipeline")
                        .build()
                        .check(WorkloadIdentity.builder(ISSUER)
                                .sourceRepositoryId(ID_A)
                                .buildConfig("release.pipeline")
                                .build())))
                .isEqualTo("allowed");
    }
}
