package dev.registrykit.testkit.contract.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.auth.passkey.ChallengeStore;
import dev.registrykit.auth.passkey.PendingChallenge;
import dev.registrykit.auth.passkey.PendingChallenge.Ceremony;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.contract.Rollback;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a {@link ChallengeStore} must do: give each challenge to one answer of its own browser session, also when many
 * come at once.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class ChallengeStoreContract<S> {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Subject ALICE = Subject.user("a".repeat(Subject.MAX_ID_LENGTH));
    private static final String ID = "i".repeat(43);
    private static final String SESSION = "s".repeat(43);
    private static final String OTHER_SESSION = "t".repeat(43);

    /** For subclasses. */
    protected ChallengeStoreContract() {}

    /** A unit of work on an empty store; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The challenge store of one transaction. */
    protected abstract ChallengeStore challenges(S stores);

    @Test
    void a_challenge_comes_out_as_it_was_kept_and_only_once() {
        for (PendingChallenge challenge : List.of(
                new PendingChallenge(ID + "1", SESSION, Ceremony.REGISTRATION, ALICE, NOON),
                new PendingChallenge(ID + "2", SESSION, Ceremony.SIGN_IN, null, NOON),
                new PendingChallenge(ID + "3", SESSION, Ceremony.ACCOUNT_SIGN_IN, ALICE, NOON),
                new PendingChallenge(ID + "4", SESSION, Ceremony.ACCOUNT_SIGN_IN, null, NOON))) {
            String id = challenge.id().substring(1);
            add(new PendingChallenge(
                    id, challenge.session(), challenge.ceremony(), challenge.account(), challenge.expiresAt()));
            assertThat(consume(id, SESSION))
                    .isEqualTo(new PendingChallenge(id, SESSION, challenge.ceremony(), challenge.account(), NOON));
            assertThat(consume(id, SESSION)).isNull();
        }
    }

    @Test
    void another_browser_session_neither_gets_nor_burns_it() {
        add(pending(ID, NOON));
        assertThat(consume(ID, OTHER_SESSION)).isNull();
        assertThat(consume(ID, SESSION)).isNotNull();
    }

    @Test
    void one_challenge_is_not_another() {
        add(pending(ID, NOON));
        assertThat(consume("j".repeat(43), SESSION)).isNull();
        assertThat(consume(ID.toUpperCase(java.util.Locale.ROOT), SESSION)).isNull();
        assertThat(consume(ID, SESSION)).isNotNull();
    }

    @Test
    void of_many_at_once_exactly_one_gets_it() {
        for (int round = 0; round < 5; round++) {
            add(pending(ID, NOON));
            List<@Nullable PendingChallenge> taken = Race.of(16, runner -> consume(ID, SESSION));
            assertThat(taken.stream().filter(Objects::nonNull)).hasSize(1);
        }
    }

    @Test
    void a_rolled_back_answer_burns_nothing() {
        add(pending(ID, NOON));
        Rollback.of(unitOfWork(), stores -> challenges(stores).consume(ID, SESSION));
        assertThat(consume(ID, SESSION)).isNotNull();
    }

    @Test
    void expired_challenges_are_purged_and_no_more_than_asked() {
        for (int i = 1; i <= 3; i++) {
            add(pending(i + ID.substring(1), NOON));
        }
        add(pending(ID, NOON.plusMillis(1)));

        assertThat(purge(NOON, 10)).isZero();
        assertThat(purge(NOON.plusMillis(1), 2)).isEqualTo(2);
        assertThat(purge(NOON.plusMillis(1), 2)).isEqualTo(1);
        assertThat(purge(NOON.plusMillis(1), 2)).isZero();
        assertThat(consume(ID, SESSION)).isNotNull();
    }

    private static PendingChallenge pending(String id, Instant expiresAt) {
        return new PendingChallenge(id, SESSION, Ceremony.SIGN_IN, null, expiresAt);
    }

    private void add(PendingChallenge challenge) {
        inStore(store -> {
            store.add(challenge);
            return 0;
        });
    }

    private @Nullable PendingChallenge consume(String id, String session) {
        return this.<@Nullable PendingChallenge>inStore(store -> store.consume(id, session));
    }

    private int purge(Instant before, int limit) {
        return inStore(store -> store.purge(before, limit));
    }

    private <T extends @Nullable Object> T inStore(Function<ChallengeStore, T> use) {
        return unitOfWork().<T>run(stores -> use.apply(challenges(stores)));
    }
}
