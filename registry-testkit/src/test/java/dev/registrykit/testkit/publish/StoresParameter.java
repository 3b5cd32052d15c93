package dev.registrykit.testkit.publish;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.testkit.Databases;

/** A database and a size of pool, as a parameter of tests; each use starts with empty tables. */
enum StoresParameter {
    H2(Databases.H2, 8),
    H2_POOL_OF_ONE(Databases.H2, 1),
    POSTGRESQL(Databases.POSTGRESQL, 8),
    POSTGRESQL_POOL_OF_ONE(Databases.POSTGRESQL, 1);

    private final Databases kind;
    private final int poolSize;

    StoresParameter(Databases kind, int poolSize) {
        this.kind = kind;
        this.poolSize = poolSize;
    }

    UnitOfWork<PublishStores> empty() {
        return PublishDatabase.empty(kind, poolSize).unitOfWork();
    }

    HikariDataSource emptyDataSource() {
        return PublishDatabase.empty(kind, poolSize).dataSource();
    }

    /** A pool on a database of its own, which the test may break. */
    HikariDataSource ownDataSource() {
        HikariDataSource pool = kind.pool(poolSize);
        RegistryPublish.schema().createIn(pool);
        return pool;
    }
}
