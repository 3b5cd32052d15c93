package dev.registrykit.publish.publisher;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps trusted publishers, and for which packages only they may publish. All verbs act within the unit of work that
 * handed out the store, and throw {@link dev.registrykit.core.store.StoreException} when the store is broken.
 *
 * <p>Lists are oldest first, then by id, unless they say otherwise. Times are kept to the millisecond.
 */
public interface TrustedPublisherStore {

    /** The store on the module's tables. */
    static TrustedPublisherStore jdbc(JdbcSession session) {
        return new JdbcTrustedPublisherStore(session);
    }

    /** Adds a publisher that is not pending. */
    void insert(TrustedPublisher publisher);

    /**
     * Adds a pending publisher if its account has fewer than {@code limit} of them, expired ones included; atomically, so
     * that of many at once no more are added. Whether it was added.
     */
    boolean insertPending(TrustedPublisher publisher, int limit);

    /** Removes a publisher; false when there is none with this id. */
    boolean remove(String id);

    /** The publisher with this id, or null. */
    @Nullable TrustedPublisher find(String id);

    /** The publishers that cover the package, without pending ones. */
    List<TrustedPublisher> ofPackage(PackageName packageName);

    /** How many publishers have this very pattern, without pending ones. */
    int count(PackagePattern pattern);

    /**
     * The publishers of this issuer whose policy names the repository by its id, or by its URL without regard to the case
     * of A to Z; pending ones and those without an id included. One query, whose time does not depend on how many
     * publishers there are of other repositories.
     */
    List<TrustedPublisher> ofRepository(String issuer, String repositoryId, String repository);

    /**
     * Replaces the policy of a publisher whose policy has no repository id by {@code pinned}, which has one; atomically, so
     * that of many at once one does. False when it has an id already or does not exist.
     */
    boolean pin(String id, WorkloadPolicy pinned);

    /**
     * Takes one pattern from a publisher, and removes the publisher when it was the last; false when it does not have it.
     */
    boolean withdraw(String id, PackagePattern pattern);

    /**
     * Makes a pending publisher one that is registered for good; false when it is not pending, its time is over at
     * {@code now}, or it does not exist. Of many at once one does.
     */
    boolean confirm(String id, Instant now);

    /** Removes a pending publisher whose time is over at {@code now}; false when it was confirmed, lives or is gone. */
    boolean expire(String id, Instant now);

    /** Marks a pending publisher as reminded of; false when it was marked already, is not pending or does not exist. */
    boolean remind(String id);

    /**
     * The pending publishers for the package, expired ones included, by id; they are held until the unit of work ends, so
     * that of two that create the package at once the second waits, and then sees what the first left.
     */
    List<TrustedPublisher> holdPending(PackageName packageName);

    /** The pending publishers that the account registered, expired ones included. */
    List<TrustedPublisher> pendingOfAccount(Subject account);

    /** The pending publishers whose time is over at {@code now}, at most {@code limit}, those that ended first in front. */
    List<TrustedPublisher> pendingExpired(Instant now, int limit);

    /** The pending publishers that nobody was reminded of and whose time is over at {@code at}, as above. */
    List<TrustedPublisher> pendingUnreminded(Instant at, int limit);

    /** Lets only trusted publishers publish what the pattern covers; false when that was so already. */
    boolean requireTrusted(PackagePattern pattern, Subject by, Instant now);

    /** Takes {@link #requireTrusted} back for this very pattern; false when it was not there. */
    boolean allowTokens(PackagePattern pattern);

    /** The patterns that cover the package and for which {@link #requireTrusted} was called, in the order of their texts. */
    List<PackagePattern> trustedOnly(PackageName packageName);
}
