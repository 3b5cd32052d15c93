package dev.registrykit.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import dev.registrykit.testkit.passkey.SoftwareAuthenticator;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RegistryKitExtension.class)
class RegistryKitExtensionTest {
    private static final Set<TestClock> CLOCKS = new HashSet<>();

    private final TestClock ofConstructor;
    private IdentityProviderServer ofSetUp;

    RegistryKitExtensionTest(TestClock clock) {
        ofConstructor = clock;
    }

    @BeforeEach
    void set_up(IdentityProviderServer provider) {
        ofSetUp = provider;
    }

    @AfterAll
    static void every_test_had_its_own_clock() {
        assertThat(CLOCKS).hasSize(3);
    }

    @RepeatedTest(3)
    void one_test_has_one_clock_and_one_provider(TestClock clock, IdentityProviderServer provider) {
        assertThat(clock).isSameAs(ofConstructor);
        assertThat(provider).isSameAs(ofSetUp);
        CLOCKS.add(clock);
    }

    @Test
    void the_provider_issues_tokens_by_the_tests_clock(TestClock clock, IdentityProviderServer provider)
            throws Exception {
        clock.advance(Duration.ofDays(400));
        String token = provider.token(GitHubJob.of("acme/widget"), "registry");
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getIssueTime())
                .isEqualTo(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void one_test_has_one_authenticator(SoftwareAuthenticator first, SoftwareAuthenticator second) {
        assertThat(first).isSameAs(second);
    }

    @Nested
    class A_class_that_asks_first {
        private static IdentityProviderServer ofClass;

        @BeforeAll
        static void set_up(IdentityProviderServer provider) {
            ofClass = provider;
        }

        @RepeatedTest(2)
        void shares_its_provider_among_its_tests(IdentityProviderServer provider) {
            assertThat(provider).isSameAs(ofClass);
        }
    }
}
