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
import org.junit.jupiter.params.provider.ValueSource;

class GoogleCloudTest extends ProviderTest {
    private static final String EMAIL = "publisher@acme-build.iam.gserviceaccount.com";
    private static final String UNIQUE_ID = "112233445566778899001";

    @Override
    GoogleCloud provider() {
        return GoogleCloud.cloud();
    }

    @Override
    String keys() {
        return "https://www.googleapis.com/oauth2/v3/certs";
    }

    @Override
    Map<String, Object> job() {
        return claims("sub", UNIQUE_ID, "azp", UNIQUE_ID, "email", EMAIL, "email_verified", true);
    }

    @Override
    WorkloadIdentity identity() {
        return WorkloadIdentity.builder("https://accounts.google.com")
                .sourceRepository(EMAIL)
                .sourceRepositoryId(UNIQUE_ID)
                .actor(EMAIL)
                .build();
    }

    @Override
    WorkloadPolicy policy() {
        return provider().policy(EMAIL).repositoryId(UNIQUE_ID).build();
    }

    @Override
    Set<String> required() {
        return Set.of("sub", "email", "email_verified");
    }

    @Override
    Set<String> unread() {
        return Set.of("azp");
    }

    @Test
    void an_address_that_is_not_verified_is_no_name() {
        assertThat(codeWith("email_verified", false)).isEqualTo("claim-malformed");
        assertThat(codeWith("email_verified", "true")).isEqualTo("claim-malformed");
    }

    @Test
    void an_account_that_was_made_anew_is_another_one() {
        assertThat(codeWith("sub", "998877665544332211009")).isEqualTo("repository-id-mismatch");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice@example.org",
                "publisher@acme-build.iam.gserviceaccount.com.evil.org",
                "publisher@evilgserviceaccount.com",
                "Publisher@acme-build.iam.gserviceaccount.com"
            })
    void who_is_no_service_account_is_refused(String email) {
        assertThat(codeWith("email", email)).isEqualTo("claim-malformed");
        assertThatIllegalArgumentException().isThrownBy(() -> provider().policy(email));
    }

    @Test
    void its_keys_lie_on_another_host_and_its_tokens_have_no_id() {
        assertThat(provider().keysHost()).isEqualTo("www.googleapis.com");
        assertThat(provider().statesTokenId()).isFalse();
        assertThat(GoogleCloud.at("http://127.0.0.1:8080").keysHost()).isEqualTo("127.0.0.1:8080");
        assertThat(code(workload(claims -> claims.put("jti", "x")))).isEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"accounts.google.com", "https://accounts.google.com/", "https://accounts.google.com.evil.org"})
    void a_look_alike_is_no_issuer_of_it(String issuer) {
        assertThatIllegalArgumentException().isThrownBy(() -> GoogleCloud.at(issuer));
    }
}
