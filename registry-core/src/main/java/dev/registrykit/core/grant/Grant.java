package dev.registrykit.core.grant;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a presented credential allows, as it was established for one request.
 *
 * <p>A grant is a snapshot: make the decision for each request anew and do not keep it. It never allows more than the
 * credential's scope, nor more than its owner may do at the time.
 */
public final class Grant {
    private final String credentialId;
    private final @Nullable Subject owner;
    private final Set<Action> actions;
    private final List<PackagePattern> packages;
    private final @Nullable Instant expiresAt;
    private final @Nullable WorkloadIdentity workload;
    private final @Nullable WorkloadPolicy policy;
    private final List<String> restrictions;

    private Grant(Builder builder) {
        this.credentialId = builder.credentialId;
        this.owner = builder.owner;
        this.actions = Set.copyOf(builder.actions);
        this.packages = List.copyOf(builder.packages);
        this.expiresAt = builder.expiresAt;
        this.workload = builder.workload;
        this.policy = builder.policy;
        this.restrictions = List.copyOf(builder.restrictions);
    }

    /** A builder for a grant that the credential with this public id gives. */
    public static Builder builder(String credentialId) {
        return new Builder(credentialId);
    }

    /** The public id of the credential, which is no secret. */
    public String credentialId() {
        return credentialId;
    }

    /** Who owns the credential, or null when it was minted for a workload and belongs to no account. */
    public @Nullable Subject owner() {
        return owner;
    }

    /** The actions of the credential's scope. */
    public Set<Action> actions() {
        return actions;
    }

    /** The packages of the credential's scope. */
    public List<PackagePattern> packages() {
        return packages;
    }

    /** When the credential expires, or null when it does not. */
    public @Nullable Instant expiresAt() {
        return expiresAt;
    }

    /** The workload that the credential was minted for by trusted publishing, or null. */
    public @Nullable WorkloadIdentity workload() {
        return workload;
    }

    /**
     * What else narrows the credential, in the text form of the module that made it; empty for nothing. Each was met by the
     * request, and counts for whatever is derived from this grant.
     */
    public List<String> restrictions() {
        return restrictions;
    }

    /** Whether the scope covers {@code action} on {@code packageName}. */
    public boolean covers(Action action, PackageName packageName) {
        return actions.contains(action) && packages.stream().anyMatch(pattern -> pattern.covers(packageName));
    }

    /**
     * The workload that an attestation uploaded under this grant must come from: the publisher's policy, and for what a
     * certificate cannot prove the exchange behind this grant.
     *
     * <p>Refused with {@link GrantReason#NO_WORKLOAD} when the credential was not minted by trusted publishing.
     */
    public Decision<WorkloadPolicy> expectedWorkload() {
        if (policy == null || workload == null) {
            return Decision.refused(
                    GrantReason.NO_WORKLOAD, "This credential was not issued to a CI job, so none is expected.");
        }
        return Decision.allowed(policy.provenBy(workload));
    }

    @Override
    public String toString() {
        return "Grant[" + credentialId + " " + actions + " on " + packages + "]";
    }

    /** Collects what was established. */
    public static final class Builder {
        private final String credentialId;
        private @Nullable Subject owner;
        private Set<Action> actions = Set.of();
        private List<PackagePattern> packages = List.of();
        private @Nullable Instant expiresAt;
        private @Nullable WorkloadIdentity workload;
        private @Nullable WorkloadPolicy policy;
        private List<String> restrictions = List.of();

        private Builder(String credentialId) {
            this.credentialId = credentialId;
        }

        /** Who owns the credential. */
        public Builder owner(@Nullable Subject subject) {
            this.owner = subject;
            return this;
        }

        /** The scope: these actions on these packages. */
        public Builder scope(Set<Action> allowed, List<PackagePattern> on) {
            this.actions = allowed;
            this.packages = on;
            return this;
        }

        /** When the credential expires. */
        public Builder expiresAt(@Nullable Instant time) {
            this.expiresAt = time;
            return this;
        }

        /** The workload that the credential was minted for, and the policy that it matched. */
        public Builder workload(WorkloadIdentity identity, WorkloadPolicy matched) {
            this.workload = identity;
            this.policy = matched;
            return this;
        }

        /** What else narrows the credential, in the text form of the module that made it. */
        public Builder restrictions(List<String> texts) {
            this.restrictions = texts;
            return this;
        }

        /** The grant. */
        public Grant build() {
            return new Grant(this);
        }
    }
}
