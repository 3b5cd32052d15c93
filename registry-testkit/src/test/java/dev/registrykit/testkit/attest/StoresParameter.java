package dev.registrykit.testkit.attest;

import dev.registrykit.attest.AttestStores;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.memory.InMemoryAttest;
import org.jspecify.annotations.Nullable;

/** A way to keep the module's stores, as a parameter of tests; each use starts empty. */
enum StoresParameter {
    MEMORY(null, 0),
    H2(Databases.H2, 8),
    H2_POOL_OF_ONE(Databases.H2, 1),
    POSTGRESQL(Databases.POSTGRESQL, 8),
    POSTGRESQL_POOL_OF_ONE(Databases.POSTGRESQL, 1);

    private final @Nullable Databases kind;
    private final int poolSize;

    StoresParameter(@Nullable Databases kind, int poolSize) {
        this.kind = kind;
        this.poolSize = poolSize;
    }

    UnitOfWork<AttestStores> empty() {
        return kind == null
                ? InMemoryAttest.unitOfWork()
                : AttestDatabase.empty(kind, poolSize).unitOfWork();
    }
}
