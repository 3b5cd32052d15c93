package dev.registrykit.publish.token;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.publisher.TrustedPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps tokens by a hash of their text, and how long tokens may live that publish a package. All verbs act within the unit
 * of work that handed out the store, and throw {@link dev.registrykit.core.store.StoreException} when the store is broken.
 *
 * <p>Times are kept to the millisecond. A token is live when it is neither revoked nor expired.
 */
public interface TokenStore {

    /** The store on the module's tables. */
    static TokenStore jdbc(JdbcSession session) {
        return new JdbcTokenStore(session);
    }

    /**
     * A token as authentication needs it.
     *
     * @param hash under what it is kept, or null for a macaroon
     * @param publisher the token's, when it has one that still exists
     * @param longestLifetime how long tokens of accounts may live that publish the asked package, zero when only trusted
     *     publishers may; null when there is no limit or no package was asked for
     */
    record Found(
            ApiToken token,
            @Nullable TokenHash hash,
            @Nullable TrustedPublisher publisher,
            @Nullable Duration longestLifetime) {}

    /** Adds a token; the hash is null for a macaroon, which has a root key instead. */
    void insert(ApiToken token, @Nullable TokenHash hash);

    /** As {@link #insert}, unless the id or the hash is there already; whether the token was added. */
    boolean insertIfAbsent(ApiToken token, TokenHash hash);

    /**
     * The token with one of these hashes, ended or not, with its publisher and the strictest limit of all patterns that
     * cover the package; null when there is none. One statement.
     */
    @Nullable Found findPresented(Collection<TokenHash> candidates, @Nullable PackageName publishing);

    /** As {@link #findPresented(Collection, PackageName)}, the token with this public id. */
    @Nullable Found findPresented(String id, @Nullable PackageName publishing);

    /** The tokens that have one of these hashes, ended or not, by their hash; at most 1,000 hashes are asked for at once. */
    Map<TokenHash, ApiToken> findAll(Collection<TokenHash> hashes);

    /** The tokens that have one of these public ids, ended or not, by id; at most 1,000 are asked for at once. */
    Map<String, ApiToken> findAllById(Collection<String> ids);

    /** The token with this public id, ended or not; null when there is none. */
    @Nullable ApiToken find(String id);

    /** All tokens of an account that were not purged, newest first. */
    List<ApiToken> ofOwner(Subject owner);

    /**
     * How many live tokens of this kind an account has. The account is held until the unit of work ends, so that of two
     * that count and then insert the second sees what the first inserted.
     */
    int holdAndCount(Subject owner, @Nullable String kind, Instant now);

    /**
     * Records a use of a live token, if the last one is older than {@code ifBefore} or there was none; whether it was
     * recorded. One statement.
     *
     * @param rehashed what the token is kept under from now on, in which case the use is recorded whenever the last one
     *     was; or null to leave that as it is
     */
    boolean recordUse(String id, Instant now, Instant ifBefore, @Nullable TokenHash rehashed);

    /** Whether a token is live; nobody else changes it until the unit of work ends. */
    boolean holdLive(String id, Instant now);

    /** Revokes a token; false when it was revoked already or does not exist. Nothing makes it valid again. */
    boolean revoke(String id, Instant now);

    /**
     * Adds a restriction to a live token, and lets it end when that does if it would end later, or at {@code now} when
     * that is over; false when it is not live or has {@code most} characters of restrictions already.
     */
    boolean narrow(String id, Restriction restriction, int most, Instant now);

    /**
     * Writes down that {@code successor} takes the place of a live token that has none yet, and lets it end at
     * {@code until} if it would end later; atomically, so that of many at once one does. Whether it was written.
     */
    boolean rotate(String id, String successor, Instant until, Instant now);

    /** Forgets {@link ApiToken#movedFrom()}; false when it was forgotten already or there is no such token. */
    boolean finishMove(String id);

    /** Tokens that expired or were revoked before {@code endedBefore} and have a {@link ApiToken#movedFrom()}. */
    List<ApiToken> unfinishedMoves(Instant endedBefore, int limit);

    /** Marks a token as reminded of; false when it was marked already or does not exist. */
    boolean remind(String id);

    /**
     * The live tokens of accounts that end at {@code until} or before, lived for {@code shortest} or longer, have no
     * successor and nobody was reminded of; at most {@code limit}, those that end first in front.
     */
    List<ApiToken> unreminded(Instant now, Instant until, Duration shortest, int limit);

    /**
     * Writes down the release of a live single-use token that has none yet and is not closed; atomically, so that of many
     * at once one does. Whether it was written: false also when it is that release already.
     */
    boolean openRelease(String id, Release release, Instant now);

    /** Ends the release of a single-use token; false when it was ended already, is not single-use or does not exist. */
    boolean closeRelease(String id, Instant now);

    /**
     * The tokens that match, oldest first, at most {@code limit}.
     *
     * @param liveAt when given, only tokens that are live at this time
     */
    List<ApiToken> search(TokenSearch search, @Nullable Instant liveAt, int limit);

    /** Limits how long tokens of accounts may live that publish what this very pattern covers, instead of any limit before. */
    void limitLifetime(PackagePattern pattern, Duration longest, Subject by, Instant now);

    /** Takes {@link #limitLifetime} back for this very pattern; false when there was no limit. */
    boolean allowAnyLifetime(PackagePattern pattern);

    /**
     * Removes tokens that expired or were revoked before {@code endedBefore}, at most {@code limit}, but none with a {@link
     * ApiToken#movedFrom()}: it would come back to life. Returns how many.
     */
    int purge(Instant endedBefore, int limit);
}
