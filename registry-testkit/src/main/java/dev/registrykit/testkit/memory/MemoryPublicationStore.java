package dev.registrykit.testkit.memory;

import dev.registrykit.core.name.Release;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.trusted.Publication;
import dev.registrykit.publish.trusted.PublicationStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Publications in memory. */
final class MemoryPublicationStore implements PublicationStore {
    private final MemoryUnitOfWork<?>.Table<Key, Publication> rows;

    MemoryPublicationStore(MemoryUnitOfWork<?> work) {
        this.rows = work.table();
    }

    private record Key(Release release, String tokenId) {}

    @Override
    public boolean insertIfAbsent(Publication publication) {
        return rows.putIfAbsent(new Key(publication.release(), publication.tokenId()), publication);
    }

    @Override
    public List<Publication> ofRelease(Release release) {
        return rows.all().stream()
                .filter(publication -> publication.release().equals(release))
                .sorted(Comparator.comparing(Publication::publishedAt).thenComparing(Publication::tokenId))
                .toList();
    }

    @Override
    public List<Publication> ofWorkload(String issuer, String repositoryId, Instant from, Instant to) {
        return rows.all().stream()
                .filter(publication -> publication.workload().issuer().equals(issuer))
                .filter(publication -> repositoryId.equals(source(publication.workload())))
                .filter(publication -> !publication.publishedAt().isBefore(from)
                        && !publication.publishedAt().isAfter(to))
                .sorted(Comparator.comparing(Publication::publishedAt)
                        .thenComparing(publication ->
                                publication.release().packageName().toString())
                        .thenComparing(publication -> publication.release().version())
                        .thenComparing(Publication::tokenId))
                .toList();
    }

    private static String source(WorkloadIdentity job) {
        String id = job.sourceRepositoryId();
        String name = job.sourceRepository();
        return id != null ? id : name == null ? "" : name;
    }
}
