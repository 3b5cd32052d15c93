package dev.registrykit.publish.oidc;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.http.FetchException;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.StrictJson;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One issuer's keys: found by discovery, kept for a time, and read again when an unknown key is asked for.
 *
 * <p>Keys are read anew after {@link #LIFETIME}, so that a withdrawn key stops working. While they cannot be read, the
 * last good set is used up to {@link #STALE_LIMIT}; an empty or broken set never takes its place. An unknown key id leads
 * to one more reading, at most once per {@link #COOLDOWN}, as does a failed one. Only callers who need an answer of this
 * issuer wait for its server; nobody waits while the kept set can answer.
 */
final class IssuerKeys {
    static final Duration LIFETIME = Duration.ofMinutes(15);
    static final Duration STALE_LIMIT = Duration.ofHours(6);
    static final Duration COOLDOWN = Duration.ofSeconds(30);
    static final Duration FIRST_RETRY = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 256 * 1024;

    private final URI issuer;
    private final String keysHost;
    private final SignatureAlgorithm algorithm;
    private final HttpFetch http;
    private final InstantSource clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile State state = new State(null, Instant.MIN, Instant.MIN, Instant.MIN, true);

    /**
     * What is known.
     *
     * @param readAt when the keys were read
     * @param triedAt when reading them was last tried
     * @param forcedAt when an unknown key last led to a reading
     * @param lastTryWorked whether the last try worked
     */
    private record State(
            @Nullable JsonWebKeys keys, Instant readAt, Instant triedAt, Instant forcedAt, boolean lastTryWorked) {}

    IssuerKeys(IdentityProvider provider, HttpFetch http, InstantSource clock) {
        this.issuer = URI.create(provider.issuer());
        this.keysHost = checkedHost(provider.keysHost(), issuer.getScheme());
        this.algorithm = provider.algorithm();
        this.http = http;
        this.clock = clock;
    }

    private static String checkedHost(String host, String scheme) {
        URI uri = URI.create(scheme + "://" + host);
        if (uri.getHost() == null || uri.getRawUserInfo() != null || !host.equals(uri.getRawAuthority())) {
            throw new IllegalArgumentException("the host of an issuer's keys is a host, with a port or without");
        }
        return host;
    }

    /** Whether a set is at hand, which is read now when it is not. */
    boolean isReady() {
        refreshIfOld(true);
        return usable() != null;
    }

    /** The key with this id; refused when the issuer has none, unavailable when that cannot be told. */
    Decision<VerificationKey> key(String keyId) {
        State known = state;
        // Nearly always the set at hand is a fresh one, and the clock is asked once.
        JsonWebKeys keys = known.keys() != null && isWithin(LIFETIME, known.readAt()) ? known.keys() : refreshed();
        if (keys == null) {
            return unavailable();
        }
        VerificationKey key = keys.byId(keyId);
        return key != null ? Decision.allowed(key) : forced(keyId);
    }

    private @Nullable JsonWebKeys refreshed() {
        refreshIfOld(true);
        return usable();
    }

    /**
     * The key with this id when it is at hand, else null: an unknown id leads to no reading. An old set is read again, by
     * one caller at a time while no other waits, so that attempts may be limited after this without keeping anyone out.
     */
    @Nullable VerificationKey keyAtHand(String keyId) {
        refreshIfOld(false);
        JsonWebKeys keys = usable();
        return keys == null ? null : keys.byId(keyId);
    }

    private @Nullable JsonWebKeys usable() {
        State known = state;
        return isWithin(STALE_LIMIT, known.readAt()) ? known.keys() : null;
    }

    private void refreshIfOld(boolean mayWait) {
        boolean usable = usable() != null;
        if (usable && isWithin(LIFETIME, state.readAt())) {
            return;
        }
        if (usable || !mayWait) {
            // Somebody reads already: go on with what is kept instead of waiting.
            if (reading.tryLock()) {
                readUnlessTried(usable ? COOLDOWN : FIRST_RETRY);
            }
        } else {
            reading.lock();
            readUnlessTried(FIRST_RETRY);
        }
    }

    /** Reads, unless another thread did while this one waited for the lock; gives the lock back. */
    private void readUnlessTried(Duration cooldown) {
        try {
            State known = state;
            boolean fresh = known.keys() != null && isWithin(LIFETIME, known.readAt());
            if (!fresh && !isWithin(cooldown, known.triedAt())) {
                state = read(known, clock.instant(), known.forcedAt());
            }
        } finally {
            reading.unlock();
        }
    }

    private Decision<VerificationKey> forced(String keyId) {
        reading.lock();
        try {
            State known = state;
            if (!isWithin(COOLDOWN, known.forcedAt())) {
                Instant now = clock.instant();
                known = read(known, now, now);
                state = known;
            }
            VerificationKey key = known.keys() == null ? null : known.keys().byId(keyId);
            if (key != null) {
                return Decision.allowed(key);
            }
            return known.lastTryWorked()
                    ? Decision.refused(OidcReason.KEY_UNKNOWN, "The issuer does not publish the identity token's key.")
                    : unavailable();
        } finally {
            reading.unlock();
        }
    }

    private static Decision<VerificationKey> unavailable() {
        return Decision.unavailable(OidcReason.KEYS_UNAVAILABLE, "The issuer's keys could not be read.");
    }

    /**
     * Whether less than {@code time} has passed since {@code since}; a clock that was set back counts as time passed.
     *
     * <p>The clock is read here, after the state that {@code since} is from: a caller who waited for the lock with an
     * earlier time in hand would take the reading that it waited for for one of the future, and read once more.
     */
    private boolean isWithin(Duration time, Instant since) {
        Instant now = clock.instant();
        return !now.isBefore(since) && since.isAfter(Instant.EPOCH) && now.isBefore(since.plus(time));
    }

    private State read(State known, Instant now, Instant forcedAt) {
        try {
            JsonWebKeys keys = JsonWebKeys.parse(http.get(keysAddress(), MAX_BYTES, TIMEOUT), algorithm);
            return new State(keys, now, now, forcedAt, true);
        } catch (FetchException | JsonFormatException broken) {
            LOG.warn("the keys of {} could not be read", issuer, broken);
            return new State(known.keys(), known.readAt(), now, forcedAt, false);
        }
    }

    /** OpenID Connect Discovery 1.0 sections 4.1 and 4.3; the keys must lie where the provider says, by the same scheme. */
    private URI keysAddress() throws FetchException {
        URI discovery = URI.create(issuer + "/.well-known/openid-configuration");
        var document = StrictJson.object(http.get(discovery, MAX_BYTES, TIMEOUT), JsonLimits.of(MAX_BYTES, 8, 5_000));
        if (!document.string("issuer").equals(issuer.toString())) {
            throw new JsonFormatException("the discovery document is another issuer's");
        }
        URI keys;
        try {
            keys = URI.create(document.string("jwks_uri"));
        } catch (IllegalArgumentException malformed) {
            throw new JsonFormatException("the discovery document's jwks_uri is not an address");
        }
        // The authority is host, port and user information: there is no room for another of these.
        if (!issuer.getScheme().equals(keys.getScheme()) || !keysHost.equals(keys.getRawAuthority())) {
            throw new JsonFormatException("the discovery document's jwks_uri lies on another host");
        }
        return keys;
    }
}
