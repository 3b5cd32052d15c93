package dev.registrykit.testkit.publish;

import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.testkit.Databases;

class PublishContractsOnH2PoolOfOneTest extends PublishContracts {
    @Override
    UnitOfWork<PublishStores> emptyStores() {
        return PublishDatabase.empty(Databases.H2, 1).unitOfWork();
    }
}
