package dev.registrykit.testkit.contract.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.trusted.ReplayStore;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.contract.Rollback;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What a {@link ReplayStore} must do: let each token id through once, also when it arrives many times at once.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class ReplayStoreContract<S> {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final String ISSUER = "https://issuer.example";

    /** For subclasses. */
    protected ReplayStoreContract() {}

    /** A unit of work on an empty store; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The replay store of one transaction. */
    protected abstract ReplayStore replays(S stores);

    @Test
    void the_first_comes_through_and_the_second_does_not() {
        assertThat(insert(ISSUER, "id", "")).isTrue();
        assertThat(insert(ISSUER, "id", "")).isFalse();
    }

    @Test
    void issuer_id_and_scope_tell_two_uses_apart_each_exactly() {
        assertThat(insert(ISSUER, "id", "")).isTrue();
        assertThat(insert(ISSUER + "/", "id", "")).isTrue();
        assertThat(insert(ISSUER, "ID", "")).isTrue();
        assertThat(insert(ISSUER, "id", "npm:widget")).isTrue();
        assertThat(insert(ISSUER, "id", "npm:widget2")).isTrue();
        assertThat(insert(ISSUER, "id", "npm:widget")).isFalse();
    }

    @Test
    void the_longest_values_are_told_apart_by_their_last_character() {
        String issuer = "https://" + "i".repeat(247);
        String id = "j".repeat(255);
        assertThat(insert(issuer, id + "a", "")).isTrue();
        assertThat(insert(issuer, id + "b", "")).isTrue();
        assertThat(insert(issuer, id + "a", "")).isFalse();
    }

    @Test
    void of_many_at_once_exactly_one_comes_through() {
        for (int round = 0; round < 5; round++) {
            String id = "id" + round;
            List<Boolean> through = Race.of(32, runner -> insert(ISSUER, id, ""));
            assertThat(Collections.frequency(through, true)).isEqualTo(1);
        }
    }

    @Test
    void a_rollback_forgets() {
        Rollback.of(unitOfWork(), stores -> replays(stores).insertIfAbsent(ISSUER, "id", "", NOON));
        assertThat(insert(ISSUER, "id", "")).isTrue();
    }

    @Test
    void a_lost_race_does_no_harm_to_its_transaction() {
        insert(ISSUER, "id", "");
        boolean next = inStore(store -> {
            assertThat(store.insertIfAbsent(ISSUER, "id", "", NOON)).isFalse();
            return store.insertIfAbsent(ISSUER, "other", "", NOON);
        });
        assertThat(next).isTrue();
        assertThat(insert(ISSUER, "other", "")).isFalse();
    }

    @Test
    void an_id_is_remembered_for_as_long_as_it_was_first_said() {
        insert(ISSUER, "id", "");
        inStore(store -> store.insertIfAbsent(ISSUER, "id", "", NOON.minusSeconds(60)));
        assertThat(purge(NOON, 10)).isZero();
        assertThat(insert(ISSUER, "id", "")).isFalse();
    }

    @Test
    void only_what_is_over_is_purged_and_no_more_than_asked() {
        for (int i = 0; i < 3; i++) {
            insert(ISSUER, "old" + i, "");
        }
        inStore(store -> store.insertIfAbsent(ISSUER, "young", "", NOON.plusMillis(1)));
        assertThat(purge(NOON.plusMillis(1), 2)).isEqualTo(2);
        assertThat(purge(NOON.plusMillis(1), 2)).isEqualTo(1);
        assertThat(purge(NOON.plusMillis(1), 2)).isZero();
        assertThat(insert(ISSUER, "young", "")).isFalse();
        assertThat(insert(ISSUER, "old0", "")).isTrue();
    }

    private boolean insert(String issuer, String tokenId, String scope) {
        return inStore(store -> store.insertIfAbsent(issuer, tokenId, scope, NOON));
    }

    private int purge(Instant now, int limit) {
        return inStore(store -> store.purge(now, limit));
    }

    private <T> T inStore(Function<ReplayStore, T> use) {
        return unitOfWork().run(stores -> use.apply(replays(stores)));
    }
}
