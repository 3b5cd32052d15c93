package dev.registrykit.publish.publisher;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A workload policy that is registered for packages: jobs that meet it may publish them. Immutable, also in the store. */
public final class TrustedPublisher {
    private final String id;
    private final List<PackagePattern> packages;
    private final WorkloadPolicy policy;
    private final Subject addedBy;
    private final String label;
    private final Instant createdAt;

    private TrustedPublisher(String id, Registration registration, Instant createdAt) {
        this.id = id;
        this.packages = registration.packages();
        this.policy = registration.policy();
        this.addedBy = registration.addedBy();
        this.label = registration.label();
        this.createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The publisher with this id that {@code registration} made at {@code createdAt}: for stores that restore one. */
    public static TrustedPublisher of(String id, Registration registration, Instant createdAt) {
        return new TrustedPublisher(id, registration, createdAt);
    }

    /** The id, which is no secret. */
    public String id() {
        return id;
    }

    /** The packages that its jobs may publish. */
    public List<PackagePattern> packages() {
        return packages;
    }

    /** What its jobs must be. */
    public WorkloadPolicy policy() {
        return policy;
    }

    /** Who registered it. It stays when that account loses its rights: ask the host's owners to review it then. */
    public Subject addedBy() {
        return addedBy;
    }

    /** The name that people see; empty when none was given. */
    public String label() {
        return label;
    }

    /** When it was registered, to the millisecond. */
    public Instant createdAt() {
        return createdAt;
    }

    /** Whether its jobs may publish {@code packageName}. */
    public boolean covers(PackageName packageName) {
        return packages.stream().anyMatch(pattern -> pattern.covers(packageName));
    }

    /** The packages that it names one by one, in the order of their texts, so that all who lock them do so in one order. */
    public List<PackageName> namedPackages() {
        return packages.stream()
                .filter(PackagePattern::isExact)
                .map(PackagePattern::toString)
                .sorted()
                .map(PackageName::ofString)
                .toList();
    }

    @Override
    public String toString() {
        return "TrustedPublisher[" + id + " " + policy.repository() + " for " + packages + "]";
    }
}
