package dev.registrykit.publish.token;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.AddressRange;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token as it is kept and listed: everything about it but its secret.
 *
 * <p>It belongs either to an account or to a trusted publisher's workload, never to both. Times are to the millisecond.
 */
public final class ApiToken {
    private static final int MAX_ADDRESS = 255;
    /** So many patterns are tried one by one sooner than those that would cover a name are made and looked for. */
    private static final int FEW = 10;

    private final String id;
    private final @Nullable Subject owner;
    private final @Nullable String publisherId;
    private final @Nullable WorkloadIdentity workload;
    private final String name;
    private final Set<Action> actions;
    private final Set<Action> unorderedActions;
    private final List<PackagePattern> packages;
    private final Set<PackagePattern> packageSet;
    private final Instant createdAt;
    private final @Nullable Instant expiresAt;
    private final @Nullable Instant lastUsedAt;
    private final @Nullable Instant revokedAt;
    private final @Nullable String version;
    private final Set<String> digests;
    private final boolean singleUse;
    private final @Nullable Release openedRelease;
    private final @Nullable Instant closedAt;
    private final @Nullable String kind;
    private final List<AddressRange> addresses;
    private final @Nullable Instant notBefore;
    private final List<Restriction> restrictions;
    private final String issuedFrom;
    private final @Nullable String rotatedTo;
    private final @Nullable String rootKeyId;
    private final @Nullable String issuedBy;
    private final @Nullable Instant livesSince;
    private final @Nullable String movedFrom;

    private ApiToken(Builder builder) {
        this.id = builder.id;
        this.owner = builder.owner;
        this.publisherId = builder.publisherId;
        this.workload = builder.workload;
        this.name = builder.name;
        this.actions = Collections.unmodifiableSet(new LinkedHashSet<>(builder.actions));
        this.unorderedActions = Set.copyOf(builder.actions);
        this.packages = List.copyOf(builder.packages);
        // Not Set.copyOf, which probes one place after another: names that are alike lie side by side there.
        this.packageSet = packages.size() > FEW ? new HashSet<>(packages) : Set.of();
        this.createdAt = builder.createdAt.truncatedTo(ChronoUnit.MILLIS);
        this.expiresAt = millis(builder.expiresAt);
        this.lastUsedAt = millis(builder.lastUsedAt);
        this.revokedAt = millis(builder.revokedAt);
        this.version = builder.version;
        this.digests = Collections.unmodifiableSet(new LinkedHashSet<>(builder.digests));
        this.singleUse = builder.singleUse;
        this.openedRelease = builder.openedRelease;
        this.closedAt = millis(builder.closedAt);
        this.kind = builder.kind;
        this.addresses = List.copyOf(builder.addresses);
        this.notBefore = millis(builder.notBefore);
        this.restrictions = List.copyOf(builder.restrictions);
        this.issuedFrom = builder.issuedFrom;
        this.rotatedTo = builder.rotatedTo;
        this.rootKeyId = builder.rootKeyId;
        this.issuedBy = builder.issuedBy;
        this.livesSince = millis(builder.livesSince);
        this.movedFrom = builder.movedFrom;
        if ((owner == null) == (publisherId == null)) {
            throw new IllegalStateException("a token belongs to an account or to a trusted publisher");
        }
    }

    private static @Nullable Instant millis(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A builder that starts with all of this token: for stores. */
    public Builder toBuilder() {
        return builder(id, name, createdAt)
                .owner(owner)
                .workload(publisherId, workload)
                .scope(actions, packages)
                .expiresAt(expiresAt)
                .lastUsedAt(lastUsedAt)
                .revokedAt(revokedAt)
                .version(version)
                .digests(digests)
                .singleUse(singleUse)
                .release(openedRelease, closedAt)
                .kind(kind)
                .addresses(addresses)
                .notBefore(notBefore)
                .restrictions(restrictions)
                .issuedFrom(issuedFrom)
                .rotatedTo(rotatedTo)
                .rootKeyId(rootKeyId)
                .issuedBy(issuedBy, livesSince)
                .movedFrom(movedFrom);
    }

    /** A builder for stores that restore a token. */
    public static Builder builder(String id, String name, Instant createdAt) {
        return new Builder(id, name, createdAt);
    }

    /** The public id, which is no secret. */
    public String id() {
        return id;
    }

    /** The account that owns it, or null when it was issued to a workload. */
    public @Nullable Subject owner() {
        return owner;
    }

    /** The trusted publisher that it was issued for, or null when an account owns it. */
    public @Nullable String publisherId() {
        return publisherId;
    }

    /** The workload that it was issued to, or null when an account owns it. */
    public @Nullable WorkloadIdentity workload() {
        return workload;
    }

    /** The name that its owner gave it. */
    public String name() {
        return name;
    }

    /** The actions of its scope. */
    public Set<Action> actions() {
        return actions;
    }

    /** The same, as a grant takes them over without a copy. */
    Set<Action> unorderedActions() {
        return unorderedActions;
    }

    /** The packages of its scope. */
    public List<PackagePattern> packages() {
        return packages;
    }

    /** Whether the packages of its scope cover this one; as quick for a thousand patterns as for ten. */
    public boolean covers(PackageName packageName) {
        if (packages.size() > FEW) {
            return PackagePattern.cover(packageSet, packageName);
        }
        for (PackagePattern pattern : packages) {
            if (pattern.covers(packageName)) {
                return true;
            }
        }
        return false;
    }

    /** When it was issued. */
    public Instant createdAt() {
        return createdAt;
    }

    /** From when on it is not accepted, or null when it does not expire. */
    public @Nullable Instant expiresAt() {
        return expiresAt;
    }

    /** When it was last accepted, at most five minutes late, or null. */
    public @Nullable Instant lastUsedAt() {
        return lastUsedAt;
    }

    /** When it was revoked, or null. */
    public @Nullable Instant revokedAt() {
        return revokedAt;
    }

    /** The one version that it may publish, or null when it is bound to none. */
    public @Nullable String version() {
        return version;
    }

    /** The SHA-256 of the files that it may publish, in lower-case hex; empty when it is bound to none. */
    public Set<String> digests() {
        return digests;
    }

    /** Whether it may publish one release only: {@link #openedRelease()}. */
    public boolean isSingleUse() {
        return singleUse;
    }

    /** The release that the first publishing request with this single-use token named, or null. */
    public @Nullable Release openedRelease() {
        return openedRelease;
    }

    /** When the host said that the release of this single-use token is complete, or null. */
    public @Nullable Instant closedAt() {
        return closedAt;
    }

    /** The name of its kind, or null for the standard one. */
    public @Nullable String kind() {
        return kind;
    }

    /** The addresses that it is accepted from; empty for all. */
    public List<AddressRange> addresses() {
        return addresses;
    }

    /** From when on it is accepted, or null when it was from the start. */
    public @Nullable Instant notBefore() {
        return notBefore;
    }

    /** What narrows it beyond all this; each must be met. */
    public List<Restriction> restrictions() {
        return restrictions;
    }

    /** The address that it was asked for from, as the host trusts it; empty when it is not known. */
    public String issuedFrom() {
        return issuedFrom;
    }

    /** The id of the token that took its place, or null. */
    public @Nullable String rotatedTo() {
        return rotatedTo;
    }

    /** The key of the ring that the root key of this macaroon is derived from, or null when it is no macaroon. */
    public @Nullable String rootKeyId() {
        return rootKeyId;
    }

    /** The id of the managing token that issued it, or that issued the one whose place it took; null when none did. */
    public @Nullable String issuedBy() {
        return issuedBy;
    }

    /**
     * From when on its lifetime counts where a package limits that: when it was issued, or when the managing token was that
     * issued it. Otherwise a managing token could publish for ever by a new token each day.
     */
    public Instant livesSince() {
        return livesSince == null ? createdAt : livesSince;
    }

    /**
     * The row of the registry's older table that it came from, as long as the host has not said that this row is out of
     * use; null otherwise. See {@link LegacyTokens}.
     */
    public @Nullable String movedFrom() {
        return movedFrom;
    }

    /** Whether its time is over at {@code now}: at the very instant of {@link #expiresAt()} it is. */
    public boolean isExpired(Instant now) {
        return expiresAt != null && expiresAt.compareTo(now) <= 0;
    }

    @Override
    public String toString() {
        return "ApiToken[" + id + " " + actions + " on " + packages + "]";
    }

    /** Collects what a store read. */
    public static final class Builder {
        private final String id;
        private final String name;
        private final Instant createdAt;
        private @Nullable Subject owner;
        private @Nullable String publisherId;
        private @Nullable WorkloadIdentity workload;
        private Collection<Action> actions = List.of();
        private Collection<PackagePattern> packages = List.of();
        private @Nullable Instant expiresAt;
        private @Nullable Instant lastUsedAt;
        private @Nullable Instant revokedAt;
        private @Nullable String version;
        private Collection<String> digests = List.of();
        private boolean singleUse;
        private @Nullable Release openedRelease;
        private @Nullable Instant closedAt;
        private @Nullable String kind;
        private Collection<AddressRange> addresses = List.of();
        private @Nullable Instant notBefore;
        private Collection<Restriction> restrictions = List.of();
        private String issuedFrom = "";
        private @Nullable String rotatedTo;
        private @Nullable String rootKeyId;
        private @Nullable String issuedBy;
        private @Nullable Instant livesSince;
        private @Nullable String movedFrom;

        private Builder(String id, String name, Instant createdAt) {
            this.id = id;
            this.name = name;
            this.createdAt = createdAt;
        }

        /** The account that owns it. */
        public Builder owner(@Nullable Subject account) {
            this.owner = account;
            return this;
        }

        /** The trusted publisher and the workload that it was issued for. */
        public Builder workload(@Nullable String publisher, @Nullable WorkloadIdentity identity) {
            this.publisherId = publisher;
            this.workload = identity;
            return this;
        }

        /** The scope. */
        public Builder scope(Collection<Action> allowed, Collection<PackagePattern> on) {
            this.actions = allowed;
            this.packages = on;
            return this;
        }

        /** When it expires, or null when it does not. */
        public Builder expiresAt(@Nullable Instant time) {
            this.expiresAt = time;
            return this;
        }

        /** When it was last used, or null. */
        public Builder lastUsedAt(@Nullable Instant time) {
            this.lastUsedAt = time;
            return this;
        }

        /** When it was revoked, or null. */
        public Builder revokedAt(@Nullable Instant time) {
            this.revokedAt = time;
            return this;
        }

        /** The one version that it may publish, or null. */
        public Builder version(@Nullable String only) {
            this.version = only;
            return this;
        }

        /** The SHA-256 of the files that it may publish, in lower-case hex; none when it is not bound to any. */
        public Builder digests(Collection<String> sha256) {
            this.digests = sha256;
            return this;
        }

        /** Whether it may publish one release only. */
        public Builder singleUse(boolean single) {
            this.singleUse = single;
            return this;
        }

        /** The release that was opened, or null, and when it was closed, or null. */
        public Builder release(@Nullable Release opened, @Nullable Instant closed) {
            this.openedRelease = opened;
            this.closedAt = closed;
            return this;
        }

        /** The name of its kind, or null for the standard one. */
        public Builder kind(@Nullable String kindName) {
            this.kind = kindName;
            return this;
        }

        /** The addresses that it is accepted from; none for all. */
        public Builder addresses(Collection<AddressRange> from) {
            this.addresses = from;
            return this;
        }

        /** From when on it is accepted, or null. */
        public Builder notBefore(@Nullable Instant time) {
            this.notBefore = time;
            return this;
        }

        /** What narrows it further. */
        public Builder restrictions(Collection<Restriction> all) {
            this.restrictions = all;
            return this;
        }

        /** The address that it was asked for from, or an empty text. */
        public Builder issuedFrom(String address) {
            this.issuedFrom = address.length() > MAX_ADDRESS ? address.substring(0, MAX_ADDRESS) : address;
            return this;
        }

        /** The id of the token that took its place, or null. */
        public Builder rotatedTo(@Nullable String successor) {
            this.rotatedTo = successor;
            return this;
        }

        /** The key of the ring that a macaroon's root key is derived from; null for every other token. */
        public Builder rootKeyId(@Nullable String keyId) {
            this.rootKeyId = keyId;
            return this;
        }

        /** The managing token that issued it, or null, and from when on its lifetime counts, or null for its own issue. */
        public Builder issuedBy(@Nullable String tokenId, @Nullable Instant since) {
            this.issuedBy = tokenId;
            this.livesSince = since;
            return this;
        }

        /** The row of the older table that it came from while that may be in use, or null. */
        public Builder movedFrom(@Nullable String row) {
            this.movedFrom = row;
            return this;
        }

        /** The token. */
        public ApiToken build() {
            return new ApiToken(this);
        }
    }
}
