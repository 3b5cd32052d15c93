package dev.registrykit.publish.token;

import dev.registrykit.core.name.Release;
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

    /**
     * Writes down the release of a single-use token that has none yet, and is neither closed, revoked nor expired at
     * {@code now}; atomically, so that of many at once one does. Whether it was written: false also when it is that release
     * already.
     */
    boolean openRelease(String id, Release release, Instant now);

    /** Ends the release of a single-use token; false when it was ended already, is not single-use or does not exist. */
    boolean closeRelease(String id, Instant now);

    /**
     * The tokens that were issued from {@code from} to {@code to}, both included, to workloads of this issuer and
     * repository id, oldest first; where an issuer states no id, the repository's name stands for it.
     */
    List<ApiToken> ofWorkload(String issuer, String repositoryId, Instant from, Instant to);

    /** Removes tokens that expired or were revoked before {@code endedBefore}, at most {@code limit}; returns how many. */
    int purge(Instant endedBefore, int limit);
}
