package dev.registrykit.core.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.SampleReason;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.H2;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.UnitOfWork;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:15Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final H2 database = new H2(8);
    private final UnitOfWork<ThrottleStore> work =
            new JdbcUnitOfWork<>(database, session -> new JdbcThrottleStore(session, "t_"));
    private final Throttle throttle = new Throttle(KeyRing.ephemeral(), "login", SampleReason.NO);

    @BeforeEach
    void tables() throws SQLException {
        database.withTables();
    }

    @Test
    void attempts_up_to_the_quota_are_allowed_and_the_next_is_refused() {
        Quota quota = Quota.of("account", "ann", 3, MINUTE);
        for (int i = 0; i < 3; i++) {
            assertThat(reserve(NOW, quota).isAllowed()).isTrue();
        }
        assertThat(refusal(reserve(NOW, quota))).isEqualTo("sample-no: Too many attempts; try again in 45 seconds.");
    }

    @Test
    void the_next_window_starts_anew_where_the_last_one_ended() {
        Quota quota = Quota.of("account", "ann", 1, MINUTE);
        Instant last = Instant.parse("2030-01-01T00:00:59.999Z");
        assertThat(reserve(NOW, quota).isAllowed()).isTrue();
        assertThat(refusal(reserve(last, quota))).endsWith("try again in 1 seconds.");
        assertThat(reserve(last.plusMillis(1), quota).isAllowed()).isTrue();
    }

    @Test
    void values_dimensions_and_purposes_are_counted_apart() {
        Throttle other = new Throttle(KeyRing.ephemeral(), "recovery", SampleReason.NO);
        assertThat(reserve(NOW, Quota.of("account", "ann", 1, MINUTE)).isAllowed())
                .isTrue();
        assertThat(reserve(NOW, Quota.of("account", "bob", 1, MINUTE)).isAllowed())
                .isTrue();
        assertThat(reserve(NOW, Quota.of("address", "ann", 1, MINUTE)).isAllowed())
                .isTrue();
        assertThat(work.run(store -> other.reserve(store, NOW, List.of(Quota.of("account", "ann", 1, MINUTE))))
                        .isAllowed())
                .isTrue();
        assertThat(reserve(NOW, Quota.of("account", "ann", 1, MINUTE)).isAllowed())
                .isFalse();
    }

    @Test
    void windows_that_end_together_are_counted_apart() {
        Quota hourly = Quota.of("account", "ann", 100, Duration.ofHours(1));
        Quota minutely = Quota.of("account", "ann", 5, MINUTE);
        for (int i = 0; i < 20; i++) {
            assertThat(reserve(NOW, hourly).isAllowed()).isTrue();
        }
        Instant lastMinute = Instant.parse("2030-01-01T00:59:30Z");
        for (int i = 0; i < 5; i++) {
            assertThat(reserve(lastMinute, minutely, hourly).isAllowed()).isTrue();
        }
        assertThat(reserve(lastMinute, minutely, hourly).isAllowed()).isFalse();
    }

    @Test
    void all_quotas_are_reserved_or_none() {
        Quota account = Quota.of("account", "ann", 5, MINUTE);
        Quota address = Quota.of("address", "192.0.2.1", 1, MINUTE);
        assertThat(reserve(NOW, address).isAllowed()).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(reserve(NOW, account, address).isAllowed()).isFalse();
        }
        for (int i = 0; i < 5; i++) {
            assertThat(reserve(NOW, account).isAllowed()).isTrue();
        }
        assertThat(reserve(NOW, account).isAllowed()).isFalse();
    }

    @Test
    void a_refunded_attempt_does_not_count() {
        Quota quota = Quota.of("account", "ann", 1, MINUTE);
        for (int i = 0; i < 10; i++) {
            Attempt attempt = reserve(NOW, quota).orElseThrow(AssertionError::new);
            refund(attempt);
        }
        assertThat(reserve(NOW, quota).isAllowed()).isTrue();
        assertThat(reserve(NOW, quota).isAllowed()).isFalse();
    }

    @Test
    void a_refund_never_makes_credit() {
        Quota quota = Quota.of("account", "ann", 1, MINUTE);
        Attempt attempt = reserve(NOW, quota).orElseThrow(AssertionError::new);
        refund(attempt);
        refund(attempt);
        refund(attempt);
        assertThat(reserve(NOW, quota).isAllowed()).isTrue();
        assertThat(reserve(NOW, quota).isAllowed()).isFalse();
    }

    @Test
    void of_many_at_once_no_more_than_the_quota_are_allowed() throws Exception {
        Quota quota = Quota.of("account", "ann", 10, MINUTE);
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tasks.add(() -> {
                int allowed = 0;
                for (int attempt = 0; attempt < 10; attempt++) {
                    allowed += reserve(NOW, quota).isAllowed() ? 1 : 0;
                }
                return allowed;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            int allowed = 0;
            for (Future<Integer> done : threads.invokeAll(tasks)) {
                allowed += done.get();
            }
            assertThat(allowed).isEqualTo(10);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void the_table_holds_no_name_and_no_address() {
        reserve(NOW, Quota.of("account", "ann@example.org", 5, MINUTE), Quota.of("address", "192.0.2.1", 5, MINUTE));
        UnitOfWork<JdbcSession> raw = new JdbcUnitOfWork<>(database, session -> session);
        List<String> buckets = raw.run(
                session -> session.list("SELECT bucket FROM t_throttle ORDER BY bucket", row -> row.getString(1)));
        assertThat(buckets).hasSize(2);
        assertThat(buckets.get(0)).matches("login:account:60000:[A-Za-z0-9_-]{43}");
        assertThat(buckets.get(1)).matches("login:address:60000:[A-Za-z0-9_-]{43}");
    }

    @Test
    void windows_that_ended_are_purged_and_no_more_than_asked() {
        for (int i = 0; i < 5; i++) {
            reserve(NOW.plus(MINUTE.multipliedBy(i)), Quota.of("account", "ann", 1, MINUTE));
        }
        Instant before = Instant.parse("2030-01-01T00:04:00Z");
        assertThat(work.<Integer>run(store -> store.purge(before, 2))).isEqualTo(2);
        assertThat(work.<Integer>run(store -> store.purge(before, 2))).isEqualTo(1);
        assertThat(work.<Integer>run(store -> store.purge(before, 2))).isZero();
        assertThat(reserve(Instant.parse("2030-01-01T00:03:30Z"), Quota.of("account", "ann", 1, MINUTE))
                        .isAllowed())
                .isFalse();
    }

    @Test
    void a_quota_allows_something_in_some_time() {
        assertThatIllegalArgumentException().isThrownBy(() -> Quota.of("account", "ann", 0, MINUTE));
        assertThatIllegalArgumentException().isThrownBy(() -> Quota.of("account", "ann", 1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Quota.of("account", "ann", 1, MINUTE.negated()));
    }

    private Decision<Attempt> reserve(Instant now, Quota... quotas) {
        return work.run(store -> throttle.reserve(store, now, List.of(quotas)));
    }

    private void refund(Attempt attempt) {
        work.run(store -> {
            attempt.refund(store);
            return null;
        });
    }

    private static String refusal(Decision<Attempt> decision) {
        return decision.fold(
                attempt -> "allowed",
                refusal -> refusal.reason().code() + ": " + refusal.detail(),
                outage -> "unavailable");
    }
}
