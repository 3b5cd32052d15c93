package dev.registrykit.publish.publisher;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.store.JdbcSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps trusted publishers. All verbs act within the unit of work that handed out the store, and throw
 * {@link dev.registrykit.core.store.StoreException} when the store is broken.
 */
public interface TrustedPublisherStore {

    /** The store on the module's tables. */
    static TrustedPublisherStore jdbc(JdbcSession session) {
        return new JdbcTrustedPublisherStore(session);
    }

    /** Adds a publisher. */
    void insert(TrustedPublisher publisher);

    /** Removes a publisher; false when there is none with this id. */
    boolean remove(String id);

    /** The publisher with this id, or null. */
    @Nullable TrustedPublisher find(String id);

    /** The publishers that cover the package, oldest first, then by id. */
    List<TrustedPublisher> ofPackage(PackageName packageName);

    /**
     * The publishers of this issuer whose policy names the repository by its id, or by its URL without regard to case;
     * oldest first, then by id.
     */
    List<TrustedPublisher> ofRepository(String issuer, String repositoryId, String repository);
}
