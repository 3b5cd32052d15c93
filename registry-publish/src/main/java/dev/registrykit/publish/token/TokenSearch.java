package dev.registrykit.publish.token;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.AddressRange;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which tokens somebody looks for after an incident; a token matches when it meets every criterion that is given. */
public final class TokenSearch {
    private final @Nullable Subject owner;
    private final @Nullable PackageName packageName;
    private final @Nullable String publisherId;
    private final @Nullable Instant from;
    private final @Nullable Instant to;
    private final @Nullable AddressRange issuedFrom;
    private final @Nullable String issuer;
    private final @Nullable String repositoryId;
    private final @Nullable String issuedBy;
    private final @Nullable ApiToken after;

    private TokenSearch(Builder builder) {
        this.owner = builder.owner;
        this.packageName = builder.packageName;
        this.publisherId = builder.publisherId;
        this.from = builder.from;
        this.to = builder.to;
        this.issuedFrom = builder.issuedFrom;
        this.issuer = builder.issuer;
        this.repositoryId = builder.repositoryId;
        this.issuedBy = builder.issuedBy;
        this.after = builder.after;
    }

    /** A builder without any criterion; at least one is required. */
    public static Builder builder() {
        return new Builder();
    }

    @Nullable Subject owner() {
        return owner;
    }

    @Nullable PackageName packageName() {
        return packageName;
    }

    @Nullable String publisherId() {
        return publisherId;
    }

    @Nullable Instant from() {
        return from;
    }

    @Nullable Instant to() {
        return to;
    }

    @Nullable AddressRange issuedFrom() {
        return issuedFrom;
    }

    @Nullable String issuer() {
        return issuer;
    }

    @Nullable String repositoryId() {
        return repositoryId;
    }

    @Nullable String issuedBy() {
        return issuedBy;
    }

    @Nullable ApiToken after() {
        return after;
    }

    /** Whether the token meets every criterion, and comes after the one to go on behind. */
    public boolean matches(ApiToken token) {
        return (owner == null || Objects.equals(owner, token.owner()))
                && (packageName == null || token.covers(packageName))
                && (publisherId == null || publisherId.equals(token.publisherId()))
                && (from == null || !token.createdAt().isBefore(from))
                && (to == null || !token.createdAt().isAfter(to))
                && (issuedFrom == null || issuedFrom.contains(token.issuedFrom()))
                && (issuedBy == null || issuedBy.equals(token.issuedBy()))
                && (after == null || isBehind(after, token))
                && (issuer == null || isOf(token.workload()));
    }

    private static boolean isBehind(ApiToken before, ApiToken token) {
        int byTime = token.createdAt().compareTo(before.createdAt());
        return byTime > 0 || (byTime == 0 && token.id().compareTo(before.id()) > 0);
    }

    private boolean isOf(@Nullable WorkloadIdentity workload) {
        return workload != null
                && workload.issuer().equals(issuer)
                && source(workload).equals(repositoryId);
    }

    /** What incidents are searched by: the repository's id, or its name where the issuer has no ids; empty for neither. */
    static String source(WorkloadIdentity workload) {
        String id = workload.sourceRepositoryId();
        String name = workload.sourceRepository();
        return id != null ? id : name == null ? "" : name;
    }

    /** Collects the criteria. */
    public static final class Builder {
        private @Nullable Subject owner;
        private @Nullable PackageName packageName;
        private @Nullable String publisherId;
        private @Nullable Instant from;
        private @Nullable Instant to;
        private @Nullable AddressRange issuedFrom;
        private @Nullable String issuer;
        private @Nullable String repositoryId;
        private @Nullable String issuedBy;
        private @Nullable ApiToken after;

        private Builder() {}

        /** Tokens that this account owns. */
        public Builder owner(Subject account) {
            this.owner = account;
            return this;
        }

        /** Tokens whose scope covers this package, whatever they were restricted to afterwards. */
        public Builder packageName(PackageName covered) {
            this.packageName = covered;
            return this;
        }

        /** Tokens that the trusted publisher with this id got. */
        public Builder publisher(String id) {
            this.publisherId = id;
            return this;
        }

        /** Tokens that were issued at these times or between them. */
        public Builder issuedBetween(Instant first, Instant last) {
            this.from = first;
            this.to = last;
            return this;
        }

        /** Tokens that were asked for from these addresses. */
        public Builder issuedFrom(AddressRange addresses) {
            this.issuedFrom = addresses;
            return this;
        }

        /**
         * Tokens that jobs of this repository got.
         *
         * @param issuerUrl who identified the jobs
         * @param repository the repository's immutable id, or its name where the issuer states no id
         */
        public Builder workload(String issuerUrl, String repository) {
            this.issuer = issuerUrl;
            this.repositoryId = repository;
            return this;
        }

        /**
         * Tokens that the managing token with this id issued, and those that took their places; not what was issued by the
         * token whose place it took, or by the one that took its own.
         */
        public Builder issuedBy(String tokenId) {
            this.issuedBy = tokenId;
            return this;
        }

        /**
         * Goes on behind this token, the last that {@link ApiTokens#find} gave for the same criteria; it need not be there
         * any more. This alone is no criterion.
         */
        public Builder after(ApiToken last) {
            this.after = last;
            return this;
        }

        /**
         * The search.
         *
         * @throws IllegalStateException if no criterion was given: that would be all tokens of all
         */
        public TokenSearch build() {
            if (owner == null
                    && packageName == null
                    && publisherId == null
                    && from == null
                    && issuedFrom == null
                    && issuer == null
                    && issuedBy == null) {
                throw new IllegalStateException("a search for tokens has at least one criterion");
            }
            return new TokenSearch(this);
        }
    }
}
