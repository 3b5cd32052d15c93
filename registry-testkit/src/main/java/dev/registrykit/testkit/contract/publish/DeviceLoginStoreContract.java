package dev.registrykit.testkit.contract.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.devicelogin.DeviceLoginStore;
import dev.registrykit.publish.devicelogin.LoginScope;
import dev.registrykit.publish.devicelogin.LoginState;
import dev.registrykit.publish.devicelogin.StoredLogin;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.contract.Rollback;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a {@link DeviceLoginStore} must do: let one person decide about a log-in and one client redeem it, also when many try
 * at once, and lead from no state back.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class DeviceLoginStoreContract<S> {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00.123Z");
    private static final Instant END = NOON.plusSeconds(600);
    private static final Subject ALICE = Subject.user("alice");
    private static final Subject BOB = Subject.user("bob");
    private static final LoginScope ASKED = LoginScope.parse("read publish-version npm:** maven:com.acme.**");
    private static final LoginScope GRANTED = LoginScope.parse("publish-version npm:@acme/widget");

    /** For subclasses. */
    protected DeviceLoginStoreContract() {}

    /** A unit of work on an empty store; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The log-in store of one transaction. */
    protected abstract DeviceLoginStore deviceLogins(S stores);

    @Test
    void a_log_in_comes_back_as_it_was_inserted() {
        assertThat(insert(login(1))).isTrue();

        StoredLogin found = find(1);
        assertThat(found.deviceHash()).isEqualTo(bytes(1));
        assertThat(found.userMac()).isEqualTo(bytes(101));
        assertThat(found.clientId()).isEqualTo("npm");
        assertThat(found.clientText()).isEqualTo("npm/11 ~!'\"");
        assertThat(found.address()).isEqualTo("2001:db8::1");
        assertThat(found.asked()).isEqualTo(ASKED);
        assertThat(found.createdAt()).isEqualTo(NOON);
        assertThat(found.expiresAt()).isEqualTo(END);
        assertThat(found.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(found.state()).isEqualTo(LoginState.PENDING);
        assertThat(found.account()).isNull();
        assertThat(found.granted()).isNull();
    }

    @Test
    void the_longest_texts_are_kept() {
        String text = "c".repeat(120);
        insert(StoredLogin.builder(bytes(1), bytes(101))
                .client("i".repeat(40), text, "a".repeat(255))
                .asked(ASKED)
                .times(NOON, END)
                .build());
        assertThat(find(1).clientText()).isEqualTo(text);
    }

    @Test
    void neither_code_is_taken_twice() {
        assertThat(insert(login(1))).isTrue();
        assertThat(insert(login(1))).isFalse();
        assertThat(insert(login(2, 101))).isFalse();
        boolean next = inStore(store -> store.insertIfAbsent(login(1)) || store.insertIfAbsent(login(3)));
        assertThat(next).as("a lost race does no harm to its transaction").isTrue();
    }

    @Test
    void a_user_code_is_found_under_any_key_of_the_ring() {
        insert(login(1));
        insert(login(2));

        assertThat(byUserCode(99, 101, 98))
                .satisfies(found -> assertThat(found.deviceHash()).isEqualTo(bytes(1)));
        assertThat(byUserCode(99)).isNull();
        assertThat(byUserCode()).isNull();
    }

    @Test
    void a_user_code_that_two_log_ins_could_mean_is_nobodys() {
        insert(login(1));
        insert(login(2));
        assertThat(byUserCode(101, 102)).isNull();
    }

    @Test
    void an_approval_is_kept_whole() {
        insert(login(1));
        assertThat(decide(approved(1, ALICE), NOON)).isTrue();

        StoredLogin found = find(1);
        assertThat(found.state()).isEqualTo(LoginState.APPROVED);
        assertThat(found.account()).isEqualTo(ALICE);
        assertThat(found.assurance()).isEqualTo(Assurance.PHISHING_RESISTANT);
        assertThat(found.granted()).isEqualTo(GRANTED);
        assertThat(found.tokenExpiresAt()).isEqualTo(NOON.plusSeconds(3600));
        assertThat(found.asked()).isEqualTo(ASKED);
    }

    @Test
    void nobody_decides_a_second_time() {
        insert(login(1));
        insert(login(2));
        assertThat(decide(approved(1, ALICE), NOON)).isTrue();
        assertThat(decide(denied(1, BOB), NOON)).isFalse();
        assertThat(decide(approved(1, BOB), NOON)).isFalse();
        assertThat(find(1).account()).isEqualTo(ALICE);

        assertThat(decide(denied(2, BOB), NOON)).isTrue();
        assertThat(decide(approved(2, ALICE), NOON)).isFalse();
        assertThat(find(2).state()).isEqualTo(LoginState.DENIED);
    }

    @Test
    void nobody_decides_once_the_time_is_over() {
        insert(login(1));
        assertThat(decide(approved(1, ALICE), END)).isFalse();
        assertThat(decide(approved(1, ALICE), END.minusMillis(1))).isTrue();
        assertThat(decide(approved(9, ALICE), NOON)).as("unknown").isFalse();
    }

    @Test
    void of_many_who_decide_at_once_one_does() {
        for (int round = 0; round < 5; round++) {
            int number = round;
            insert(login(number));
            List<Boolean> through = Race.of(
                    16,
                    runner -> decide(
                            runner % 2 == 0
                                    ? approved(number, Subject.user("a" + runner))
                                    : denied(number, Subject.user("a" + runner)),
                            NOON));
            assertThat(Collections.frequency(through, true)).isEqualTo(1);
            assertThat(Objects.requireNonNull(find(number).account()).id()).isEqualTo("a" + through.indexOf(true));
        }
    }

    @Test
    void what_is_approved_is_redeemed_once_and_in_time() {
        insert(login(1));
        assertThat(redeem(1, NOON)).as("pending").isFalse();
        decide(approved(1, ALICE), NOON);
        assertThat(redeem(1, END)).as("over").isFalse();
        assertThat(redeem(1, END.minusMillis(1))).isTrue();
        assertThat(redeem(1, NOON)).as("again").isFalse();
        assertThat(find(1).state()).isEqualTo(LoginState.REDEEMED);
        assertThat(decide(denied(1, ALICE), NOON)).isFalse();

        insert(login(2));
        decide(denied(2, ALICE), NOON);
        assertThat(redeem(2, NOON)).as("denied").isFalse();
        assertThat(redeem(9, NOON)).as("unknown").isFalse();
    }

    @Test
    void of_many_who_redeem_at_once_one_does() {
        for (int round = 0; round < 5; round++) {
            int number = round;
            insert(login(number));
            decide(approved(number, ALICE), NOON);
            List<Boolean> through = Race.of(16, runner -> redeem(number, NOON));
            assertThat(Collections.frequency(through, true)).isEqualTo(1);
        }
    }

    @Test
    void a_rollback_un_redeems() {
        insert(login(1));
        decide(approved(1, ALICE), NOON);
        Rollback.of(unitOfWork(), stores -> deviceLogins(stores).redeem(bytes(1), NOON));
        assertThat(redeem(1, NOON)).isTrue();
    }

    @Test
    void a_client_asks_again_after_its_interval_less_the_leeway() {
        insert(login(1));
        assertThat(poll(1, NOON)).isTrue();
        assertThat(poll(1, NOON.plusMillis(3_999))).isFalse();
        assertThat(poll(1, NOON.plusMillis(4_000))).isTrue();
        assertThat(poll(1, NOON.plusMillis(7_999)))
                .as("since the last that counted")
                .isFalse();
        assertThat(poll(9, NOON)).as("unknown").isFalse();
    }

    @Test
    void an_interval_grows_to_the_most() {
        insert(login(1));
        insert(login(2));
        poll(1, NOON);
        slowDown(1);
        assertThat(find(1).interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(poll(1, NOON.plusMillis(8_999))).isFalse();
        assertThat(poll(1, NOON.plusMillis(9_000))).isTrue();
        slowDown(1);
        assertThat(find(1).interval()).isEqualTo(Duration.ofSeconds(12));
        assertThat(find(2).interval()).isEqualTo(Duration.ofSeconds(5));
        slowDown(9);
    }

    @Test
    void of_many_who_ask_at_once_one_is_recorded() {
        insert(login(1));
        List<Boolean> recorded = Race.of(16, runner -> poll(1, NOON));
        assertThat(Collections.frequency(recorded, true)).isEqualTo(1);
    }

    @Test
    void an_account_takes_back_its_own_approvals_alone() {
        for (int number = 1; number <= 5; number++) {
            insert(login(number));
        }
        decide(approved(1, ALICE), NOON);
        decide(approved(2, ALICE), NOON);
        decide(approved(3, BOB), NOON);
        decide(approved(4, ALICE), NOON);
        redeem(4, NOON);

        List<StoredLogin> taken = inStore(store -> store.takeBack(ALICE));

        assertThat(taken).extracting(StoredLogin::state).containsExactly(LoginState.DENIED, LoginState.DENIED);
        assertThat(redeem(1, NOON)).isFalse();
        assertThat(redeem(2, NOON)).isFalse();
        assertThat(redeem(3, NOON)).isTrue();
        assertThat(find(4).state()).isEqualTo(LoginState.REDEEMED);
        assertThat(find(5).state()).isEqualTo(LoginState.PENDING);
        List<StoredLogin> again = inStore(store -> store.takeBack(ALICE));
        assertThat(again).isEmpty();
    }

    @Test
    void of_taking_back_and_redeeming_at_once_one_happens() {
        for (int round = 0; round < 10; round++) {
            int number = round;
            insert(login(number));
            decide(approved(number, ALICE), NOON);
            List<Boolean> happened = Race.of(
                    2,
                    runner -> runner == 0
                            ? redeem(number, NOON)
                            : !inStore(store -> store.takeBack(ALICE)).isEmpty());
            assertThat(Collections.frequency(happened, true)).isEqualTo(1);
        }
    }

    @Test
    void only_what_is_over_is_purged_and_no_more_than_asked() {
        for (int number = 1; number <= 3; number++) {
            insert(login(number));
        }
        insert(login(4).toBuilder().times(NOON, END.plusMillis(1)).build());
        assertThat(purge(END, 10)).isZero();
        assertThat(purge(END.plusMillis(1), 2)).isEqualTo(2);
        assertThat(purge(END.plusMillis(1), 2)).isEqualTo(1);
        assertThat(purge(END.plusMillis(1), 2)).isZero();
        assertThat(find(4).expiresAt()).isEqualTo(END.plusMillis(1));
        assertThat(insert(login(1))).as("a code is free again").isTrue();
    }

    private static byte[] bytes(int number) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    private static StoredLogin login(int number) {
        return login(number, 100 + number);
    }

    private static StoredLogin login(int number, int userCode) {
        return StoredLogin.builder(bytes(number), bytes(userCode))
                .client("npm", "npm/11 ~!'\"", "2001:db8::1")
                .asked(ASKED)
                .times(NOON, END)
                .interval(Duration.ofSeconds(5))
                .build();
    }

    private static StoredLogin approved(int number, Subject by) {
        return login(number).toBuilder()
                .state(LoginState.APPROVED)
                .decision(by, Assurance.PHISHING_RESISTANT, GRANTED, NOON.plusSeconds(3600))
                .build();
    }

    private static StoredLogin denied(int number, Subject by) {
        return login(number).toBuilder()
                .state(LoginState.DENIED)
                .decision(by, null, null, null)
                .build();
    }

    private boolean insert(StoredLogin login) {
        return inStore(store -> store.insertIfAbsent(login));
    }

    private StoredLogin find(int number) {
        StoredLogin found = unitOfWork()
                .<@Nullable StoredLogin>run(stores -> deviceLogins(stores).find(bytes(number)));
        return Objects.requireNonNull(found, "the log-in is gone");
    }

    private @Nullable StoredLogin byUserCode(int... numbers) {
        List<byte[]> macs =
                Arrays.stream(numbers).mapToObj(DeviceLoginStoreContract::bytes).toList();
        return unitOfWork()
                .<@Nullable StoredLogin>run(stores -> deviceLogins(stores).findByUserCode(macs));
    }

    private boolean decide(StoredLogin decided, Instant now) {
        return inStore(store -> store.decide(decided, now));
    }

    private boolean redeem(int number, Instant now) {
        return inStore(store -> store.redeem(bytes(number), now));
    }

    private boolean poll(int number, Instant now) {
        return inStore(store -> store.recordPoll(bytes(number), now, Duration.ofSeconds(1)));
    }

    private void slowDown(int number) {
        inStore(store -> {
            store.slowDown(bytes(number), Duration.ofSeconds(5), Duration.ofSeconds(12));
            return true;
        });
    }

    private int purge(Instant before, int limit) {
        return inStore(store -> store.purge(before, limit));
    }

    private <T> T inStore(Function<DeviceLoginStore, T> use) {
        return unitOfWork().run(stores -> use.apply(deviceLogins(stores)));
    }
}
