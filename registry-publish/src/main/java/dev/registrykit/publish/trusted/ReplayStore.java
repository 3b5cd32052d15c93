package dev.registrykit.publish.trusted;

import dev.registrykit.core.store.JdbcSession;
import java.time.Instant;

/**
 * Remembers which identity tokens were exchanged. All verbs act within the unit of work that handed out the store, and
 * throw {@link dev.registrykit.core.store.StoreException} when the store is broken.
 */
public interface ReplayStore {

    /** The store on the module's table. */
    static ReplayStore jdbc(JdbcSession session) {
        return new JdbcReplayStore(session);
    }

    /**
     * Remembers a token's id; false when it was remembered already, and nothing changes then. Of many at once exactly
     * one gets true, and a rollback forgets.
     *
     * @param issuer whose id it is: two issuers' equal ids are two, at most 255 characters
     * @param tokenId the {@code jti}, at most 256 characters
     * @param scope what the id may be used for once more: the package's text on npm's path, empty otherwise
     * @param until how long it is remembered
     */
    boolean insertIfAbsent(String issuer, String tokenId, String scope, Instant until);

    /** Forgets what was to be remembered until before {@code now}, at most {@code limit}; returns how many. */
    int purge(Instant now, int limit);
}
