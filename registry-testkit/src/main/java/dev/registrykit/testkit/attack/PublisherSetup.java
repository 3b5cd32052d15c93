package dev.registrykit.testkit.attack;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A trusted publisher that an attack wants to have registered. */
public final class PublisherSetup {
    private final WorkloadPolicy policy;
    private final List<PackageName> packages;
    private final boolean singleUse;
    private final boolean stageOnly;
    private final boolean pending;

    private PublisherSetup(Builder builder) {
        this.policy = builder.policy;
        this.packages = List.copyOf(builder.packages);
        this.singleUse = builder.singleUse;
        this.stageOnly = builder.stageOnly;
        this.pending = builder.pending;
    }

    static Builder builder(WorkloadPolicy policy) {
        return new Builder(policy);
    }

    /** The job that is expected: issuer, ids, workflow and further constraints. */
    public WorkloadPolicy policy() {
        return policy;
    }

    /** The packages that it may publish. */
    public List<PackageName> packages() {
        return packages;
    }

    /** Whether its tokens are for one release each. */
    public boolean isSingleUse() {
        return singleUse;
    }

    /** Whether its tokens may stage a version and not publish it. */
    public boolean isStageOnly() {
        return stageOnly;
    }

    /** Whether it waits for a package that does not exist yet. */
    public boolean isPending() {
        return pending;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublisherSetup that
                && policy.equals(that.policy)
                && packages.equals(that.packages)
                && singleUse == that.singleUse
                && stageOnly == that.stageOnly
                && pending == that.pending;
    }

    @Override
    public int hashCode() {
        return Objects.hash(policy, packages, singleUse, stageOnly, pending);
    }

    @Override
    public String toString() {
        return "PublisherSetup[" + policy.repository() + " for " + packages + "]";
    }

    static final class Builder {
        private final WorkloadPolicy policy;
        private final List<PackageName> packages = new ArrayList<>();
        private boolean singleUse;
        private boolean stageOnly;
        private boolean pending;

        private Builder(WorkloadPolicy policy) {
            this.policy = policy;
        }

        Builder packages(PackageName... more) {
            packages.addAll(List.of(more));
            return this;
        }

        Builder singleUse() {
            this.singleUse = true;
            return this;
        }

        Builder stageOnly() {
            this.stageOnly = true;
            return this;
        }

        Builder pending() {
            this.pending = true;
            return this;
        }

        PublisherSetup build() {
            return new PublisherSetup(this);
        }
    }
}
