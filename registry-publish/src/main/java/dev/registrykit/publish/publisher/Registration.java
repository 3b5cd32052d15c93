package dev.registrykit.publish.publisher;

import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The trusted publisher that somebody wants to register: which workload, for which packages. */
public final class Registration {
    /** The longest label, in UTF-16 characters. */
    public static final int MAX_LABEL_LENGTH = 100;

    private static final int MAX_PACKAGES = 500;
    private static final int MAX_REPOSITORY = 500;
    private static final int MAX_ID = 128;

    private final WorkloadPolicy policy;
    private final Subject addedBy;
    private final List<PackagePattern> packages;
    private final String label;
    private final boolean stageOnly;
    private final boolean singleUse;
    private final boolean pending;

    private Registration(Builder builder) {
        this.policy = builder.policy;
        this.addedBy = builder.addedBy;
        this.packages = List.copyOf(builder.packages);
        this.label = builder.label;
        this.stageOnly = builder.stageOnly;
        this.singleUse = builder.singleUse;
        this.pending = builder.pending;
    }

    /** A builder for a publisher with this policy, which {@code addedBy} registers. */
    public static Builder builder(WorkloadPolicy policy, Subject addedBy) {
        return new Builder(policy, addedBy);
    }

    /** What the jobs must be. */
    public WorkloadPolicy policy() {
        return policy;
    }

    /** Who registers it. */
    public Subject addedBy() {
        return addedBy;
    }

    /** The packages that the jobs may publish. */
    public List<PackagePattern> packages() {
        return packages;
    }

    String label() {
        return label;
    }

    boolean isStageOnly() {
        return stageOnly;
    }

    boolean isSingleUse() {
        return singleUse;
    }

    boolean isPending() {
        return pending;
    }

    /** Collects what is registered. */
    public static final class Builder {
        private final WorkloadPolicy policy;
        private final Subject addedBy;
        private final Set<PackagePattern> packages = new LinkedHashSet<>();
        private String label = "";
        private boolean stageOnly;
        private boolean singleUse;
        private boolean pending;

        private Builder(WorkloadPolicy policy, Subject addedBy) {
            this.policy = policy;
            this.addedBy = addedBy;
        }

        /** Adds packages; at least one pattern is required, at most 500 are accepted. */
        public Builder packages(PackagePattern... more) {
            return packages(List.of(more));
        }

        /** As {@link #packages(PackagePattern...)}. */
        public Builder packages(Iterable<PackagePattern> more) {
            more.forEach(packages::add);
            return this;
        }

        /** The name that people see: at most 100 characters, no control characters. */
        public Builder label(String text) {
            if (text.length() > MAX_LABEL_LENGTH || text.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("a label has at most 100 characters and no control characters");
            }
            this.label = text;
            return this;
        }

        /** Lets the jobs only stage versions, which a person must approve before anybody can install them. */
        public Builder stageOnly() {
            this.stageOnly = true;
            return this;
        }

        /** Makes each token for one release only: the first that is published with it. */
        public Builder singleUse() {
            this.singleUse = true;
            return this;
        }

        /**
         * Registers for one package that does not exist yet, and that the first release of one of these jobs will create.
         *
         * <p>The name is not reserved: when somebody else creates the package first, the publisher ends, as it does 30 days
         * after it was registered.
         */
        public Builder pending() {
            this.pending = true;
            return this;
        }

        /**
         * The registration.
         *
         * @throws IllegalStateException if packages are missing, a pending publisher is not for exactly one package or only
         *     stages, or
         *     the policy's repository or id is overlong
         */
        public Registration build() {
            if (packages.isEmpty() || packages.size() > MAX_PACKAGES) {
                throw new IllegalStateException("a trusted publisher has one to 500 package patterns");
            }
            if (pending && (packages.size() != 1 || !packages.iterator().next().isExact())) {
                throw new IllegalStateException("a pending publisher is for one package, and no pattern");
            }
            if (pending && stageOnly) {
                throw new IllegalStateException("a pending publisher creates its package, so it cannot only stage");
            }
            String id = policy.repositoryId();
            if (policy.repository().length() > MAX_REPOSITORY || (id != null && id.length() > MAX_ID)) {
                throw new IllegalStateException("the policy's repository or its id is too long");
            }
            return new Registration(this);
        }
    }
}
