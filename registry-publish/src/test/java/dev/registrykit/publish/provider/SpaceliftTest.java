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

class SpaceliftTest extends ProviderTest {
    private static final String SPACE = "releases-01HZX3J6N8Q2R4S6T8V0W2Y4Z6";

    @Override
    Spacelift provider() {
        return Spacelift.account("acme").acceptFixedAudience();
    }

    @Override
    Map<String, Object> job() {
        return claims(
                "sub", "space:" + SPACE + ":stack:widget:run_type:TRACKED:scope:write",
                "spaceId", SPACE,
                "callerType", "stack",
                "callerId", "widget",
                "runType", "TRACKED",
                "runId", "01HZX3J6N8Q2R4S6T8V0W2Y4Z7",
                "scope", "write");
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder("https://acme.app.spacelift.io")
                .sourceRepository("https://acme.app.spacelift.io/stack/widget")
                .sourceRepositoryId("widget")
                .sourceRepositoryOwnerId(SPACE)
                .claim("callerType", "stack")
                .runInvocation("https://acme.app.spacelift.io/stack/widget/run/01HZX3J6N8Q2R4S6T8V0W2Y4Z7")
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider().policy("widget").ownerId(SPACE).build();
    }

    @Override
    Set<String> required() {
        return Set.of("spaceId", "callerType", "callerId", "runType", "runId", "scope");
    }

    @ParameterizedTest
    @CsvSource({
        "runType, PROPOSED, job-refused",
        "runType, TASK, job-refused",
        "runType, TESTING, job-refused",
        "runType, DESTROY, job-refused",
        "runType, tracked, job-refused",
        "scope, read, job-refused",
        "spaceId, releases-01HZX3J6N8Q2R4S6T8V0W2Y4Z9, owner-id-mismatch",
        "spaceId, legacy, claim-malformed",
        "spaceId, root, claim-malformed",
        "callerId, other, repository-mismatch",
        "callerId, ../x, claim-malformed",
        "callerType, module, claim-mismatch",
        "callerType, other, claim-malformed",
        "aud, packages.example.org, audience-mismatch"
    })
    void a_run_that_is_another_one_or_dangerous_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(claim, value)).isEqualTo(reason);
    }

    @Test
    void a_space_that_every_account_has_is_taken_only_when_accepted() {
        SpaceliftTest test = new SpaceliftTest() {
            @Override
            Spacelift provider() {
                return Spacelift.account("acme").acceptFixedAudience().acceptMutableIdentity("the account is kept");
            }
        };

        assertThat(code(test.workload(claims -> claims.put("spaceId", "legacy"))))
                .isEqualTo("allowed");
        assertThat(code(test.workload(claims -> claims.put("spaceId", "legacy")).then(policy()::check)))
                .isEqualTo("owner-id-mismatch");
    }

    @Test
    void its_audience_is_its_host() {
        assertThat(Spacelift.account("acme").audience()).isEqualTo("acme.app.spacelift.io");
        assertThat(Spacelift.at("http://127.0.0.1:8080/x").audience()).isEqualTo("127.0.0.1:8080");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://acme.app.spacelift.io/x",
                "http://acme.app.spacelift.io",
                "https://acme.app.spacelift.io/"
            })
    void a_look_alike_is_no_issuer_of_it(String issuer) {
        assertThatIllegalArgumentException().isThrownBy(() -> Spacelift.at(issuer));
        assertThatIllegalArgumentException().isThrownBy(() -> Spacelift.account("acme.evil"));
    }
}
