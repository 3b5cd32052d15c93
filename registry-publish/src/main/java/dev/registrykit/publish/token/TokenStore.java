package dev.registrykit.publish.token;

import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps tokens by the SHA-256 of their text. All verbs act within the unit of work that handed out the store, and throw
 * {@link dev.registrykit.core.store.StoreException} when the store is broken.
 *
 * <p>Times are kept to the millisecond.
 */
public interface TokenStore {

    /** The store on the module's tables. */
    static TokenStore jdbc(JdbcSession session) {
        return new JdbcTokenStore(session);
    }

    /** Adds a token. */
    void insert(ApiToken token, byte[] sha256);

    /** The token with this hash, ended or not; null when there is none. */
    @Nullable ApiToken findByHash(byte[] sha256);

    /** The token with this public id, ended or not; null when there is none. */
    @Nullable ApiToken find(String id);

    /** All tokens of an account that were not purged, newest first. */
    List<ApiToken> ofOwner(Subject owner);

    /**
     * Records a use, if the last one is older than {@code ifBefore} or there was none, and the token is neither revoked
     * nor expired at {@code now}; whether it was recorded.
     */
    boolean recordUse(String id, Instant now, Instant ifBefore);

    /** Revokes a token; false when it was revoked already or does not exist. Nothing makes it valid again. */
    boolean revoke(String id, Instant now);

    /** Removes tokens that expired or were revoked before {@code endedBefore}, at most {@code limit}; returns how many. */
    int purge(Instant endedBefore, int limit);
}
