package dev.registrykit.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What an {@link EventStore} must do: keep each event once, find it by account and by package, and hand it to one reader
 * at a time until it is delivered.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class EventStoreContract<S> {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Subject ALICE = Subject.user("alice");
    private static final PackageName WIDGET = PackageName.maven("com.acme", "widget");

    /** For subclasses. */
    protected EventStoreContract() {}

    /** A unit of work on an empty store; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The event store of one transaction. */
    protected abstract EventStore events(S stores);

    @Test
    void an_event_comes_back_as_it_was_recorded() {
        RecordedEvent event = RecordedEvent.restored(
                UUID.randomUUID(),
                NOON.plusMillis(123),
                "token.issued",
                ALICE,
                WIDGET,
                "192.0.2.7",
                Map.of("name", "für die Ablage ✓", "empty", ""));
        append(event);

        assertThat(ofAccount(ALICE, 10)).singleElement().satisfies(found -> assertSame(found, event));
        assertThat(ofPackage(WIDGET, 10)).singleElement().satisfies(found -> assertSame(found, event));
    }

    @Test
    void the_same_event_twice_is_one() {
        RecordedEvent event = event(NOON, ALICE, null);
        append(event);
        append(event);
        assertThat(ofAccount(ALICE, 10)).hasSize(1);
    }

    @Test
    void adding_an_event_again_does_no_harm_to_its_transaction() {
        RecordedEvent event = event(NOON, ALICE, null);
        RecordedEvent next = event(NOON.plus(MINUTE), ALICE, null);
        append(event);
        inStore(store -> {
            store.append(event);
            store.append(next);
            return 0;
        });
        assertThat(ids(ofAccount(ALICE, 10))).containsExactly(next.id(), event.id());
    }

    @Test
    void the_newest_come_first_and_no_more_than_asked() {
        RecordedEvent first = event(NOON, ALICE, WIDGET);
        RecordedEvent second = event(NOON.plus(MINUTE), ALICE, WIDGET);
        RecordedEvent third = event(NOON.plus(MINUTE).plus(MINUTE), ALICE, WIDGET);
        List.of(second, third, first).forEach(this::append);

        assertThat(ids(ofAccount(ALICE, 2))).containsExactly(third.id(), second.id());
        assertThat(ids(ofPackage(WIDGET, 2))).containsExactly(third.id(), second.id());
        assertThat(ofAccount(ALICE, 10)).hasSize(3);
    }

    @Test
    void nobody_sees_the_events_of_others() {
        append(event(NOON, ALICE, WIDGET));
        append(event(NOON, null, null));
        assertThat(ofAccount(Subject.user("bob"), 10)).isEmpty();
        assertThat(ofAccount(Subject.organisation("alice"), 10)).isEmpty();
        assertThat(ofPackage(PackageName.maven("com.acme", "widgets"), 10)).isEmpty();
        assertThat(ofPackage(PackageName.npm("widget"), 10)).isEmpty();
    }

    @Test
    void the_oldest_are_claimed_first_and_only_once_while_the_claim_lasts() {
        RecordedEvent old = event(NOON, ALICE, null);
        RecordedEvent young = event(NOON.plus(MINUTE), ALICE, null);
        append(young);
        append(old);

        Instant now = NOON.plus(Duration.ofHours(1));
        assertThat(ids(claim(1, now))).containsExactly(old.id());
        assertThat(ids(claim(10, now))).containsExactly(young.id());
        assertThat(claim(10, now.plus(MINUTE).minusMillis(1))).isEmpty();
        assertThat(ids(claim(10, now.plus(MINUTE)))).containsExactly(old.id(), young.id());
    }

    @Test
    void what_was_delivered_is_never_claimed_again() {
        RecordedEvent event = event(NOON, ALICE, null);
        append(event);
        claim(10, NOON);

        assertThat(markDelivered(event.id())).isTrue();
        assertThat(markDelivered(event.id())).isFalse();
        assertThat(markDelivered(UUID.randomUUID())).isFalse();
        assertThat(claim(10, NOON.plus(Duration.ofDays(1)))).isEmpty();
        assertThat(ofAccount(ALICE, 10)).hasSize(1);
    }

    @Test
    void a_claim_that_is_rolled_back_is_none() {
        append(event(NOON, ALICE, null));
        Rollback.of(unitOfWork(), stores -> events(stores).claimUndelivered(10, NOON, NOON.plus(MINUTE)));
        assertThat(claim(10, NOON)).hasSize(1);
    }

    @Test
    void many_readers_get_each_event_once() {
        List<UUID> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            RecordedEvent event = event(NOON.plusMillis(i), ALICE, null);
            append(event);
            all.add(event.id());
        }
        List<UUID> claimed = new ArrayList<>();
        for (List<RecordedEvent> share : Race.of(8, reader -> claim(5, NOON.plus(MINUTE)))) {
            claimed.addAll(ids(share));
        }
        assertThat(claimed).doesNotHaveDuplicates().isNotEmpty();
        claimed.addAll(ids(claim(40, NOON.plus(MINUTE))));
        assertThat(claimed).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void only_old_delivered_events_are_purged_and_no_more_than_asked() {
        RecordedEvent undelivered = event(NOON, ALICE, null);
        RecordedEvent young = event(NOON.plus(MINUTE), ALICE, null);
        List<RecordedEvent> old = List.of(event(NOON, ALICE, null), event(NOON, ALICE, null), event(NOON, ALICE, null));
        append(undelivered);
        append(young);
        markDelivered(young.id());
        for (RecordedEvent event : old) {
            append(event);
            markDelivered(event.id());
        }

        assertThat(purge(NOON.plusMillis(1), 2)).isEqualTo(2);
        assertThat(purge(NOON.plusMillis(1), 2)).isEqualTo(1);
        assertThat(purge(NOON.plusMillis(1), 2)).isZero();
        assertThat(ids(ofAccount(ALICE, 10))).containsExactly(young.id(), undelivered.id());
    }

    private void append(RecordedEvent event) {
        inStore(store -> {
            store.append(event);
            return 0;
        });
    }

    private List<RecordedEvent> ofAccount(Subject account, int limit) {
        return inStore(store -> store.ofAccount(account, limit));
    }

    private List<RecordedEvent> ofPackage(PackageName name, int limit) {
        return inStore(store -> store.ofPackage(name, limit));
    }

    private List<RecordedEvent> claim(int limit, Instant now) {
        return inStore(store -> store.claimUndelivered(limit, now, now.plus(MINUTE)));
    }

    private boolean markDelivered(UUID id) {
        return inStore(store -> store.markDelivered(id));
    }

    private int purge(Instant before, int limit) {
        return inStore(store -> store.purgeDelivered(before, limit));
    }

    private <T> T inStore(Function<EventStore, T> use) {
        return unitOfWork().run(stores -> use.apply(events(stores)));
    }

    private static List<UUID> ids(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::id).toList();
    }

    private static RecordedEvent event(Instant time, @Nullable Subject account, @Nullable PackageName name) {
        return RecordedEvent.restored(UUID.randomUUID(), time, "test.happened", account, name, "", Map.of());
    }

    private static void assertSame(RecordedEvent found, RecordedEvent expected) {
        assertThat(found.id()).isEqualTo(expected.id());
        assertThat(found.time()).isEqualTo(expected.time());
        assertThat(found.type()).isEqualTo(expected.type());
        assertThat(found.account()).isEqualTo(expected.account());
        assertThat(found.packageName()).isEqualTo(expected.packageName());
        assertThat(found.clientAddress()).isEqualTo(expected.clientAddress());
        assertThat(found.details()).isEqualTo(expected.details());
    }
}
