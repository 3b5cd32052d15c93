package dev.registrykit.testkit.contract.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.leak.Leak;
import dev.registrykit.publish.leak.LeakStore;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.contract.Rollback;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a {@link LeakStore} must do: keep each leak once, give out those that wait, and let exactly one deal with each.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class LeakStoreContract<S> {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00.123Z");

    /** For subclasses. */
    protected LeakStoreContract() {}

    /** A unit of work on an empty store; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The leak store of one transaction. */
    protected abstract LeakStore leaks(S stores);

    @Test
    void a_leak_comes_back_as_it_was_inserted() {
        String url = "https://github.com/acme/widget/blob/main/%C3%A9" + "x".repeat(450);
        insert(Leak.restored(id(1), id(9), "deps.dev", "acme_token", "gist_content", url, NOON));

        assertThat(waiting(10)).singleElement().satisfies(found -> {
            assertThat(found.id()).isEqualTo(id(1));
            assertThat(found.tokenId()).isEqualTo(id(9));
            assertThat(found.scanner()).isEqualTo("deps.dev");
            assertThat(found.type()).isEqualTo("acme_token");
            assertThat(found.source()).isEqualTo("gist_content");
            assertThat(found.url()).isEqualTo(url);
            assertThat(found.reportedAt()).isEqualTo(NOON);
        });
    }

    @Test
    void what_is_not_known_is_empty() {
        insert(Leak.restored(id(1), id(9), "anyone", "", "", "", NOON));
        assertThat(waiting(10)).singleElement().satisfies(found -> {
            assertThat(found.type() + found.source() + found.url()).isEmpty();
        });
    }

    @Test
    void the_first_leak_of_an_id_stays_while_it_waits_and_when_it_was_dealt_with() {
        insert(leak(1, NOON));
        insert(leak(1, NOON.plusMillis(1)), leak(2, NOON.plusMillis(1)));
        assertThat(waiting(10)).extracting(Leak::reportedAt).containsExactly(NOON, NOON.plusMillis(1));

        assertThat(finish(1)).isTrue();
        insert(leak(1, NOON.plusMillis(2)));
        assertThat(waiting(10)).extracting(Leak::id).containsExactly(id(2));
    }

    @Test
    void those_that_wait_come_oldest_first_then_by_id_up_to_the_limit() {
        insert(leak(3, NOON), leak(1, NOON.plusMillis(1)), leak(2, NOON));
        assertThat(waiting(10)).extracting(Leak::id).containsExactly(id(2), id(3), id(1));
        assertThat(waiting(2)).extracting(Leak::id).containsExactly(id(2), id(3));
    }

    @Test
    void a_leak_is_dealt_with_once() {
        insert(leak(1, NOON));
        assertThat(finish(1)).isTrue();
        assertThat(finish(1)).isFalse();
        assertThat(finish(2)).isFalse();
        assertThat(waiting(10)).isEmpty();
    }

    @Test
    void of_many_at_once_exactly_one_deals_with_a_leak() {
        for (int round = 0; round < 5; round++) {
            int number = round;
            insert(leak(number, NOON));
            assertThat(Collections.frequency(Race.of(16, runner -> finish(number)), true))
                    .isEqualTo(1);
        }
    }

    @Test
    void reports_at_once_that_overlap_are_all_kept() {
        Race.of(8, runner -> {
            insert(IntStream.range(runner, runner + 40)
                    .mapToObj(number -> leak(number, NOON))
                    .toArray(Leak[]::new));
            return true;
        });
        assertThat(waiting(100)).hasSize(47);
    }

    @Test
    void purging_spares_what_waits_and_what_was_dealt_with_lately() {
        insert(leak(1, NOON), leak(2, NOON), leak(3, NOON));
        inStore(store -> store.finish(id(1), NOON));
        inStore(store -> store.finish(id(2), NOON.plusMillis(1)));
        assertThat(purge(NOON, 10)).isZero();
        assertThat(purge(NOON.plusMillis(1), 10)).isEqualTo(1);
        assertThat(purge(NOON.plusSeconds(1), 10)).isEqualTo(1);
        assertThat(purge(NOON.plusSeconds(1), 10)).isZero();
        assertThat(waiting(10)).extracting(Leak::id).containsExactly(id(3));
    }

    @Test
    void purging_stops_at_the_limit() {
        insert(leak(1, NOON), leak(2, NOON), leak(3, NOON));
        for (int number = 1; number <= 3; number++) {
            finish(number);
        }
        assertThat(purge(NOON.plusSeconds(1), 2)).isEqualTo(2);
        assertThat(purge(NOON.plusSeconds(1), 2)).isEqualTo(1);
    }

    @Test
    void a_rollback_forgets() {
        Rollback.of(unitOfWork(), stores -> leaks(stores).insertIfAbsent(List.of(leak(1, NOON))));
        assertThat(waiting(10)).isEmpty();
        insert(leak(1, NOON));
        Rollback.of(unitOfWork(), stores -> leaks(stores).finish(id(1), NOON));
        assertThat(waiting(10)).hasSize(1);
    }

    private static Leak leak(int number, Instant at) {
        return Leak.restored(id(number), id(9), "github", "", "", "", at);
    }

    private static String id(int number) {
        return String.format("00000000-0000-0000-0000-%012d", number);
    }

    private void insert(Leak... leaks) {
        unitOfWork().<@Nullable Void>run(stores -> {
            leaks(stores).insertIfAbsent(List.of(leaks));
            return null;
        });
    }

    private boolean finish(int number) {
        return inStore(store -> store.finish(id(number), NOON));
    }

    private int purge(Instant before, int limit) {
        return inStore(store -> store.purge(before, limit));
    }

    private List<Leak> waiting(int limit) {
        return inStore(store -> store.waiting(limit));
    }

    private <T> T inStore(Function<LeakStore, T> use) {
        return unitOfWork().run(stores -> use.apply(leaks(stores)));
    }
}
