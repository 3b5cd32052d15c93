package dev.registrykit.publish.token;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.AddressRange;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The token that somebody asks for: whose, for what, on which packages, until when. */
public final class TokenRequest {
    /** The longest name, in UTF-16 characters. */
    public static final int MAX_NAME_LENGTH = 100;

    private static final int MAX_PACKAGES = 1_000;
    private static final int MAX_DIGESTS = 500;
    private static final int MAX_ADDRESSES = 100;
    /** What a version, files or one release can bind. */
    static final Set<Action> BOUND_ACTIONS =
            Set.of(Action.READ, Action.PUBLISH_VERSION, Action.PUBLISH_NEW_PACKAGE, Action.STAGE);
    /** Which versions are allowed does not depend on the package. */
    static final PackageName ANY = PackageName.npm("any");

    private final @Nullable Subject owner;
    private final @Nullable String publisherId;
    private final @Nullable WorkloadIdentity workload;
    private final String name;
    private final Set<Action> actions;
    private final List<PackagePattern> packages;
    private final @Nullable Instant expiresAt;
    private final @Nullable String version;
    private final Set<String> digests;
    private final boolean singleUse;
    private final boolean noExpiry;
    private final @Nullable String kind;
    private final Set<AddressRange> addresses;
    private final @Nullable Instant notBefore;
    private final boolean macaroon;

    private TokenRequest(Builder builder, String name) {
        this.owner = builder.owner;
        this.publisherId = builder.publisherId;
        this.workload = builder.workload;
        this.name = name;
        this.actions = Collections.unmodifiableSet(new LinkedHashSet<>(builder.actions));
        this.packages = List.copyOf(builder.packages);
        this.expiresAt = builder.expiresAt;
        this.version = builder.version;
        this.digests = Collections.unmodifiableSet(new LinkedHashSet<>(builder.digests));
        this.singleUse = builder.singleUse;
        this.noExpiry = builder.noExpiry;
        this.kind = builder.kind;
        this.addresses = Collections.unmodifiableSet(new LinkedHashSet<>(builder.addresses));
        this.notBefore = builder.notBefore;
        this.macaroon = builder.macaroon;
    }

    /** Control characters, half a surrogate pair, which JSON cannot keep, and what turns the direction of text in a mail. */
    private static boolean isUnfit(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL || type == Character.SURROGATE || type == Character.FORMAT;
    }

    /** A builder for a token that {@code owner} will own. */
    public static Builder builder(Subject owner) {
        return new Builder(owner, null, null);
    }

    /** A builder for a token that a trusted publisher's workload gets. */
    public static Builder forWorkload(String publisherId, WorkloadIdentity workload) {
        return new Builder(null, publisherId, workload);
    }

    @Nullable Subject owner() {
        return owner;
    }

    @Nullable Instant expiresAt() {
        return expiresAt;
    }

    boolean wantsNoExpiry() {
        return noExpiry;
    }

    boolean isMacaroon() {
        return macaroon;
    }

    @Nullable String kind() {
        return kind;
    }

    Set<Action> actions() {
        return actions;
    }

    List<PackagePattern> packages() {
        return packages;
    }

    /** The token as it is kept, without what its issue adds. */
    ApiToken.Builder toToken(String id, Instant now) {
        return ApiToken.builder(id, name, now)
                .owner(owner)
                .workload(publisherId, workload)
                .scope(actions, packages)
                .expiresAt(expiresAt)
                .version(version)
                .digests(digests)
                .singleUse(singleUse)
                .kind(kind)
                .addresses(addresses)
                .notBefore(notBefore);
    }

    /** Collects what is asked for. */
    public static final class Builder {
        private final @Nullable Subject owner;
        private final @Nullable String publisherId;
        private final @Nullable WorkloadIdentity workload;
        private final Set<Action> actions = new LinkedHashSet<>();
        private final Set<PackagePattern> packages = new LinkedHashSet<>();
        private @Nullable String name;
        private @Nullable Instant expiresAt;
        private boolean noExpiry;
        private @Nullable String version;
        private final Set<String> digests = new LinkedHashSet<>();
        private boolean singleUse;
        private @Nullable String kind;
        private final Set<AddressRange> addresses = new LinkedHashSet<>();
        private @Nullable Instant notBefore;
        private boolean macaroon;

        private Builder(@Nullable Subject owner, @Nullable String publisherId, @Nullable WorkloadIdentity workload) {
            this.owner = owner;
            this.publisherId = publisherId;
            this.workload = workload;
        }

        /** What the owner calls it; required, 1 to 100 characters, no control or format characters. */
        public Builder name(String text) {
            if (text.isBlank()
                    || text.length() > MAX_NAME_LENGTH
                    || text.codePoints().anyMatch(TokenRequest::isUnfit)) {
                throw new IllegalArgumentException("a token's name has 1 to 100 characters and no control characters");
            }
            this.name = text;
            return this;
        }

        /** Adds actions to the scope; at least one is required. */
        public Builder actions(Action... more) {
            actions.addAll(List.of(more));
            return this;
        }

        /** Adds packages to the scope; at least one pattern is required, at most 1,000 are accepted. */
        public Builder packages(PackagePattern... more) {
            return packages(List.of(more));
        }

        /** As {@link #packages(PackagePattern...)}. */
        public Builder packages(Iterable<PackagePattern> more) {
            more.forEach(packages::add);
            return this;
        }

        /**
         * Binds the token to one version: it publishes no other.
         *
         * @throws dev.registrykit.core.name.InvalidNameException if it is no version
         */
        public Builder version(String only) {
            this.version = Release.of(ANY, only).version();
            return this;
        }

        /**
         * Adds a file that the token may publish, by the SHA-256 of its bytes in hex; with at least one, it publishes no
         * other. At most 500 are accepted.
         */
        public Builder sha256(String hex) {
            digests.add(RequestedAccess.digest(hex));
            return this;
        }

        /**
         * Makes the token for one release: the first publishing request that names a release decides for which, and
         * the host's closing it or the token's expiry ends it.
         */
        public Builder singleUse() {
            this.singleUse = true;
            return this;
        }

        /**
         * Makes the token for creating one package: for its first release, and for nothing afterwards. It stands for
         * actions, packages and {@link #singleUse()}.
         */
        public Builder newPackage(PackageName packageName) {
            return actions(Action.PUBLISH_NEW_PACKAGE)
                    .packages(PackagePattern.exactly(packageName))
                    .singleUse();
        }

        /** The name of the token's kind, one that the operator declared; the standard kind by default. */
        public Builder kind(String name) {
            this.kind = name;
            return this;
        }

        /** Adds addresses that the token is accepted from, at most 100 ranges; from everywhere by default. */
        public Builder addresses(AddressRange... more) {
            addresses.addAll(List.of(more));
            return this;
        }

        /**
         * Makes the token one that whoever holds it can narrow without asking the registry: {@code <prefix>_mac_} and a
         * macaroon, to which caveats are appended in the text form of {@link Restriction}. It is not rotated, and ends
         * when the key of the ring that was current at its issue is taken away.
         */
        public Builder macaroon() {
            this.macaroon = true;
            return this;
        }

        /** From when on the token is accepted; at once by default. */
        public Builder notBefore(Instant time) {
            this.notBefore = time;
            return this;
        }

        /**
         * From when on the token is not accepted any more, in the future; the default lifetime of the token's kind counts
         * without this.
         */
        public Builder expiresAt(Instant time) {
            this.expiresAt = time;
            return this;
        }

        /**
         * Lets the token live until it is revoked, instead of {@link #expiresAt}; its kind must allow that.
         *
         * <p>Risk: a forgotten token can be found and used years later.
         */
        public Builder acceptNoExpiry() {
            this.noExpiry = true;
            return this;
        }

        /**
         * The request.
         *
         * @throws IllegalStateException if name, actions or packages are missing, or a token that is bound to a
         *     version, files or one release has actions besides publishing and reading, which that would not bind
         */
        public TokenRequest build() {
            if (name == null) {
                throw new IllegalStateException("a token has a name");
            }
            if (actions.isEmpty() || packages.isEmpty() || packages.size() > MAX_PACKAGES) {
                throw new IllegalStateException("a token's scope has actions and at most 1000 package patterns");
            }
            boolean bound = singleUse || version != null || !digests.isEmpty();
            if (bound && !BOUND_ACTIONS.containsAll(actions)) {
                throw new IllegalStateException("a version, files or one release bind publishing and reading alone");
            }
            if (digests.size() > MAX_DIGESTS) {
                throw new IllegalStateException("a token is bound to at most 500 files");
            }
            if (expiresAt != null && noExpiry) {
                throw new IllegalStateException("a token either expires or says acceptNoExpiry()");
            }
            if (addresses.size() > MAX_ADDRESSES) {
                throw new IllegalStateException("a token is bound to at most 100 address ranges");
            }
            return new TokenRequest(this, name);
        }
    }
}
