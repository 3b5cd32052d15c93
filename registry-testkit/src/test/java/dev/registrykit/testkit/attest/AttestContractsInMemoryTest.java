package dev.registrykit.testkit.attest;

import dev.registrykit.attest.AttestStores;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.testkit.memory.InMemoryAttest;

class AttestContractsInMemoryTest extends AttestContracts {
    @Override
    UnitOfWork<AttestStores> emptyStores() {
        return InMemoryAttest.unitOfWork();
    }
}
