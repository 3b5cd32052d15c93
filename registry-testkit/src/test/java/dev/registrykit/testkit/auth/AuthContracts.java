package dev.registrykit.testkit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.auth.AuthStores;
import dev.registrykit.auth.passkey.ChallengeStore;
import dev.registrykit.auth.passkey.PasskeyStore;
import dev.registrykit.auth.passkey.PendingChallenge;
import dev.registrykit.auth.password.PasswordStore;
import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.ThrottleStore;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.contract.EventStoreContract;
import dev.registrykit.testkit.contract.ThrottleStoreContract;
import dev.registrykit.testkit.contract.auth.ChallengeStoreContract;
import dev.registrykit.testkit.contract.auth.PasskeyStoreContract;
import dev.registrykit.testkit.contract.auth.PasswordStoreContract;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** All contracts of the authentication module's stores, on one kind of database. */
abstract class AuthContracts {
    private final Databases kind;
    private final int poolSize;
    private UnitOfWork<AuthStores> work;

    AuthContracts(Databases kind, int poolSize) {
        this.kind = kind;
        this.poolSize = poolSize;
    }

    @BeforeEach
    void open() {
        work = AuthDatabase.empty(kind, poolSize).unitOfWork();
    }

    @Nested
    class Challenges extends ChallengeStoreContract<AuthStores> {
        @Override
        protected UnitOfWork<AuthStores> unitOfWork() {
            return work;
        }

        @Override
        protected ChallengeStore challenges(AuthStores stores) {
            return stores.challenges();
        }

        @Test
        void a_registrations_user_handle_comes_out_as_it_was_kept() {
            PendingChallenge pending = new PendingChallenge(
                    "i".repeat(43),
                    "s".repeat(43),
                    PendingChallenge.Ceremony.REGISTRATION,
                    Subject.user("alice"),
                    Instant.parse("2026-11-01T12:00:00Z"),
                    "h".repeat(86));
            work.run(stores -> {
                stores.challenges().add(pending);
                return true;
            });
            PendingChallenge taken = work.run(stores -> stores.challenges().consume(pending.id(), pending.session()));
            assertThat(taken).isEqualTo(pending);
        }
    }

    @Nested
    class Kept_passkeys extends PasskeyStoreContract<AuthStores> {
        @Override
        protected UnitOfWork<AuthStores> unitOfWork() {
            return work;
        }

        @Override
        protected PasskeyStore passkeys(AuthStores stores) {
            return stores.passkeys();
        }

        @Test
        void an_account_has_no_user_handle_until_one_is_kept() {
            Subject alice = Subject.user("alice");
            byte[] first = {1, 2, 3};
            byte[] before = work.run(stores -> stores.passkeys().userHandle(alice));
            byte[] kept = work.run(stores -> stores.passkeys().userHandle(alice, first));
            byte[] after = work.run(stores -> stores.passkeys().userHandle(alice));
            assertThat(before).isNull();
            assertThat(List.of(kept, after))
                    .allSatisfy(handle -> assertThat(handle).isEqualTo(first));
        }
    }

    @Nested
    class Kept_passwords extends PasswordStoreContract<AuthStores> {
        @Override
        protected UnitOfWork<AuthStores> unitOfWork() {
            return work;
        }

        @Override
        protected PasswordStore passwords(AuthStores stores) {
            return stores.passwords();
        }
    }

    @Nested
    class Events extends EventStoreContract<AuthStores> {
        @Override
        protected UnitOfWork<AuthStores> unitOfWork() {
            return work;
        }

        @Override
        protected EventStore events(AuthStores stores) {
            return stores.events();
        }
    }

    @Nested
    class Throttling extends ThrottleStoreContract<AuthStores> {
        @Override
        protected UnitOfWork<AuthStores> unitOfWork() {
            return work;
        }

        @Override
        protected ThrottleStore throttle(AuthStores stores) {
            return stores.throttle();
        }
    }
}
