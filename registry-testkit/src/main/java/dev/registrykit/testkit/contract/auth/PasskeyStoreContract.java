package dev.registrykit.testkit.contract.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.auth.passkey.Passkey;
import dev.registrykit.auth.passkey.PasskeyStore;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.testkit.contract.Race;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a {@link PasskeyStore} must do: keep each passkey once and with its owner, and never let a counter go back or a
 * removed passkey return.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class PasskeyStoreContract<S> {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Subject ALICE = Subject.user("alice");
    private static final Subject MALLORY = Subject.user("mallory");
    private static final String ID = "Aa_-" + "k".repeat(40);

    /** For subclasses. */
    protected PasskeyStoreContract() {}

    /** A unit of work on an empty store; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The passkey store of one transaction. */
    protected abstract PasskeyStore passkeys(S stores);

    @Test
    void a_passkey_comes_back_as_it_was_kept() {
        Passkey longest = Passkey.builder("Z".repeat(1364), ALICE)
                .keys(filled(64, 1), filled(2000, 2))
                .label("é".repeat(64))
                .aaguid("01020304-0506-0708-090a-0b0c0d0e0f10")
                .transports(List.of("usb", "nfc"))
                .signCount(0xffff_ffffL)
                .backup(true, false)
                .createdAt(NOON)
                .lastUsedAt(NOON.plusMillis(1))
                .build();
        assertThat(insert(longest)).isTrue();
        Passkey found = find(longest.id());
        assertThat(found).usingRecursiveComparison().isEqualTo(longest);
    }

    @Test
    void a_passkey_without_transports_and_use_comes_back_so() {
        insert(passkey(ID, ALICE, 0));
        assertThat(find(ID)).usingRecursiveComparison().isEqualTo(passkey(ID, ALICE, 0));
    }

    @Test
    void an_id_is_kept_once_whoever_comes_second() {
        assertThat(insert(passkey(ID, ALICE, 5))).isTrue();
        assertThat(insert(passkey(ID, MALLORY, 9))).isFalse();
        assertThat(insert(passkey(ID, ALICE, 9))).isFalse();
        assertThat(find(ID)).usingRecursiveComparison().isEqualTo(passkey(ID, ALICE, 5));
    }

    @Test
    void of_many_registrations_at_once_exactly_one_is_kept() {
        List<Boolean> inserted = Race.of(16, runner -> insert(passkey(ID, Subject.user("u" + runner), 0)));
        assertThat(Collections.frequency(inserted, true)).isEqualTo(1);
    }

    @Test
    void ids_are_told_apart_by_the_case_of_a_letter() {
        insert(passkey("abc", ALICE, 0));
        assertThat(find("ABC")).isNull();
        assertThat(insert(passkey("ABC", ALICE, 0))).isTrue();
    }

    @Test
    void an_account_keeps_its_first_user_handle() {
        byte[] first = filled(32, 1);
        assertThat(userHandle(ALICE, first)).isEqualTo(first);
        assertThat(userHandle(ALICE, filled(32, 2))).isEqualTo(first);
        assertThat(userHandle(MALLORY, filled(64, 3))).isEqualTo(filled(64, 3));
    }

    @Test
    void many_at_once_get_the_same_user_handle() {
        List<byte[]> handles = Race.of(16, runner -> userHandle(ALICE, filled(32, runner)));
        assertThat(handles).allSatisfy(handle -> assertThat(handle).isEqualTo(handles.get(0)));
    }

    @Test
    void a_counter_only_grows_or_stays_zero() {
        insert(passkey(ID, ALICE, 0));
        assertThat(advance(ID, ALICE, 0)).isTrue();
        assertThat(advance(ID, ALICE, 5)).isTrue();
        assertThat(advance(ID, ALICE, 5)).isFalse();
        assertThat(advance(ID, ALICE, 4)).isFalse();
        assertThat(advance(ID, ALICE, 0)).isFalse();
        assertThat(advance(ID, ALICE, 0xffff_ffffL)).isTrue();
        assertThat(advance(ID, ALICE, 6)).isFalse();
    }

    @Test
    void a_use_is_noted_and_changes_nothing_else() {
        insert(passkey(ID, ALICE, 1));
        inStore(store -> store.advance(ID, ALICE, 2, true, NOON.plusSeconds(9)));
        assertThat(find(ID))
                .usingRecursiveComparison()
                .isEqualTo(passkey(ID, ALICE, 2).toBuilder()
                        .backup(false, true)
                        .lastUsedAt(NOON.plusSeconds(9))
                        .build());
    }

    @Test
    void of_many_uses_with_one_counter_exactly_one_is_noted() {
        insert(passkey(ID, ALICE, 0));
        for (int round = 1; round <= 5; round++) {
            int count = round;
            List<Boolean> noted = Race.of(16, runner -> advance(ID, ALICE, count));
            assertThat(Collections.frequency(noted, true)).isEqualTo(1);
        }
    }

    @Test
    void another_account_neither_uses_nor_renames_nor_removes_it() {
        insert(passkey(ID, ALICE, 0));
        assertThat(advance(ID, MALLORY, 7)).isFalse();
        assertThat(rename(ID, MALLORY, "mine")).isFalse();
        assertThat(remove(ID, MALLORY)).isFalse();
        assertThat(find(ID)).usingRecursiveComparison().isEqualTo(passkey(ID, ALICE, 0));
    }

    @Test
    void a_removed_passkey_does_not_come_back() {
        insert(passkey(ID, ALICE, 0));
        assertThat(remove(ID, ALICE)).isTrue();
        assertThat(remove(ID, ALICE)).isFalse();
        assertThat(advance(ID, ALICE, 7)).isFalse();
        assertThat(rename(ID, ALICE, "again")).isFalse();
        assertThat(find(ID)).isNull();
    }

    @Test
    void of_many_removals_at_once_exactly_one_succeeds() {
        insert(passkey(ID, ALICE, 0));
        List<Boolean> removed = Race.of(16, runner -> remove(ID, ALICE));
        assertThat(Collections.frequency(removed, true)).isEqualTo(1);
    }

    @Test
    void an_account_sees_its_own_oldest_first() {
        insert(passkey("b", ALICE, 0).toBuilder().createdAt(NOON.plusSeconds(1)).build());
        insert(passkey("c", ALICE, 0));
        insert(passkey("a", ALICE, 0).toBuilder().createdAt(NOON.plusSeconds(2)).build());
        insert(passkey("d", MALLORY, 0));
        assertThat(ids(ALICE)).containsExactly("c", "b", "a");
        assertThat(rename("b", ALICE, "new")).isTrue();
        List<Passkey> renamed = inStore(store -> store.ofAccount(ALICE));
        assertThat(renamed).extracting(Passkey::label).containsExactly("key", "new", "key");
        assertThat(ids(Subject.robot("alice"))).isEmpty();
    }

    private List<String> ids(Subject account) {
        List<Passkey> listed = inStore(store -> store.ofAccount(account));
        return listed.stream().map(Passkey::id).toList();
    }

    private static Passkey passkey(String id, Subject account, long signCount) {
        return Passkey.builder(id, account)
                .keys(filled(32, 1), filled(77, 2))
                .label("key")
                .signCount(signCount)
                .createdAt(NOON)
                .build();
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private boolean insert(Passkey passkey) {
        return inStore(store -> store.insertIfAbsent(passkey));
    }

    private @Nullable Passkey find(String id) {
        return this.<@Nullable Passkey>inStore(store -> store.find(id));
    }

    private byte[] userHandle(Subject account, byte[] candidate) {
        return inStore(store -> store.userHandle(account, candidate));
    }

    private boolean advance(String id, Subject account, long signCount) {
        return inStore(store -> store.advance(id, account, signCount, false, NOON));
    }

    private boolean rename(String id, Subject account, String label) {
        return inStore(store -> store.rename(id, account, label));
    }

    private boolean remove(String id, Subject account) {
        return inStore(store -> store.remove(id, account));
    }

    private <T extends @Nullable Object> T inStore(Function<PasskeyStore, T> use) {
        return unitOfWork().<T>run(stores -> use.apply(passkeys(stores)));
    }
}
