package dev.registrykit.publish.publisher;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workload policy that is registered for packages: jobs that meet it may publish them.
 *
 * <p>Immutable. In the store it changes in three ways only: a policy that is pinned on first use gets its ids once, a
 * pending publisher is confirmed once, and a package that was transferred is taken out.
 */
public final class TrustedPublisher {
    /** How long a publisher may be pending. */
    public static final Duration PENDING_LIFETIME = Duration.ofDays(30);

    private final String id;
    private final List<PackagePattern> packages;
    private final WorkloadPolicy policy;
    private final Subject addedBy;
    private final String label;
    private final Instant createdAt;
    private final boolean stageOnly;
    private final boolean singleUse;
    private final @Nullable Instant pendingUntil;

    private TrustedPublisher(Builder builder) {
        this.id = builder.id;
        this.packages = List.copyOf(builder.packages);
        this.policy = builder.policy;
        this.addedBy = builder.addedBy;
        this.label = builder.label;
        this.createdAt = builder.createdAt.truncatedTo(ChronoUnit.MILLIS);
        this.stageOnly = builder.stageOnly;
        this.singleUse = builder.singleUse;
        Instant until = builder.pendingUntil;
        this.pendingUntil = until == null ? null : until.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The publisher with this id that {@code registration} makes at {@code createdAt}. */
    public static TrustedPublisher of(String id, Registration registration, Instant createdAt) {
        return builder(id, registration.policy(), registration.addedBy(), createdAt)
                .packages(registration.packages())
                .label(registration.label())
                .stageOnly(registration.isStageOnly())
                .singleUse(registration.isSingleUse())
                .pendingUntil(registration.isPending() ? createdAt.plus(PENDING_LIFETIME) : null)
                .build();
    }

    /** A builder for stores that restore a publisher. */
    public static Builder builder(String id, WorkloadPolicy policy, Subject addedBy, Instant createdAt) {
        return new Builder(id, policy, addedBy, createdAt);
    }

    /** A builder that starts with this publisher, but another policy: for stores. */
    public Builder with(WorkloadPolicy other) {
        return builder(id, other, addedBy, createdAt)
                .packages(packages)
                .label(label)
                .stageOnly(stageOnly)
                .singleUse(singleUse)
                .pendingUntil(pendingUntil);
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

    /** Whether its jobs may only stage versions, for a person to approve. */
    public boolean isStageOnly() {
        return stageOnly;
    }

    /** Whether each of its tokens is for one release only. */
    public boolean isSingleUse() {
        return singleUse;
    }

    /** Until when it waits for its package's first release, or null when it is registered for good. */
    public @Nullable Instant pendingUntil() {
        return pendingUntil;
    }

    /** Whether it waits for its package's first release, in time or not. */
    public boolean isPending() {
        return pendingUntil != null;
    }

    /** Whether it was pending and its time is over at {@code now}: at the very instant of {@link #pendingUntil()} it is. */
    public boolean isExpired(Instant now) {
        return pendingUntil != null && pendingUntil.compareTo(now) <= 0;
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

    /** Collects what a store read. */
    public static final class Builder {
        private final String id;
        private final WorkloadPolicy policy;
        private final Subject addedBy;
        private final Instant createdAt;
        private List<PackagePattern> packages = List.of();
        private String label = "";
        private boolean stageOnly;
        private boolean singleUse;
        private @Nullable Instant pendingUntil;

        private Builder(String id, WorkloadPolicy policy, Subject addedBy, Instant createdAt) {
            this.id = id;
            this.policy = policy;
            this.addedBy = addedBy;
            this.createdAt = createdAt;
        }

        /** The packages that its jobs may publish. */
        public Builder packages(List<PackagePattern> patterns) {
            this.packages = patterns;
            return this;
        }

        /** The name that people see. */
        public Builder label(String text) {
            this.label = text;
            return this;
        }

        /** Whether its jobs may only stage. */
        public Builder stageOnly(boolean only) {
            this.stageOnly = only;
            return this;
        }

        /** Whether each of its tokens is for one release only. */
        public Builder singleUse(boolean single) {
            this.singleUse = single;
            return this;
        }

        /** Until when it waits for its package's first release, or null when it does not. */
        public Builder pendingUntil(@Nullable Instant time) {
            this.pendingUntil = time;
            return this;
        }

        /** The publisher. */
        public TrustedPublisher build() {
            return new TrustedPublisher(this);
        }
    }
}
