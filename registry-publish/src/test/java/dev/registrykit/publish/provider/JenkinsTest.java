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

class JenkinsTest extends ProviderTest {
    @Override
    Jenkins provider() {
        return Jenkins.at("https://ci.example.org/oidc").acceptMutableIdentity("one team runs this controller");
    }

    @Override
    Map<String, Object> job() {
        return claims("sub", "https://ci.example.org/job/acme/job/widget/", "build_number", 7);
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder("https://ci.example.org/oidc")
                .sourceRepository("https://ci.example.org/job/acme/job/widget")
                .runInvocation("https://ci.example.org/job/acme/job/widget/7/")
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider().policy("https://ci.example.org/job/acme/job/widget/").build();
    }

    @Override
    Set<String> required() {
        return Set.of("sub", "build_number");
    }

    @Override
    Set<String> unread() {
        return Set.of();
    }

    @ParameterizedTest
    @CsvSource({
        "sub, https://ci.example.org/job/acme/job/other/, repository-mismatch",
        "sub, https://ci.example.org/job/ACME/job/widget/, repository-mismatch",
        "sub, https://ci.example.org/job/acme/job/widget, claim-malformed",
        "sub, https://ci.example.org/job/acme/../acme/job/widget/, claim-malformed",
        "sub, https://ci.example.org/job/acme//job/widget/, claim-malformed",
        "sub, https://ci.example.org/, claim-malformed",
        "sub, https://ci.example.org/job/acme/job/widget/?x/, claim-malformed",
        "sub, jenkins:main:7, claim-malformed"
    })
    void a_job_that_is_another_one_is_refused(String claim, String value, String reason) {
        assertThat(codeWith(claim, value)).isEqualTo(reason);
    }

    @Test
    void its_names_are_taken_only_for_a_reason() {
        assertThat(Jenkins.at("https://ci.example.org/oidc")).asString().contains("https://ci.example.org/oidc");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Jenkins.at("https://ci.example.org/oidc").acceptMutableIdentity(""));
        assertThat(policy().mutableIdentityReason()).isEqualTo("one team runs this controller");
        assertThat(code(workload(claims -> claims.put("jti", "x")))).isEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/widget", "https://ci.example.org", "https://ci.example.org/job/x?y", "file:///job/x"})
    void a_policy_is_for_the_url_of_a_job(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> provider().policy(url));
    }
}
