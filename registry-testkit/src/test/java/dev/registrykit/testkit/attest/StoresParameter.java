package dev.registrykit.testkit.attest;

import dev.registrykit.attest.AttestStores;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.memory.InMemoryAttest;
import java.util.function.Supplier;

/** A way to keep the module's stores, as a parameter of tests; each use starts empty. */
enum StoresParameter {
    MEMORY(InMemoryAttest::unitOfWork),
    H2(() -> AttestDatabase.empty(Databases.H2, 8).unitOfWork()),
    H2_POOL_OF_ONE(() -> AttestDatabase.empty(Databases.H2, 1).unitOfWork()),
    POSTGRESQL(() -> AttestDatabase.empty(Databases.POSTGRESQL, 8).unitOfWork()),
    POSTGRESQL_POOL_OF_ONE(() -> AttestDatabase.empty(Databases.POSTGRESQL, 1).unitOfWork());

    private final Supplier<UnitOfWork<AttestStores>> empty;

    StoresParameter(Supplier<UnitOfWork<AttestStores>> empty) {
        this.empty = empty;
    }

    UnitOfWork<AttestStores> empty() {
        return empty.get();
    }
}
