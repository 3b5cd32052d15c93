package dev.registrykit.testkit.publish;

import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.testkit.Databases;

class PublishContractsOnPostgresTest extends PublishContracts {
    @Override
    UnitOfWork<PublishStores> emptyStores() {
        return PublishDatabase.empty(Databases.POSTGRESQL, 8).unitOfWork();
    }
}
