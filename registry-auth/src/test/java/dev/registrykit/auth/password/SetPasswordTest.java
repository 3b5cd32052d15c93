package dev.registrykit.auth.password;

import static dev.registrykit.auth.AuthFixture.allowed;
import static dev.registrykit.auth.AuthFixture.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.auth.AuthFixture;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.subject.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SetPasswordTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Secret PASSWORD = Secret.of("correct horse battery staple");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final Passwords passwords = new AuthFixture()
            .builder()
            .origin("https://example.org")
            .passwordHashing(PasswordHashing.weakForTests())
            .clock(now::get)
            .build()
            .passwords();

    private Decision<Subject> set(String name, String address) {
        return passwords.set(
                Subject.user(name),
                PASSWORD,
                RequestContext.builder("POST", "/sign-up")
                        .clientAddress(address)
                        .build());
    }

    @Test
    void one_network_sets_thirty_passwords_in_five_minutes_and_no_more() {
        for (int i = 0; i < 30; i++) {
            allowed(set("user" + i, "2001:db8:1:2:" + i + "::1"));
        }
        assertThat(reason(set("another", "2001:db8:1:2:ffff::1"))).isEqualTo(PasswordReason.TOO_MANY_ATTEMPTS);
        allowed(set("another", "2001:db8:1:3::1"));
        now.set(NOW.plus(Duration.ofMinutes(5)));
        allowed(set("another", "2001:db8:1:2:ffff::1"));
    }

    @Test
    void setting_passwords_takes_nothing_from_signing_in() {
        for (int i = 0; i < 30; i++) {
            allowed(set("alice", "192.0.2.1"));
        }
        RequestContext request = RequestContext.builder("POST", "/sign-in")
                .clientAddress("192.0.2.1")
                .build();
        allowed(passwords.verify("alice", Subject.user("alice"), PASSWORD, request));
    }

    @Test
    void a_password_that_cannot_be_chosen_counts_as_no_attempt() {
        RequestContext request = RequestContext.builder("POST", "/sign-up")
                .clientAddress("192.0.2.1")
                .build();
        for (int i = 0; i < 31; i++) {
            assertThat(reason(passwords.set(Subject.user("alice"), Secret.of("short"), request)))
                    .isEqualTo(PasswordReason.TOO_SHORT);
        }
        allowed(set("alice", "192.0.2.1"));
    }

    @Test
    void requests_without_an_address_are_not_counted_as_one_network() {
        for (int i = 0; i < 31; i++) {
            allowed(set("user" + i, ""));
        }
    }
}
