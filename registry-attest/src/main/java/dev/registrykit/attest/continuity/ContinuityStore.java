package dev.registrykit.attest.continuity;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.store.JdbcSession;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps where packages' releases come from, what is announced, and who signed each release. All verbs act within the unit of
 * work that handed out the store, and throw {@link dev.registrykit.core.store.StoreException} when the store is broken.
 */
public interface ContinuityStore {

    /** The store on the module's tables. */
    static ContinuityStore jdbc(JdbcSession session) {
        return new JdbcContinuityStore(session);
    }

    /** What is established for the package, or null when it never had provenance. */
    @Nullable PackageContinuity find(PackageName packageName);

    /**
     * Establishes a package's first provenance; false, and nothing changes, when the package has one: of many at once one
     * establishes it, and the others find it at their next {@link #find}.
     */
    boolean insertIfAbsent(PackageContinuity first);

    /**
     * Establishes another provenance, and ends what was announced; false, and nothing changes, unless the package's revision
     * is still {@code revision}.
     */
    boolean establish(PackageName packageName, long revision, Provenance provenance, String version, Instant now);

    /**
     * Adds an announcement; false, and nothing changes, when the package has nothing established, or another announcement
     * whose time is not over at the new one's {@link Announcement#announcedAt}.
     */
    boolean announce(PackageName packageName, Announcement announcement);

    /** Ends the announcement of this id; false when it has ended already. */
    boolean endAnnouncement(PackageName packageName, String id);

    /** Packages whose announcement's time is over at {@code now}, the longest first, at most {@code limit}. */
    List<PackageContinuity> expired(Instant now, int limit);

    /** Adds an entry to the history; false, and nothing changes, when this release has one of the same provenance. */
    boolean remember(HistoryEntry entry);

    /** The newest entries of a package, newest first, then by version, at most {@code limit}. */
    List<HistoryEntry> history(PackageName packageName, int limit);
}
