package dev.registrykit.examples.registry.catalog;

import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.PublishStores;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The publishing module's unit of work within a transaction of the catalog, which ends it. */
record JoinedTransaction(PublishStores stores) implements UnitOfWork<PublishStores> {
    @Override
    public <T extends @Nullable Object> T run(Function<? super PublishStores, ? extends T> work) {
        return work.apply(stores);
    }
}
