package dev.registrykit.testkit.auth;

import static dev.registrykit.testkit.auth.AuthWorld.ALICE;
import static dev.registrykit.testkit.auth.AuthWorld.MALLORY;
import static dev.registrykit.testkit.auth.AuthWorld.allowed;
import static dev.registrykit.testkit.auth.AuthWorld.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.auth.RegistryAuth;
import dev.registrykit.auth.account.SignedIn;
import dev.registrykit.auth.password.PasswordHashing;
import dev.registrykit.auth.password.PasswordReason;
import dev.registrykit.auth.password.Passwords;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.contract.Race;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Passwords through the public API, honest and attacked, on one kind of database. */
abstract class PasswordSignIns {
    private static final String RIGHT = "correct horse battery staple";
    private static final String WRONG = "incorrect horse battery staple";

    private final Databases kind;
    private final int poolSize;
    private AuthWorld world;
    private Passwords passwords;

    PasswordSignIns(Databases kind, int poolSize) {
        this.kind = kind;
        this.poolSize = poolSize;
    }

    @BeforeEach
    void open() {
        world = new AuthWorld(kind, poolSize);
        passwords = world.auth.passwords();
    }

    private static RequestContext at(String address) {
        return RequestContext.builder("POST", "/sign-in").clientAddress(address).build();
    }

    private Decision<Subject> set(Subject account, String password) {
        return passwords.set(account, Secret.of(password), at("192.0.2.1"));
    }

    private Decision<SignedIn> verify(String name, @Nullable Subject account, String password, String address) {
        return passwords.verify(name, account, Secret.of(password), at(address));
    }

    private Decision<SignedIn> verify(String password) {
        return verify("alice", ALICE, password, "192.0.2.1");
    }

    @Test
    void a_password_signs_in_and_a_wrong_one_does_not() {
        assertThat(allowed(set(ALICE, RIGHT))).isEqualTo(ALICE);
        SignedIn signedIn = allowed(verify(RIGHT));
        assertThat(signedIn.account()).isEqualTo(ALICE);
        assertThat(signedIn.assurance()).isEqualTo(Assurance.PASSWORD);
        assertThat(reason(verify(WRONG))).isEqualTo(PasswordReason.WRONG);
        assertThat(world.events(ALICE))
                .containsExactlyInAnyOrder("password.set", "password.signed-in", "password.refused password-wrong");
    }

    @Test
    void a_new_password_replaces_the_old_and_a_removed_one_is_gone() {
        set(ALICE, RIGHT);
        set(ALICE, WRONG);
        assertThat(reason(verify(RIGHT))).isEqualTo(PasswordReason.WRONG);
        assertThat(verify(WRONG).isAllowed()).isTrue();
        assertThat(passwords.remove(ALICE, at("192.0.2.1"))).isTrue();
        assertThat(passwords.remove(ALICE, at("192.0.2.1"))).isFalse();
        assertThat(reason(verify(WRONG))).isEqualTo(PasswordReason.WRONG);
        assertThat(world.events(ALICE)).contains("password.removed");
    }

    @Test
    void nobody_no_password_and_wrong_password_get_the_same_refusal() {
        set(ALICE, RIGHT);
        Decision<SignedIn> wrong = verify(WRONG);
        Decision<SignedIn> nobody = verify("nobody", null, WRONG, "192.0.2.1");
        Decision<SignedIn> without = verify("mallory", MALLORY, WRONG, "192.0.2.1");
        assertThat(List.of(nobody.toString(), without.toString())).containsOnly(wrong.toString());
        assertThat(reason(nobody)).isEqualTo(PasswordReason.WRONG);
    }

    @Test
    void a_password_of_one_account_does_not_sign_in_to_another() {
        set(ALICE, RIGHT);
        set(MALLORY, "mallory's own long password");
        assertThat(reason(verify("alice", ALICE, "mallory's own long password", "192.0.2.1")))
                .isEqualTo(PasswordReason.WRONG);
    }

    @Test
    void a_password_is_the_same_however_its_characters_are_composed() {
        set(ALICE, "caf\u00e9 caf\u00e9 caf\u00e9 \uff21");
        assertThat(verify("cafe\u0301 cafe\u0301 cafe\u0301 A").isAllowed()).isTrue();
        assertThat(reason(verify("cafe cafe cafe A"))).isEqualTo(PasswordReason.WRONG);
    }

    @Test
    void a_password_has_fifteen_to_two_hundred_and_fifty_six_characters_and_no_other_rule() {
        assertThat(reason(set(ALICE, "a".repeat(14)))).isEqualTo(PasswordReason.TOO_SHORT);
        assertThat(reason(set(ALICE, "\ud83d\udd11".repeat(14)))).isEqualTo(PasswordReason.TOO_SHORT);
        assertThat(reason(set(ALICE, "a".repeat(257)))).isEqualTo(PasswordReason.TOO_LONG);
        assertThat(reason(set(ALICE, "a".repeat(100_000)))).isEqualTo(PasswordReason.TOO_LONG);
        assertThat(reason(set(ALICE, "a".repeat(15) + "\ud83d"))).isEqualTo(PasswordReason.MALFORMED);
        for (String possible : List.of("a".repeat(15), " ".repeat(15), "\ud83d\udd11".repeat(256), "1".repeat(256))) {
            assertThat(set(ALICE, possible).isAllowed()).isTrue();
            assertThat(verify(possible).isAllowed()).isTrue();
        }
        assertThat(reason(verify("a".repeat(257)))).isEqualTo(PasswordReason.WRONG);
    }

    @Test
    void a_password_is_not_cut() {
        set(ALICE, "p".repeat(200) + "1");
        assertThat(reason(verify("p".repeat(200) + "2"))).isEqualTo(PasswordReason.WRONG);
        assertThat(reason(verify("p".repeat(200)))).isEqualTo(PasswordReason.WRONG);
    }

    @Test
    void only_a_user_has_a_password() {
        assertThatThrownBy(() -> set(Subject.robot("nobody"), RIGHT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> set(Subject.organisation("acme"), RIGHT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_eleventh_guess_in_five_minutes_is_not_even_checked() {
        set(ALICE, RIGHT);
        for (int i = 0; i < 10; i++) {
            assertThat(reason(verify("alice", ALICE, WRONG, "192.0.2." + i))).isEqualTo(PasswordReason.WRONG);
        }
        assertThat(reason(verify("ALICE", ALICE, RIGHT, "198.51.100.1"))).isEqualTo(PasswordReason.TOO_MANY_ATTEMPTS);
        world.clock.advance(Duration.ofMinutes(5));
        assertThat(verify(RIGHT).isAllowed()).isTrue();
    }

    @Test
    void a_name_that_is_nobodys_is_limited_alike() {
        for (int i = 0; i < 10; i++) {
            assertThat(reason(verify("nobody", null, WRONG, "192.0.2." + i))).isEqualTo(PasswordReason.WRONG);
        }
        assertThat(reason(verify("Nobody", null, WRONG, "198.51.100.1"))).isEqualTo(PasswordReason.TOO_MANY_ATTEMPTS);
    }

    @Test
    void one_network_guesses_at_thirty_names_and_no_more() {
        for (int i = 0; i < 30; i++) {
            assertThat(reason(verify("name" + i, null, WRONG, "2001:db8:1:2:" + i + "::1")))
                    .isEqualTo(PasswordReason.WRONG);
        }
        assertThat(reason(verify("another", null, WRONG, "2001:db8:1:2:ffff::1")))
                .isEqualTo(PasswordReason.TOO_MANY_ATTEMPTS);
        assertThat(reason(verify("another", null, WRONG, "2001:db8:1:3::1"))).isEqualTo(PasswordReason.WRONG);
    }

    @Test
    void an_account_is_guessed_at_a_hundred_times_a_day_under_all_its_names() {
        set(ALICE, RIGHT);
        for (int i = 0; i < 100; i++) {
            assertThat(reason(verify("alias" + i, ALICE, WRONG, ""))).isEqualTo(PasswordReason.WRONG);
        }
        assertThat(reason(verify("alias100", ALICE, RIGHT, ""))).isEqualTo(PasswordReason.TOO_MANY_ATTEMPTS);
        world.clock.advance(Duration.ofDays(1));
        assertThat(verify(RIGHT).isAllowed()).isTrue();
    }

    @Test
    void a_success_gives_its_attempt_back() {
        set(ALICE, RIGHT);
        for (int i = 0; i < 12; i++) {
            assertThat(verify(RIGHT).isAllowed()).isTrue();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(reason(verify(WRONG))).isEqualTo(PasswordReason.WRONG);
        }
        assertThat(reason(verify(RIGHT))).isEqualTo(PasswordReason.TOO_MANY_ATTEMPTS);
    }

    @Test
    void of_many_guesses_at_once_ten_are_checked() {
        set(ALICE, RIGHT);
        List<Decision<SignedIn>> decisions = Race.of(16, runner -> verify(WRONG));
        assertThat(decisions)
                .extracting(AuthWorld::reason)
                .filteredOn(reason -> reason == PasswordReason.WRONG)
                .hasSize(10);
        assertThat(decisions)
                .extracting(AuthWorld::reason)
                .filteredOn(reason -> reason == PasswordReason.TOO_MANY_ATTEMPTS)
                .hasSize(6);
    }

    @Test
    void a_hash_of_another_cost_is_replaced_at_the_next_sign_in() {
        set(ALICE, RIGHT);
        String weak = hash();
        assertThat(weak).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
        RegistryAuth strong = world.another(PasswordHashing.standard());
        Decision<SignedIn> wrong = strong.passwords().verify("alice", ALICE, Secret.of(WRONG), at(""));
        assertThat(reason(wrong)).isEqualTo(PasswordReason.WRONG);
        assertThat(hash()).isEqualTo(weak);
        allowed(strong.passwords().verify("alice", ALICE, Secret.of(RIGHT), at("")));
        assertThat(hash()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(verify(RIGHT).isAllowed()).isTrue();
    }

    @Test
    void a_check_that_gets_no_turn_is_unavailable_and_counts_as_no_attempt() {
        Passwords narrow = world.another(
                        PasswordHashing.standard().cost(65_536, 2).atOnce(1, Duration.ZERO))
                .passwords();
        allowed(narrow.set(ALICE, Secret.of(RIGHT), at("")));
        List<Decision<SignedIn>> decisions =
                Race.of(8, runner -> narrow.verify("alice", ALICE, Secret.of(RIGHT), at("")));
        assertThat(decisions).anyMatch(Decision::isAllowed);
        assertThat(decisions)
                .filteredOn(decision -> !decision.isAllowed())
                .isNotEmpty()
                .extracting(AuthWorld::reason)
                .containsOnly(PasswordReason.BUSY);
        set(ALICE, RIGHT);
        for (int i = 0; i < 10; i++) {
            assertThat(reason(verify("alice", ALICE, WRONG, ""))).isEqualTo(PasswordReason.WRONG);
        }
    }

    @Test
    void a_password_that_changes_while_it_is_checked_does_not_sign_in() {
        set(ALICE, RIGHT);
        set(MALLORY, WRONG);
        Passwords racing = world.interrupted(stores -> {
                    String other = stores.passwords().find(MALLORY);
                    stores.passwords().put(ALICE, other, world.clock.instant());
                })
                .passwords();
        assertThat(reason(racing.verify("alice", ALICE, Secret.of(RIGHT), at(""))))
                .isEqualTo(PasswordReason.WRONG);
        assertThat(world.events(ALICE)).doesNotContain("password.signed-in");
    }

    @Test
    void a_stored_hash_that_cannot_be_read_is_unavailable() {
        world.database.unitOfWork().run(stores -> {
            stores.passwords().put(ALICE, "$argon2id$v=19$m=2097152,t=2,p=1$AAAA$AAAA", world.clock.instant());
            return 0;
        });
        assertThat(reason(verify(RIGHT))).isEqualTo(PasswordReason.STORE_UNAVAILABLE);
    }

    @Test
    void neither_events_nor_tables_hold_the_password_or_who_was_guessed_at() {
        set(ALICE, RIGHT);
        verify("alice@example.org", ALICE, WRONG, "192.0.2.77");
        assertThat(hash()).doesNotContain(RIGHT);
        String log = world.auth.events().ofAccount(ALICE, 100).stream()
                .map(event -> event + " " + event.details())
                .reduce("", String::concat);
        assertThat(log).doesNotContain(RIGHT).doesNotContain(WRONG).doesNotContain("alice@example.org");
    }

    private @Nullable String hash() {
        return world.database
                .unitOfWork()
                .<@Nullable String>run(stores -> stores.passwords().find(ALICE));
    }
}
