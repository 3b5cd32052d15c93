package dev.registrykit.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.store.H2;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcEventStoreTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00.123456789Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Subject ANN = Subject.user("ann");
    private static final PackageName WIDGET = PackageName.maven("com.acme", "widget");

    private final H2 database = new H2(8);
    private final UnitOfWork<EventStore> work =
            new JdbcUnitOfWork<>(database, session -> new JdbcEventStore(session, "t_"));

    private record Happened(String type, Subject account, PackageName packageName, Map<String, String> details)
            implements SecurityEvent {}

    @BeforeEach
    void tables() throws SQLException {
        database.withTables();
    }

    @Test
    void an_event_is_read_as_it_was_stored() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("z", "a\u0000\"\\\u2028\u00e9\ud83d\ude00\n");
        details.put("a", "");
        RecordedEvent event = RecordedEvent.of(new Happened("token.issued", ANN, WIDGET, details), NOW, "192.0.2.1");
        append(event);
        RecordedEvent read = work.run(events -> events.ofAccount(ANN, 10)).get(0);
        assertThat(read.id()).isEqualTo(event.id());
        assertThat(read.time()).isEqualTo(event.time()).isEqualTo(Instant.parse("2030-01-01T00:00:00.123Z"));
        assertThat(read.type()).isEqualTo("token.issued");
        assertThat(read.account()).isEqualTo(ANN);
        assertThat(read.packageName()).isEqualTo(WIDGET);
        assertThat(read.clientAddress()).isEqualTo("192.0.2.1");
        assertThat(read.details()).containsExactlyEntriesOf(details);
        assertThat(read).hasToString("RecordedEvent[2030-01-01T00:00:00.123Z token.issued]");
    }

    @Test
    void an_event_may_have_neither_account_nor_package() {
        append(event(0, null, null));
        RecordedEvent read = claim(10, NOW, LATER).get(0);
        assertThat(read.account()).isNull();
        assertThat(read.packageName()).isNull();
        assertThat(read.details()).isEmpty();
    }

    @Test
    void the_values_of_an_event_are_bounded() {
        Map<String, String> details = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            details.put("k" + i, "\u0001".repeat(100_000));
        }
        details.put("pair", "x".repeat(998) + "\ud83d\ude00\ud83d\ude00");
        details.put("fits", "y".repeat(1000));
        append(RecordedEvent.of(new Happened("exchange.refused", ANN, null, details), NOW, ""));
        Map<String, String> read =
                work.run(events -> events.ofAccount(ANN, 1)).get(0).details();
        assertThat(read).hasSize(102);
        assertThat(read.get("k7")).hasSize(1000).endsWith("\u0001\u2026");
        assertThat(read.get("pair")).isEqualTo("x".repeat(998) + "\u2026");
        assertThat(read.get("fits")).hasSize(1000).doesNotContain("\u2026");
    }

    @Test
    void the_address_of_an_event_is_bounded_so_that_the_table_takes_it() {
        append(RecordedEvent.of(new Happened("x.y", ANN, null, Map.of()), NOW, "f".repeat(100_000)));
        assertThat(work.run(events -> events.ofAccount(ANN, 1)).get(0).clientAddress())
                .isEqualTo("f".repeat(254) + "\u2026");
    }

    @Test
    void an_event_does_not_change_with_what_it_was_made_of() {
        Map<String, String> details = new LinkedHashMap<>(Map.of("a", "b"));
        RecordedEvent event = RecordedEvent.of(new Happened("x.y", ANN, null, details), NOW, "");
        details.put("c", "d");
        assertThat(event.details()).containsOnlyKeys("a");
        assertThatThrownBy(() -> event.details().put("c", "d")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void adding_the_same_event_twice_keeps_one() {
        RecordedEvent event = event(0, ANN, WIDGET);
        append(event);
        append(event);
        assertThat(work.<List<RecordedEvent>>run(events -> events.ofAccount(ANN, 10)))
                .hasSize(1);
    }

    @Test
    void an_event_is_stored_with_the_change_that_it_tells_of_or_not_at_all() {
        assertThatThrownBy(() -> work.run(events -> {
                    events.append(event(0, ANN, WIDGET));
                    throw new IllegalStateException("the change failed");
                }))
                .hasMessage("the change failed");
        assertThat(work.<List<RecordedEvent>>run(events -> events.ofAccount(ANN, 10)))
                .isEmpty();
    }

    @Test
    void the_newest_events_of_an_account_or_a_package_come_first() {
        for (int second = 0; second < 5; second++) {
            append(event(
                    second,
                    second % 2 == 0 ? ANN : Subject.robot("ann"),
                    second < 3 ? WIDGET : PackageName.npm("widget")));
        }
        assertThat(seconds(work.run(events -> events.ofAccount(ANN, 10)))).containsExactly(4, 2, 0);
        assertThat(seconds(work.run(events -> events.ofAccount(ANN, 2)))).containsExactly(4, 2);
        assertThat(seconds(work.run(events -> events.ofPackage(WIDGET, 10)))).containsExactly(2, 1, 0);
        assertThat(work.<List<RecordedEvent>>run(events -> events.ofAccount(Subject.user("an"), 10)))
                .isEmpty();
        assertThat(work.<List<RecordedEvent>>run(events -> events.ofAccount(Subject.user("ann' OR '1'='1"), 10)))
                .isEmpty();
    }

    @Test
    void a_claimed_event_is_not_offered_again_before_the_claim_ends() {
        append(event(1, ANN, WIDGET));
        append(event(0, ANN, WIDGET));
        assertThat(seconds(claim(1, NOW, LATER))).containsExactly(0);
        assertThat(seconds(claim(10, NOW, LATER))).containsExactly(1);
        assertThat(claim(10, LATER.minusMillis(1), LATER.plusSeconds(60))).isEmpty();
        assertThat(seconds(claim(10, LATER, LATER.plusSeconds(60)))).containsExactly(0, 1);
    }

    @Test
    void a_delivered_event_is_never_offered_again() {
        RecordedEvent event = event(0, ANN, WIDGET);
        append(event);
        claim(1, NOW, LATER);
        assertThat(work.<Boolean>run(events -> events.markDelivered(event.id())))
                .isTrue();
        assertThat(work.<Boolean>run(events -> events.markDelivered(event.id())))
                .isFalse();
        assertThat(work.<Boolean>run(events -> events.markDelivered(UUID.randomUUID())))
                .isFalse();
        assertThat(claim(10, LATER.plusSeconds(3600), LATER.plusSeconds(7200))).isEmpty();
    }

    @Test
    void only_old_and_delivered_events_are_purged_and_no_more_than_asked() {
        for (int second = 0; second < 6; second++) {
            RecordedEvent event = event(second, ANN, WIDGET);
            append(event);
            if (second != 1) {
                work.run(events -> events.markDelivered(event.id()));
            }
        }
        Instant before = NOW.plusSeconds(4);
        assertThat(work.<Integer>run(events -> events.purgeDelivered(before, 2)))
                .isEqualTo(2);
        assertThat(work.<Integer>run(events -> events.purgeDelivered(before, 2)))
                .isEqualTo(1);
        assertThat(work.<Integer>run(events -> events.purgeDelivered(before, 2)))
                .isZero();
        assertThat(seconds(work.run(events -> events.ofAccount(ANN, 10)))).containsExactly(5, 4, 1);
    }

    @Test
    void of_many_readers_one_holds_each_event() throws Exception {
        for (int second = 0; second < 60; second++) {
            append(event(second, ANN, WIDGET));
        }
        List<Callable<List<RecordedEvent>>> readers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            readers.add(() -> {
                List<RecordedEvent> mine = new ArrayList<>();
                for (int round = 0; round < 12; round++) {
                    mine.addAll(claim(10, NOW.plusSeconds(100), NOW.plusSeconds(200)));
                }
                return mine;
            });
        }
        Set<UUID> seen = new HashSet<>();
        int claimed = 0;
        for (List<RecordedEvent> mine : all(readers)) {
            for (RecordedEvent event : mine) {
                claimed++;
                seen.add(event.id());
            }
        }
        assertThat(claimed).isEqualTo(60);
        assertThat(seen).hasSize(60);
    }

    @Test
    void of_many_deliveries_one_counts() throws Exception {
        RecordedEvent event = event(0, ANN, WIDGET);
        append(event);
        List<Callable<Boolean>> markers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            markers.add(() -> work.run(events -> events.markDelivered(event.id())));
        }
        assertThat(all(markers)).containsOnlyOnce(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "account = 'group:x'",
                "package = 'gem:x'",
                "package = 'npm:..'",
                "details = '{'",
                "details = '{\"a\":1}'",
                "id = 'x'"
            })
    void a_row_that_this_version_cannot_read_is_a_broken_store(String change) throws SQLException {
        append(event(0, ANN, WIDGET));
        database.with("UPDATE t_event SET " + change);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> claim(10, NOW, LATER))
                .withMessage("a row holds something that this version cannot read");
    }

    @Test
    void the_log_delivers_each_event_once_and_offers_a_failed_one_again() {
        Instant[] clock = {NOW.plusSeconds(100)};
        EventLog log = EventLog.of(work, events -> events, () -> clock[0]);
        for (int second = 0; second < 3; second++) {
            append(event(second, ANN, WIDGET));
        }
        List<Integer> delivered = new ArrayList<>();
        int taken = log.deliver(10, event -> {
            if (second(event) == 1) {
                throw new IllegalStateException("mail is down");
            }
            delivered.add(second(event));
        });
        assertThat(taken).isEqualTo(2);
        assertThat(log.deliver(10, event -> delivered.add(second(event)))).isZero();
        clock[0] = clock[0].plus(Duration.ofMinutes(5));
        assertThat(log.deliver(10, event -> delivered.add(second(event)))).isEqualTo(1);
        assertThat(delivered).containsExactly(0, 2, 1);
        assertThat(seconds(log.ofAccount(ANN, 10))).containsExactly(2, 1, 0);
        assertThat(seconds(log.ofPackage(WIDGET, 1))).containsExactly(2);
    }

    @Test
    void the_log_delivers_outside_any_transaction() throws SQLException {
        H2 one = new H2(1).withTables();
        UnitOfWork<EventStore> narrow = new JdbcUnitOfWork<>(one, session -> new JdbcEventStore(session, "t_"));
        narrow.run(events -> {
            events.append(event(0, ANN, WIDGET));
            return null;
        });
        int[] free = new int[1];
        EventLog.of(narrow, events -> events, () -> NOW.plusSeconds(1)).deliver(1, event -> free[0] = one.free());
        assertThat(free[0]).isEqualTo(1);
    }

    private static <T> List<T> all(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static RecordedEvent event(int second, Subject account, PackageName packageName) {
        return RecordedEvent.of(
                new Happened("x.y", account, packageName, Map.of()), NOW.plusSeconds(second), "192.0.2.1");
    }

    private void append(RecordedEvent event) {
        work.run(events -> {
            events.append(event);
            return null;
        });
    }

    private List<RecordedEvent> claim(int limit, Instant now, Instant until) {
        return work.run(events -> events.claimUndelivered(limit, now, until));
    }

    private static int second(RecordedEvent event) {
        return Math.toIntExact(Duration.between(NOW, event.time().plusMillis(1)).toSeconds());
    }

    private static List<Integer> seconds(List<RecordedEvent> events) {
        return events.stream().map(JdbcEventStoreTest::second).toList();
    }
}
