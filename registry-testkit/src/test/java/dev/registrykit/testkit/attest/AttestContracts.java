package dev.registrykit.testkit.attest;

import dev.registrykit.attest.AttestStores;
import dev.registrykit.attest.continuity.ContinuityStore;
import dev.registrykit.attest.publication.AttestationStore;
import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.throttle.ThrottleStore;
import dev.registrykit.testkit.contract.EventStoreContract;
import dev.registrykit.testkit.contract.ThrottleStoreContract;
import dev.registrykit.testkit.contract.UnitOfWorkContract;
import dev.registrykit.testkit.contract.attest.AttestationStoreContract;
import dev.registrykit.testkit.contract.attest.ContinuityStoreContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** All contracts of the attesting module's stores, for one way to keep them. */
abstract class AttestContracts {
    private UnitOfWork<AttestStores> work;

    /** Empty stores. */
    abstract UnitOfWork<AttestStores> emptyStores();

    @BeforeEach
    void open() {
        work = emptyStores();
    }

    @Nested
    class Established extends ContinuityStoreContract<AttestStores> {
        @Override
        protected UnitOfWork<AttestStores> unitOfWork() {
            return work;
        }

        @Override
        protected ContinuityStore continuity(AttestStores stores) {
            return stores.continuity();
        }
    }

    @Nested
    class Attestations extends AttestationStoreContract<AttestStores> {
        @Override
        protected UnitOfWork<AttestStores> unitOfWork() {
            return work;
        }

        @Override
        protected AttestationStore attestations(AttestStores stores) {
            return stores.attestations();
        }
    }

    @Nested
    class Events extends EventStoreContract<AttestStores> {
        @Override
        protected UnitOfWork<AttestStores> unitOfWork() {
            return work;
        }

        @Override
        protected EventStore events(AttestStores stores) {
            return stores.events();
        }
    }

    @Nested
    class Throttling extends ThrottleStoreContract<AttestStores> {
        @Override
        protected UnitOfWork<AttestStores> unitOfWork() {
            return work;
        }

        @Override
        protected ThrottleStore throttle(AttestStores stores) {
            return stores.throttle();
        }
    }

    @Nested
    class Units_of_work extends UnitOfWorkContract<AttestStores> {
        @Override
        protected UnitOfWork<AttestStores> unitOfWork() {
            return work;
        }

        @Override
        protected EventStore events(AttestStores stores) {
            return stores.events();
        }

        @Override
        protected ThrottleStore throttle(AttestStores stores) {
            return stores.throttle();
        }
    }
}
