package dev.registrykit.publish.publisher;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.ClientNetwork;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.log.PublisherEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Registers, lists and removes trusted publishers, and says for which packages only they may publish.
 *
 * <p>A publisher belongs to its packages, not to the account that added it, and outlives that account. A pending one waits
 * for the first release of a package that does not exist; it reserves nothing. Safe to share between threads.
 */
public final class Publishers {
    /** The most publishers, pending ones not counted, that have the same package pattern. */
    public static final int MAX_PER_PATTERN = 50;

    /** How long before a pending publisher ends its account is reminded. */
    public static final Duration REMINDER = Duration.ofDays(5);

    private static final Duration DAY = Duration.ofDays(1);
    private static final int REGISTRATIONS_OF_ACCOUNT = 100;
    private static final int REGISTRATIONS_FROM_NETWORK = 300;
    /** Checked before a store is asked, because databases fail on some characters. */
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");

    private final UnitOfWork<? extends PublisherStores> unitOfWork;
    private final Throttle throttle;
    private final Predicate<String> trustedIssuer;
    private final Map<String, SourceResolver> resolvers = new HashMap<>();
    private final int maxPending;
    private final InstantSource clock;

    /**
     * Hosts get this object from {@code RegistryPublish.publishers()}.
     *
     * @param trustedIssuer whether tokens of this issuer are accepted at all
     * @param resolvers at most one for an issuer
     * @param maxPending how many pending publishers an account may have at a time
     */
    public Publishers(
            UnitOfWork<? extends PublisherStores> unitOfWork,
            KeyRing keyRing,
            Predicate<String> trustedIssuer,
            List<SourceResolver> resolvers,
            int maxPending,
            InstantSource clock) {
        this.unitOfWork = unitOfWork;
        this.throttle = new Throttle(keyRing, "publisher-registered", PublisherReason.TOO_MANY_REGISTRATIONS);
        this.trustedIssuer = trustedIssuer;
        for (SourceResolver resolver : resolvers) {
            if (this.resolvers.put(resolver.issuer(), resolver) != null) {
                throw new IllegalArgumentException("two resolvers for the issuer " + resolver.issuer());
            }
        }
        this.maxPending = maxPending;
        this.clock = clock;
    }

    /**
     * Registers a trusted publisher; it and its {@code publisher.added} events are kept together.
     *
     * <p>The caller has decided that the account may: it needs the right to publish every package that the patterns
     * cover, now and later; for a pending publisher, that the package does not exist and the name is allowed. Refused with
     * a {@link PublisherReason}: when the issuer is not trusted; after 100 registrations of an account in a day, 300 from
     * a network, or 100 from a network for one issuer; when a publisher with the same policy has one of the patterns
     * already; when a pattern has 50 publishers, which many at once may exceed by a few; or when the account has as many
     * pending publishers as it may, which is exact.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public Decision<TrustedPublisher> register(Registration registration, RequestContext context) {
        if (!trustedIssuer.test(registration.policy().issuer())) {
            return Decision.refused(
                    PublisherReason.ISSUER_NOT_TRUSTED,
                    "The policy's issuer is not trusted here, so nothing would ever match.");
        }
        Instant now = now();
        List<Quota> quotas = quotas(registration, context);
        return unitOfWork
                .run(stores -> throttle.reserve(stores.throttle(), now, quotas))
                .then(reserved -> unitOfWork.run(stores -> insert(stores, registration, now, context)));
    }

    /** Without an address one count would be everybody's, so that anyone could keep all others from registering. */
    private static List<Quota> quotas(Registration registration, RequestContext context) {
        List<Quota> quotas = new ArrayList<>();
        quotas.add(Quota.of("account", registration.addedBy().toString(), REGISTRATIONS_OF_ACCOUNT, DAY));
        if (!context.clientAddress().isEmpty()) {
            String network = ClientNetwork.of(context.clientAddress());
            String issuer = registration.policy().issuer();
            quotas.add(Quota.of("network", network, REGISTRATIONS_FROM_NETWORK, DAY));
            quotas.add(Quota.of("network-issuer", network + " " + issuer, REGISTRATIONS_OF_ACCOUNT, DAY));
        }
        return quotas;
    }

    private Decision<TrustedPublisher> insert(
            PublisherStores stores, Registration registration, Instant now, RequestContext context) {
        PublisherLog log = new PublisherLog(stores, now, context.clientAddress());
        TrustedPublisher publisher = TrustedPublisher.of(UUID.randomUUID().toString(), registration, now);
        if (publisher.isPending()) {
            // Their places are free.
            stores.publishers()
                    .pendingOfAccount(publisher.addedBy())
                    .forEach(new PendingPublishers(stores, log, now)::expire);
        }
        Decision<TrustedPublisher> possible = unlessThere(stores, publisher).then(fresh -> unlessFull(stores, fresh));
        return possible.then(fresh -> {
            if (!fresh.isPending()) {
                stores.publishers().insert(fresh);
            } else if (!stores.publishers().insertPending(fresh, maxPending)) {
                return Decision.refused(
                        PublisherReason.TOO_MANY_PENDING,
                        "The account has " + maxPending + " pending publishers, which is the most.");
            }
            log.appendForPackages(
                    fresh,
                    (account, packageName) -> new PublisherEvent.Added(
                            fresh.addedBy(),
                            packageName,
                            fresh.id(),
                            fresh.packages().toString(),
                            fresh.policy().repository(),
                            fresh.policy().workflow()));
            return Decision.allowed(fresh);
        });
    }

    /** A pending publisher stands in the way of its own account alone: it reserves nothing. */
    private static Decision<TrustedPublisher> unlessThere(PublisherStores stores, TrustedPublisher fresh) {
        WorkloadPolicy policy = fresh.policy();
        String id = policy.repositoryId();
        for (TrustedPublisher other :
                stores.publishers().ofRepository(policy.issuer(), id == null ? "" : id, policy.repository())) {
            boolean counts = other.isPending() ? other.addedBy().equals(fresh.addedBy()) : !fresh.isPending();
            if (counts && other.policy().equals(policy)) {
                for (PackagePattern pattern : fresh.packages()) {
                    if (other.packages().contains(pattern)) {
                        return Decision.refused(
                                PublisherReason.PUBLISHER_EXISTS,
                                "A publisher with this very policy is registered for " + pattern + " already.");
                    }
                }
            }
        }
        return Decision.allowed(fresh);
    }

    private static Decision<TrustedPublisher> unlessFull(PublisherStores stores, TrustedPublisher fresh) {
        for (PackagePattern pattern : fresh.isPending() ? List.<PackagePattern>of() : fresh.packages()) {
            if (stores.publishers().count(pattern) >= MAX_PER_PATTERN) {
                return Decision.refused(
                        PublisherReason.TOO_MANY_PUBLISHERS,
                        "There are " + MAX_PER_PATTERN + " publishers for " + pattern + ", which is the most.");
            }
        }
        return Decision.allowed(fresh);
    }

    /**
     * Removes a trusted publisher, which ends its tokens too; it and its {@code publisher.removed} events change together.
     *
     * <p>The caller has decided that {@code by} may: see {@link #find} for the packages that it is about.
     *
     * @return false when there is none with this id
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public boolean remove(String id, Subject by, RequestContext context) {
        Instant now = now();
        return isId(id)
                && unitOfWork.<Boolean>run(stores -> {
                    TrustedPublisher publisher = stores.publishers().find(id);
                    if (publisher == null || !stores.publishers().remove(id)) {
                        return false;
                    }
                    new PublisherLog(stores, now, context.clientAddress()).removed(publisher, by);
                    return true;
                });
    }

    /**
     * Takes the package from every publisher that names it, because it was transferred to another owner; changes and
     * {@code publisher.removed} events are kept together.
     *
     * <p>Tokens of those publishers stop working for it. A publisher that names other packages too keeps those. One that
     * covers the package by a wider pattern stays as it is: it is the namespace's, and {@link PublisherRights} decide.
     *
     * @return how many publishers lost the package
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public int removeAllOf(PackageName packageName, Subject by, RequestContext context) {
        Instant now = now();
        PackagePattern exact = PackagePattern.exactly(packageName);
        return unitOfWork.run(stores -> {
            PublisherLog log = new PublisherLog(stores, now, context.clientAddress());
            List<TrustedPublisher> all = new ArrayList<>(stores.publishers().ofPackage(packageName));
            all.addAll(stores.publishers().holdPending(packageName));
            int withdrawn = 0;
            for (TrustedPublisher publisher : all) {
                if (stores.publishers().withdraw(publisher.id(), exact)) {
                    log.append(new PublisherEvent.Removed(
                            by,
                            packageName,
                            publisher.id(),
                            exact.toString(),
                            publisher.policy().repository()));
                    withdrawn++;
                }
            }
            return withdrawn;
        });
    }

    /** The trusted publisher with this id, or null; throws when the store is broken. */
    public @Nullable TrustedPublisher find(String id) {
        return isId(id)
                ? unitOfWork.<@Nullable TrustedPublisher>run(
                        stores -> stores.publishers().find(id))
                : null;
    }

    /** The trusted publishers that cover the package, oldest first, without pending ones; throws when the store is broken. */
    public List<TrustedPublisher> ofPackage(PackageName packageName) {
        return unitOfWork.run(stores -> stores.publishers().ofPackage(packageName));
    }

    /** The account's pending publishers, oldest first, expired ones included until housekeeping; throws when the store is broken. */
    public List<TrustedPublisher> pendingOf(Subject account) {
        return unitOfWork.run(stores -> stores.publishers().pendingOfAccount(account));
    }

    /** What a person should look at before this is registered. Asks the issuer's resolver: call it in no transaction. */
    public List<LintFinding> lint(Registration registration) {
        return new RegistrationLint(
                        registration, resolvers.get(registration.policy().issuer()))
                .findings();
    }

    /**
     * The policy with the ids that its repository's name stands for at this moment; as it is unless it waits to be pinned.
     *
     * <p>Asks the issuer's resolver: call it in no transaction. Refused with {@link PublisherReason#NO_RESOLVER} or
     * {@link PublisherReason#NAME_NOT_RESOLVED}; unavailable with {@link PublisherReason#RESOLVER_UNAVAILABLE}.
     */
    public Decision<WorkloadPolicy> pinned(WorkloadPolicy unpinned) {
        if (!unpinned.pinsOnFirstUse()) {
            return Decision.allowed(unpinned);
        }
        SourceResolver resolver = resolvers.get(unpinned.issuer());
        return resolver == null
                ? Decision.refused(PublisherReason.NO_RESOLVER, "Names of this issuer cannot be resolved here.")
                : resolver.resolve(unpinned.repository()).then(source -> pinned(unpinned, source));
    }

    private static Decision<WorkloadPolicy> pinned(WorkloadPolicy unpinned, ResolvedSource source) {
        if (source.ownerId() == null && !unpinned.acceptsNoOwnerId()) {
            return Decision.refused(
                    PublisherReason.NAME_NOT_RESOLVED, "The id of the repository's owner is not known.");
        }
        return Decision.allowed(unpinned.pinnedTo(WorkloadIdentity.builder(unpinned.issuer())
                .sourceRepository(unpinned.repository())
                .sourceRepositoryId(source.repositoryId())
                .sourceRepositoryOwnerId(source.ownerId())
                .build()));
    }

    /**
     * Lets only trusted publishers publish what the pattern covers, from now on; with its {@code publishing.restricted}
     * event. Tokens of accounts are refused for publishing; the host asks {@link #isTrustedPublishingRequired} elsewhere,
     * on a page for uploads for example. The caller has decided that {@code by} may.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public void requireTrustedPublishing(PackagePattern packages, Subject by, RequestContext context) {
        Instant now = now();
        unitOfWork.run(stores -> {
            if (stores.publishers().requireTrusted(packages, by, now)) {
                new PublisherLog(stores, now, context.clientAddress())
                        .append(new PublisherEvent.TrustedPublishingRequired(by, only(packages), packages.toString()));
            }
            return true;
        });
    }

    /**
     * Takes {@link #requireTrustedPublishing} back for this very pattern, with its {@code publishing.unrestricted} event;
     * another pattern that covers the same packages still counts. The caller has decided that {@code by} may.
     *
     * @return false when it was not there
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public boolean allowTokens(PackagePattern packages, Subject by, RequestContext context) {
        Instant now = now();
        return unitOfWork.run(stores -> {
            boolean there = stores.publishers().allowTokens(packages);
            if (there) {
                new PublisherLog(stores, now, context.clientAddress())
                        .append(new PublisherEvent.TokensAllowed(by, only(packages), packages.toString()));
            }
            return there;
        });
    }

    private static @Nullable PackageName only(PackagePattern packages) {
        return packages.isExact() ? PackageName.ofString(packages.toString()) : null;
    }

    /** Whether only trusted publishers may publish the package; throws when the store is broken. */
    public boolean isTrustedPublishingRequired(PackageName packageName) {
        return !unitOfWork
                .run(stores -> stores.publishers().trustedOnly(packageName))
                .isEmpty();
    }

    /**
     * Makes a pending publisher one for good, and ends the others for its package, within the caller's unit of work: the one
     * that creates the package. Everybody concerned is told by events.
     *
     * @return false when its time is over, somebody else was first, or it was not pending; then nothing is changed
     */
    public boolean confirm(PublisherStores stores, TrustedPublisher publisher, RequestContext context) {
        return publisher.isPending() && pending(stores, context.clientAddress()).confirm(publisher);
    }

    /**
     * Ends the pending publishers of a package that was created in another way; their accounts are told by events. Call it
     * when a package appears, best in the same transaction, see {@link #packageCreated(PublisherStores, PackageName,
     * RequestContext)}.
     *
     * @return how many ended
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public int packageCreated(PackageName packageName, RequestContext context) {
        return unitOfWork.run(stores -> packageCreated(stores, packageName, context));
    }

    /** As {@link #packageCreated(PackageName, RequestContext)}, within the caller's unit of work. */
    public int packageCreated(PublisherStores stores, PackageName packageName, RequestContext context) {
        return pending(stores, context.clientAddress()).packageCreated(packageName);
    }

    /**
     * Reminds the accounts of pending publishers that end within five days, and removes those that ended, each with its
     * event; a part of housekeeping, and safe from many nodes.
     *
     * @param limit the most of each kind
     * @return how many were reminded of or removed
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public int remindAndExpire(int limit) {
        return unitOfWork.run(stores -> pending(stores, "").remindAndExpire(limit));
    }

    private PendingPublishers pending(PublisherStores stores, String clientAddress) {
        Instant now = now();
        return new PendingPublishers(stores, new PublisherLog(stores, now, clientAddress), now);
    }

    private static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** To the millisecond, as stores keep it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
