package dev.registrykit.testkit.publish;

import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.throttle.ThrottleStore;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.devicelogin.DeviceLoginStore;
import dev.registrykit.publish.leak.LeakStore;
import dev.registrykit.publish.publisher.TrustedPublisherStore;
import dev.registrykit.publish.token.TokenStore;
import dev.registrykit.publish.trusted.PublicationStore;
import dev.registrykit.publish.trusted.ReplayStore;
import dev.registrykit.testkit.contract.EventStoreContract;
import dev.registrykit.testkit.contract.ThrottleStoreContract;
import dev.registrykit.testkit.contract.UnitOfWorkContract;
import dev.registrykit.testkit.contract.publish.DeviceLoginStoreContract;
import dev.registrykit.testkit.contract.publish.LeakStoreContract;
import dev.registrykit.testkit.contract.publish.PublicationStoreContract;
import dev.registrykit.testkit.contract.publish.ReplayStoreContract;
import dev.registrykit.testkit.contract.publish.TokenStoreContract;
import dev.registrykit.testkit.contract.publish.TrustedPublisherStoreContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** All contracts of the publishing module's stores, for one way to keep them. */
abstract class PublishContracts {
    private UnitOfWork<PublishStores> work;

    /** Empty stores. */
    abstract UnitOfWork<PublishStores> emptyStores();

    @BeforeEach
    void open() {
        work = emptyStores();
    }

    @Nested
    class Tokens extends TokenStoreContract<PublishStores> {
        @Override
        protected UnitOfWork<PublishStores> unitOfWork() {
            return work;
        }

        @Override
        protected TokenStore tokens(PublishStores stores) {
            return stores.tokens();
        }
    }

    @Nested
    class Publishers extends TrustedPublisherStoreContract<PublishStores> {
        @Override
        protected UnitOfWork<PublishStores> unitOfWork() {
            return work;
        }

        @Override
        protected TrustedPublisherStore publishers(PublishStores stores) {
            return stores.publishers();
        }
    }

    @Nested
    class Replays extends ReplayStoreContract<PublishStores> {
        @Override
        protected UnitOfWork<PublishStores> unitOfWork() {
            return work;
        }

        @Override
        protected ReplayStore replays(PublishStores stores) {
            return stores.replays();
        }
    }

    @Nested
    class Publications extends PublicationStoreContract<PublishStores> {
        @Override
        protected UnitOfWork<PublishStores> unitOfWork() {
            return work;
        }

        @Override
        protected PublicationStore publications(PublishStores stores) {
            return stores.publications();
        }
    }

    @Nested
    class Device_logins extends DeviceLoginStoreContract<PublishStores> {
        @Override
        protected UnitOfWork<PublishStores> unitOfWork() {
            return work;
        }

        @Override
        protected DeviceLoginStore deviceLogins(PublishStores stores) {
            return stores.deviceLogins();
        }
    }

    @Nested
    class Leaks extends LeakStoreContract<PublishStores> {
        @Override
        protected UnitOfWork<PublishStores> unitOfWork() {
            return work;
        }

        @Override
        protected LeakStore leaks(PublishStores stores) {
            return stores.leaks();
        }
    }

    @Nested
    class Events extends EventStoreContract<PublishStores> {
        @Override
        protected UnitOfWork<PublishStores> unitOfWork() {
            return work;
        }

        @Override
        protected EventStore events(PublishStores stores) {
            return stores.events();
        }
    }

    @Nested
    class Throttling extends ThrottleStoreContract<PublishStores> {
        @Override
        protected UnitOfWork<PublishStores> unitOfWork() {
            return work;
        }

        @Override
        protected ThrottleStore throttle(PublishStores stores) {
            return stores.throttle();
        }
    }

    @Nested
    class Units_of_work extends UnitOfWorkContract<PublishStores> {
        @Override
        protected UnitOfWork<PublishStores> unitOfWork() {
            return work;
        }

        @Override
        protected EventStore events(PublishStores stores) {
            return stores.events();
        }

        @Override
        protected ThrottleStore throttle(PublishStores stores) {
            return stores.throttle();
        }
    }
}
