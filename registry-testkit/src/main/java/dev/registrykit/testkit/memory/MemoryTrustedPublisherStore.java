package dev.registrykit.testkit.memory;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.publisher.TrustedPublisherStore;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Trusted publishers in memory. */
final class MemoryTrustedPublisherStore implements TrustedPublisherStore {
    private static final Comparator<TrustedPublisher> OLDEST_FIRST =
            Comparator.comparing(TrustedPublisher::createdAt).thenComparing(TrustedPublisher::id);

    private final MemoryUnitOfWork<?>.Table<String, TrustedPublisher> rows;

    MemoryTrustedPublisherStore(MemoryUnitOfWork<?> work) {
        this.rows = work.table();
    }

    @Override
    public void insert(TrustedPublisher publisher) {
        if (!rows.putIfAbsent(publisher.id(), publisher)) {
            throw new StoreException("the publisher is there already", new IllegalStateException("duplicate key"));
        }
    }

    @Override
    public boolean remove(String id) {
        return rows.remove(id);
    }

    @Override
    public @Nullable TrustedPublisher find(String id) {
        return rows.get(id);
    }

    @Override
    public List<TrustedPublisher> ofPackage(PackageName packageName) {
        return find(publisher -> publisher.covers(packageName));
    }

    @Override
    public List<TrustedPublisher> ofRepository(String issuer, String repositoryId, String repository) {
        String name = repository.toLowerCase(Locale.ROOT);
        return find(publisher -> {
            WorkloadPolicy policy = publisher.policy();
            return policy.issuer().equals(issuer)
                    && (repositoryId.equals(policy.repositoryId())
                            || policy.repository().toLowerCase(Locale.ROOT).equals(name));
        });
    }

    private List<TrustedPublisher> find(Predicate<TrustedPublisher> wanted) {
        return rows.all().stream().filter(wanted).sorted(OLDEST_FIRST).toList();
    }
}
