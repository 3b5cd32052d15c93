package dev.registrykit.testkit.auth;

import dev.registrykit.auth.AuthStores;
import dev.registrykit.auth.passkey.ChallengeStore;
import dev.registrykit.auth.passkey.PasskeyStore;
import dev.registrykit.auth.password.PasswordStore;
import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.throttle.ThrottleStore;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.contract.EventStoreContract;
import dev.registrykit.testkit.contract.ThrottleStoreContract;
import dev.registrykit.testkit.contract.auth.ChallengeStoreContract;
import dev.registrykit.testkit.contract.auth.PasskeyStoreContract;
import dev.registrykit.testkit.contract.auth.PasswordStoreContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

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
