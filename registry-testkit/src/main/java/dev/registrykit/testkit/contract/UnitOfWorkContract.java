package dev.registrykit.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.ThrottleStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a {@link UnitOfWork} must do: keep all of its work or none, whichever stores it touched, and never block itself.
 *
 * <p>The module's event and throttle stores stand for all of them.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class UnitOfWorkContract<S> {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Subject ALICE = Subject.user("alice");

    /** For subclasses. */
    protected UnitOfWorkContract() {}

    /** A unit of work on empty stores; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The event store of one transaction. */
    protected abstract EventStore events(S stores);

    /** The throttle store of one transaction. */
    protected abstract ThrottleStore throttle(S stores);

    @Test
    void what_the_work_returns_comes_back() {
        assertThat(unitOfWork().<String>run(stores -> "done")).isEqualTo("done");
        assertThat(unitOfWork().<@Nullable String>run(stores -> null)).isNull();
    }

    @Test
    void work_that_returns_is_kept_in_all_stores() {
        unitOfWork().run(this::touchAll);
        assertThat(eventCount()).isEqualTo(1);
        assertThat(throttleIsUsedUp()).isTrue();
    }

    @Test
    void work_that_throws_is_kept_in_no_store() {
        Rollback.of(unitOfWork(), this::touchAll);
        assertThat(eventCount()).isZero();
        assertThat(throttleIsUsedUp()).isFalse();
    }

    @Test
    void work_sees_its_own_changes_before_they_are_kept() {
        int seen = unitOfWork().<Integer>run(stores -> {
            touchAll(stores);
            return events(stores).ofAccount(ALICE, 10).size();
        });
        assertThat(seen).isEqualTo(1);
    }

    @Test
    void what_was_there_before_outlives_a_rollback() {
        unitOfWork().run(this::touchAll);
        Rollback.of(unitOfWork(), this::touchAll);
        assertThat(eventCount()).isEqualTo(1);
    }

    @Test
    void many_failing_units_of_work_leave_nothing_behind_and_nothing_borrowed() {
        for (int i = 0; i < 20; i++) {
            Rollback.of(unitOfWork(), this::touchAll);
        }
        unitOfWork().run(this::touchAll);
        assertThat(eventCount()).isEqualTo(1);
    }

    @Test
    void many_at_once_all_come_through_whole() {
        AtomicInteger kept = new AtomicInteger();
        Race.of(16, runner -> {
            if (runner % 2 == 0) {
                unitOfWork().run(this::append);
                return kept.incrementAndGet();
            }
            Rollback.of(unitOfWork(), this::append);
            return 0;
        });
        assertThat(eventCount()).isEqualTo(kept.get()).isEqualTo(8);
    }

    @Test
    void work_whose_result_is_not_to_be_kept_is_kept_in_no_store_and_its_result_comes_back() {
        unitOfWork().run(this::append);
        String result = unitOfWork().<String>runAndKeepIf("good"::equals, stores -> {
            touchAll(stores);
            return "bad";
        });
        assertThat(result).isEqualTo("bad");
        assertThat(eventCount()).as("what was there before").isEqualTo(1);
        assertThat(throttleIsUsedUp()).isFalse();
    }

    @Test
    void work_whose_result_is_to_be_kept_is_kept_in_all_stores() {
        String result = unitOfWork().<String>runAndKeepIf("good"::equals, stores -> {
            touchAll(stores);
            return "good";
        });
        assertThat(result).isEqualTo("good");
        assertThat(eventCount()).isEqualTo(1);
        assertThat(throttleIsUsedUp()).isTrue();
    }

    @Test
    void a_result_that_is_not_to_be_kept_may_be_null() {
        assertThat(unitOfWork().<@Nullable String>runAndKeepIf("good"::equals, stores -> {
                    touchAll(stores);
                    return null;
                }))
                .isNull();
        assertThat(eventCount()).isZero();
    }

    @Test
    void work_that_throws_is_kept_in_no_store_whatever_was_to_be_kept() {
        IllegalStateException failed = new IllegalStateException("failed");
        assertThatThrownBy(() -> unitOfWork().<Integer>runAndKeepIf(result -> true, stores -> {
                    touchAll(stores);
                    throw failed;
                }))
                .isSameAs(failed);
        assertThat(eventCount()).isZero();
    }

    private int touchAll(S stores) {
        append(stores);
        throttle(stores).reserve("key", 1, NOON);
        return 0;
    }

    private int append(S stores) {
        events(stores)
                .append(RecordedEvent.restored(UUID.randomUUID(), NOON, "test.happened", ALICE, null, "", Map.of()));
        return 0;
    }

    private int eventCount() {
        List<RecordedEvent> events = unitOfWork().run(stores -> events(stores).ofAccount(ALICE, 100));
        return events.size();
    }

    /** Asks without leaving a trace: only a count that is there already makes the limit of one refuse. */
    private boolean throttleIsUsedUp() {
        return unitOfWork().<Boolean>run(stores -> {
            boolean reserved = throttle(stores).reserve("key", 1, NOON);
            if (reserved) {
                throttle(stores).refund("key", NOON);
            }
            return !reserved;
        });
    }
}
