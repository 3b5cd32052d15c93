package dev.registrykit.publish.leak;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.http.FetchException;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One scanner's keys, kept for a time and read again when an unknown one is named.
 *
 * <p>They are read anew after {@link #LIFETIME}, so that a retired key stops working. While they cannot be read, the last
 * good ones serve up to {@link #STALE_LIMIT}; an empty or broken document never takes their place. Anyone can name an
 * unknown key, so that leads to one reading in {@link #COOLDOWN} at most: GitHub answers 60 requests an hour for
 * everyone behind one address. A key that came with a rotation must not be lost for that, so what is unknown by an older
 * reading is <em>unavailable</em>, which a scanner may send again, and refused only right after a reading.
 */
final class ScannerKeys {
    static final Duration LIFETIME = Duration.ofMinutes(30);
    static final Duration STALE_LIMIT = Duration.ofHours(24);
    static final Duration COOLDOWN = Duration.ofMinutes(5);
    static final Duration RETRY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(ScannerKeys.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_KEYS = 100;
    private static final JsonLimits LIMITS = JsonLimits.of(MAX_BYTES, 4, 2_000);
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._:+/=-]{1,128}");

    private final SecretScanner scanner;
    private final HttpFetch http;
    private final InstantSource clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile State state = new State(Map.of(), Instant.MIN, Instant.MIN, Instant.MIN);

    /**
     * What is known.
     *
     * @param readAt when the keys were read
     * @param triedAt when reading them was last tried, whatever came of it
     * @param forcedAt when an unknown key last led to a reading
     */
    private record State(Map<String, ScannerKey> keys, Instant readAt, Instant triedAt, Instant forcedAt) {}

    ScannerKeys(SecretScanner scanner, HttpFetch http, InstantSource clock) {
        this.scanner = scanner;
        this.http = http;
        this.clock = clock;
    }

    /** The key with this id; refused when the scanner has none or has retired it, unavailable when that cannot be told. */
    Decision<ScannerKey> key(String keyId) {
        if (!KEY_ID.matcher(keyId).matches()) {
            return unknown();
        }
        Instant asked = clock.instant();
        State known = refreshed();
        if (!known.keys().containsKey(keyId) && isWithin(STALE_LIMIT, known.readAt())) {
            known = forced();
        }
        if (!isWithin(STALE_LIMIT, known.readAt())) {
            return unavailable("The scanner's keys could not be read.");
        }
        ScannerKey key = known.keys().get(keyId);
        if (key == null) {
            return known.readAt().isBefore(asked)
                    ? unavailable("The key is none of those that were read last; they are read again in some minutes.")
                    : unknown();
        }
        return key.isCurrent()
                ? Decision.allowed(key)
                : Decision.refused(LeakReason.KEY_RETIRED, "The scanner has retired the key of this signature.");
    }

    private static Decision<ScannerKey> unknown() {
        return Decision.refused(LeakReason.KEY_UNKNOWN, "The scanner does not publish the key of this signature.");
    }

    private static Decision<ScannerKey> unavailable(String detail) {
        return Decision.unavailable(LeakReason.KEYS_UNAVAILABLE, detail);
    }

    /** What is known, after it was read again if it is old; who can do with what is kept does not wait for others. */
    private State refreshed() {
        State known = state;
        boolean usable = isWithin(STALE_LIMIT, known.readAt());
        if (usable && isWithin(LIFETIME, known.readAt())) {
            return known;
        }
        if (!usable) {
            reading.lock();
        } else if (!reading.tryLock()) {
            return known;
        }
        try {
            known = state;
            if (!isWithin(LIFETIME, known.readAt()) && !isWithin(RETRY, known.triedAt())) {
                state = read(known, clock.instant(), known.forcedAt());
            }
            return state;
        } finally {
            reading.unlock();
        }
    }

    private State forced() {
        reading.lock();
        try {
            State known = state;
            if (!isWithin(COOLDOWN, known.forcedAt())) {
                Instant now = clock.instant();
                state = read(known, now, now);
            }
            return state;
        } finally {
            reading.unlock();
        }
    }

    /** Whether less than {@code time} has passed since {@code since}; a clock that was set back counts as time passed. */
    private boolean isWithin(Duration time, Instant since) {
        Instant now = clock.instant();
        return !now.isBefore(since) && since.isAfter(Instant.EPOCH) && now.isBefore(since.plus(time));
    }

    private State read(State known, Instant now, Instant forcedAt) {
        try {
            return new State(parse(http.get(scanner.keys(), MAX_BYTES, TIMEOUT)), now, now, forcedAt);
        } catch (FetchException | JsonFormatException broken) {
            LOG.warn("the keys of the scanner {} could not be read", scanner.name(), broken);
            return new State(known.keys(), known.readAt(), now, forcedAt);
        }
    }

    /**
     * The usable keys by id. One of another kind is passed over; an id that occurs twice names no key.
     *
     * @throws JsonFormatException if the document is of another form, too large, or holds no usable key
     */
    static Map<String, ScannerKey> parse(byte[] document) {
        List<JsonObject> listed = isList(document)
                ? StrictJson.objects(document, LIMITS)
                : StrictJson.object(document, LIMITS).objects("public_keys");
        if (listed.size() > MAX_KEYS) {
            throw new JsonFormatException("the scanner has more than " + MAX_KEYS + " keys");
        }
        Map<String, ScannerKey> keys = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (JsonObject each : listed) {
            String id = each.string("key_identifier");
            boolean current = !Boolean.FALSE.equals(each.booleanOrNull("is_current"));
            ScannerKey key = ScannerKey.ofPem(each.string("key"), current);
            if (!seen.add(id)) {
                keys.remove(id);
            } else if (key != null) {
                keys.put(id, key);
            }
        }
        if (keys.isEmpty()) {
            throw new JsonFormatException("the scanner has no usable key");
        }
        return Map.copyOf(keys);
    }

    private static boolean isList(byte[] document) {
        for (byte each : document) {
            if (each != ' ' && each != '\n' && each != '\r' && each != '\t') {
                return each == '[';
            }
        }
        return false;
    }
}
