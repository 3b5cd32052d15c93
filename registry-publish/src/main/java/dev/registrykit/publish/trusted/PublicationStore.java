package dev.registrykit.publish.trusted;

import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.JdbcSession;
import java.time.Instant;
import java.util.List;

/**
 * Keeps who brought which release. All verbs act within the unit of work that handed out the store, and throw
 * {@link dev.registrykit.core.store.StoreException} when the store is broken.
 */
public interface PublicationStore {

    /** The store on the module's table. */
    static PublicationStore jdbc(JdbcSession session) {
        return new JdbcPublicationStore(session);
    }

    /** Adds a publication; false, and nothing changes, when its release and token have one already. */
    boolean insertIfAbsent(Publication publication);

    /** All publications of the release, oldest first, then by token. */
    List<Publication> ofRelease(Release release);

    /**
     * The publications from {@code from} to {@code to}, both included, by jobs of this issuer and repository id, oldest
     * first, then by release; where an issuer states no id, the repository's name stands for it.
     */
    List<Publication> ofWorkload(String issuer, String repositoryId, Instant from, Instant to);
}
