package dev.registrykit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.auth.account.AuthEvent;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.subject.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private static final Subject ALICE = Subject.user("alice");
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration KEPT = Duration.ofDays(400);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final AuthFixture fixture = new AuthFixture();
    private final RegistryAuth auth =
            fixture.builder().origin("https://example.org").clock(now::get).build();

    private void append() {
        fixture.unitOfWork().run(stores -> {
            stores.events().append(RecordedEvent.of(new AuthEvent.PasswordSet(ALICE), now.get(), ""));
            return true;
        });
    }

    @Test
    void delivered_events_are_removed_after_four_hundred_days() {
        append();
        assertThat(auth.events().deliver(10, event -> {})).isEqualTo(1);
        now.set(NOW.plus(KEPT));
        assertThat(auth.housekeeping().runOnce(10)).isZero();
        now.set(NOW.plus(KEPT).plusMillis(1));
        assertThat(auth.housekeeping().runOnce(10)).isEqualTo(1);
        assertThat(auth.events().ofAccount(ALICE, 10)).isEmpty();
    }

    @Test
    void an_event_that_nobody_took_stays() {
        append();
        now.set(NOW.plus(KEPT).plus(KEPT));
        assertThat(auth.housekeeping().runOnce(10)).isZero();
        assertThat(auth.events().ofAccount(ALICE, 10)).hasSize(1);
    }
}
