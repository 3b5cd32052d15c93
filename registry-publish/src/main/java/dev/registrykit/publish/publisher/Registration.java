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

    private Registration(Builder builder) {
        this.policy = builder.policy;
        this.addedBy = builder.addedBy;
        this.packages = List.copyOf(builder.packages);
        this.label = builder.label;
    }

    /** A builder for a publisher with this policy, which {@code addedBy} registers. */
    public static Builder builder(WorkloadPolicy policy, Subject addedBy) {
        return new Builder(policy, addedBy);
    }

    /** What the jobs must be. */
    public WorkloadPolicy policy() {
        return policy;
    }

    Subject addedBy() {
        return addedBy;
    }

    List<PackagePattern> packages() {
        return packages;
    }

    String label() {
        return label;
    }

    /** Collects what is registered. */
    public static final class Builder {
        private final WorkloadPolicy policy;
        private final Subject addedBy;
        private final Set<PackagePattern> packages = new LinkedHashSet<>();
        private String label = "";

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

        /**
         * The registration.
         *
         * @throws IllegalStateException if packages are missing, the policy is not pinned, or its repository or id is
         *     overlong
         */
        public Registration build() {
            if (packages.isEmpty() || packages.size() > MAX_PACKAGES) {
                throw new IllegalStateException("a trusted publisher has one to 500 package patterns");
            }
            String id = policy.repositoryId();
            if (id == null) {
                throw new IllegalStateException("a trusted publisher's policy is pinned to the repository's id");
            }
            if (policy.repository().length() > MAX_REPOSITORY || id.length() > MAX_ID) {
                throw new IllegalStateException("the policy's repository or its id is too long");
            }
            return new Registration(this);
        }
    }
}
