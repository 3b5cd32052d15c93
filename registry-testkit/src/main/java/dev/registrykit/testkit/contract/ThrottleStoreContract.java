package dev.registrykit.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.throttle.ThrottleStore;
import dev.registrykit.core.throttle.ThrottleStore.Reservation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What a {@link ThrottleStore} must do: count attempts exactly, also when many arrive at once.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class ThrottleStoreContract<S> {
    private static final Instant END = Instant.parse("2026-11-01T12:00:00Z");
    private static final String KEY = "test:address:" + "a".repeat(43);

    /** For subclasses. */
    protected ThrottleStoreContract() {}

    /** A unit of work on an empty store; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The throttle store of one transaction. */
    protected abstract ThrottleStore throttle(S stores);

    @Test
    void attempts_are_counted_up_to_the_limit() {
        assertThat(reserve(KEY, 2, END)).isTrue();
        assertThat(reserve(KEY, 2, END)).isTrue();
        assertThat(reserve(KEY, 2, END)).isFalse();
        assertThat(reserve(KEY, 3, END)).isTrue();
    }

    @Test
    void each_key_and_each_window_counts_for_itself() {
        assertThat(reserve(KEY, 1, END)).isTrue();
        assertThat(reserve(KEY + "b", 1, END)).isTrue();
        assertThat(reserve(KEY, 1, END.plusMillis(1))).isTrue();
        assertThat(reserve(KEY, 1, END)).isFalse();
    }

    @Test
    void a_key_of_two_hundred_characters_is_kept() {
        String longest = "k".repeat(200);
        assertThat(reserve(longest, 1, END)).isTrue();
        assertThat(reserve(longest, 1, END)).isFalse();
    }

    @Test
    void a_refund_gives_one_attempt_back() {
        reserve(KEY, 2, END);
        reserve(KEY, 2, END);
        refund(KEY, END);
        assertThat(reserve(KEY, 2, END)).isTrue();
        assertThat(reserve(KEY, 2, END)).isFalse();
    }

    @Test
    void a_refund_never_makes_more_attempts_than_the_limit() {
        refund(KEY, END);
        reserve(KEY, 1, END);
        refund(KEY, END);
        refund(KEY, END);
        assertThat(reserve(KEY, 1, END)).isTrue();
        assertThat(reserve(KEY, 1, END)).isFalse();
    }

    @Test
    void a_rolled_back_attempt_is_not_counted() {
        Rollback.of(unitOfWork(), stores -> throttle(stores).reserve(KEY, 1, END));
        assertThat(reserve(KEY, 1, END)).isTrue();
    }

    @Test
    void of_many_at_once_exactly_the_limit_succeed() {
        List<Boolean> reserved = Race.of(32, runner -> reserve(KEY, 10, END));
        assertThat(Collections.frequency(reserved, true)).isEqualTo(10);
        assertThat(reserve(KEY, 10, END)).isFalse();
        assertThat(reserve(KEY, 11, END)).isTrue();
    }

    @Test
    void several_are_counted_together_or_not_at_all() {
        Reservation wide = new Reservation(KEY + "wide", END, 3);
        Reservation narrow = new Reservation(KEY + "narrow", END, 1);
        Reservation later = new Reservation(KEY + "wide", END.plusMillis(1), 2);
        assertThat(reserveAll(wide, narrow, later)).isEmpty();
        assertThat(reserveAll(wide, narrow, later)).containsExactly(narrow);
        assertThat(reserveAll(later, wide))
                .as("the refused one counted nothing")
                .isEmpty();
        assertThat(reserveAll(wide, narrow, later)).containsExactly(narrow, later);
        assertThat(reserveAll(wide)).isEmpty();
        assertThat(reserveAll(wide)).containsExactly(wide);
        assertThat(reserveAll()).isEmpty();
    }

    @Test
    void two_with_the_same_key_and_window_are_refused_and_nothing_is_counted() {
        Reservation one = new Reservation(KEY, END, 1);
        Reservation same = new Reservation(KEY, END, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> reserveAll(one, same));
        assertThat(reserveAll(one)).isEmpty();
    }

    @Test
    void several_are_not_counted_when_their_transaction_rolls_back() {
        Reservation one = new Reservation(KEY, END, 1);
        Reservation two = new Reservation(KEY + "two", END, 1);
        Rollback.of(unitOfWork(), stores -> throttle(stores).reserveAll(List.of(one, two)));
        assertThat(reserveAll(two, one)).isEmpty();
    }

    @Test
    void of_many_that_name_the_same_keys_in_another_order_none_waits_for_ever_and_exactly_the_limit_succeed() {
        List<Reservation> forth = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            forth.add(new Reservation(KEY + i, END, i == 2 ? 10 : 1000));
        }
        List<Reservation> back = new ArrayList<>(forth);
        Collections.reverse(back);
        List<Integer> usedUp = Race.of(32, runner -> {
            List<Reservation> mine = runner % 2 == 0 ? forth : back;
            return inStore(store -> store.reserveAll(mine)).size();
        });
        assertThat(Collections.frequency(usedUp, 0)).isEqualTo(10);
        assertThat(Collections.frequency(usedUp, 1)).isEqualTo(22);
        for (int i = 0; i < 5; i++) {
            assertThat(reserve(KEY + i, 10, END)).as("key %s has ten", i).isFalse();
            assertThat(reserve(KEY + i, 11, END)).as("and no more").isTrue();
        }
    }

    @Test
    void old_windows_are_purged_and_no_more_than_asked() {
        for (int i = 0; i < 3; i++) {
            reserve(KEY + i, 1, END);
        }
        reserve(KEY, 1, END.plus(Duration.ofHours(1)));

        assertThat(purge(END, 10)).isZero();
        assertThat(purge(END.plusMillis(1), 2)).isEqualTo(2);
        assertThat(purge(END.plusMillis(1), 2)).isEqualTo(1);
        assertThat(purge(END.plusMillis(1), 2)).isZero();
        assertThat(reserve(KEY, 1, END.plus(Duration.ofHours(1)))).isFalse();
    }

    private List<Reservation> reserveAll(Reservation... reservations) {
        return inStore(store -> store.reserveAll(List.of(reservations)));
    }

    private boolean reserve(String key, int limit, Instant windowEnd) {
        return inStore(store -> store.reserve(key, limit, windowEnd));
    }

    private void refund(String key, Instant windowEnd) {
        inStore(store -> {
            store.refund(key, windowEnd);
            return 0;
        });
    }

    private int purge(Instant before, int limit) {
        return inStore(store -> store.purge(before, limit));
    }

    private <T> T inStore(Function<ThrottleStore, T> use) {
        return unitOfWork().run(stores -> use.apply(throttle(stores)));
    }
}
