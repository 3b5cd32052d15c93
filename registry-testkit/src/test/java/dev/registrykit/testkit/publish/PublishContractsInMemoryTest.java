package dev.registrykit.testkit.publish;

import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.testkit.memory.InMemoryPublish;

class PublishContractsInMemoryTest extends PublishContracts {
    @Override
    UnitOfWork<PublishStores> emptyStores() {
        return InMemoryPublish.unitOfWork();
    }
}
