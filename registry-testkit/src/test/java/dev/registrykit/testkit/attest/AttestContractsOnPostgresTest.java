package dev.registrykit.testkit.attest;

import dev.registrykit.attest.AttestStores;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.testkit.Databases;

class AttestContractsOnPostgresTest extends AttestContracts {
    @Override
    UnitOfWork<AttestStores> emptyStores() {
        return AttestDatabase.empty(Databases.POSTGRESQL, 8).unitOfWork();
    }
}
