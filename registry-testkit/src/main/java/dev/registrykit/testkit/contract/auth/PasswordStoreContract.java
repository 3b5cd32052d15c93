package dev.registrykit.testkit.contract.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.auth.password.PasswordStore;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.contract.Rollback;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a {@link PasswordStore} must do: keep one hash an account, and never let a sign-in bring an older one back.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class PasswordStoreContract<S> {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Subject ALICE = Subject.user("alice");
    private static final String FIRST = "$argon2id$v=19$m=19456,t=2,p=1$" + "a".repeat(22) + "$" + "b".repeat(43);
    private static final String SECOND = "$argon2id$v=19$m=19456,t=2,p=1$" + "a".repeat(22) + "$" + "B".repeat(43);

    /** For subclasses. */
    protected PasswordStoreContract() {}

    /** A unit of work on an empty store; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The password store of one transaction. */
    protected abstract PasswordStore passwords(S stores);

    @Test
    void an_account_has_the_hash_that_was_put_last() {
        assertThat(find(ALICE)).isNull();
        put(ALICE, FIRST);
        assertThat(find(ALICE)).isEqualTo(FIRST);
        put(ALICE, SECOND);
        assertThat(find(ALICE)).isEqualTo(SECOND);
        assertThat(find(Subject.user("Alice"))).isNull();
        assertThat(find(Subject.robot("alice"))).isNull();
    }

    @Test
    void a_use_is_noted_for_the_present_hash_alone() {
        put(ALICE, FIRST);
        assertThat(used(ALICE, FIRST)).isTrue();
        put(ALICE, SECOND);
        assertThat(used(ALICE, FIRST)).isFalse();
        assertThat(used(Subject.user("bob"), SECOND)).isFalse();
    }

    @Test
    void a_rehash_replaces_the_hash_that_was_verified_alone() {
        put(ALICE, FIRST);
        assertThat(rehash(ALICE, SECOND, FIRST + "x")).isFalse();
        assertThat(find(ALICE)).isEqualTo(FIRST);
        assertThat(rehash(ALICE, FIRST, SECOND)).isTrue();
        assertThat(find(ALICE)).isEqualTo(SECOND);
    }

    @Test
    void of_many_rehashes_at_once_exactly_one_succeeds() {
        put(ALICE, FIRST);
        List<Boolean> replaced = Race.of(16, runner -> rehash(ALICE, FIRST, SECOND + runner));
        assertThat(Collections.frequency(replaced, true)).isEqualTo(1);
    }

    @Test
    void of_many_first_passwords_at_once_one_stays() {
        Race.of(16, runner -> {
            put(ALICE, FIRST + runner);
            return 0;
        });
        assertThat(find(ALICE)).startsWith(FIRST);
    }

    @Test
    void a_removed_hash_does_not_come_back() {
        put(ALICE, FIRST);
        assertThat(remove(ALICE)).isTrue();
        assertThat(remove(ALICE)).isFalse();
        assertThat(used(ALICE, FIRST)).isFalse();
        assertThat(rehash(ALICE, FIRST, SECOND)).isFalse();
        assertThat(find(ALICE)).isNull();
    }

    @Test
    void a_rolled_back_change_leaves_the_old_hash() {
        put(ALICE, FIRST);
        Rollback.of(unitOfWork(), stores -> passwords(stores).put(ALICE, SECOND, NOON));
        assertThat(find(ALICE)).isEqualTo(FIRST);
    }

    private @Nullable String find(Subject account) {
        return this.<@Nullable String>inStore(store -> store.find(account));
    }

    private void put(Subject account, String hash) {
        inStore(store -> {
            store.put(account, hash, NOON);
            return 0;
        });
    }

    private boolean used(Subject account, String hash) {
        return inStore(store -> store.used(account, hash, NOON));
    }

    private boolean rehash(Subject account, String verified, String hash) {
        return inStore(store -> store.rehash(account, verified, hash, NOON));
    }

    private boolean remove(Subject account) {
        return inStore(store -> store.remove(account));
    }

    private <T extends @Nullable Object> T inStore(Function<PasswordStore, T> use) {
        return unitOfWork().<T>run(stores -> use.apply(passwords(stores)));
    }
}
