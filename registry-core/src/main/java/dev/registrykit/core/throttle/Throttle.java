package dev.registrykit.core.throttle;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.throttle.ThrottleStore.Reservation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Limits attempts: each is reserved before the costly or guessable check, and refunded when it succeeds.
 *
 * <p>Whose attempts are counted is stored as an HMAC under the key ring, so the table holds no address and no name.
 */
public final class Throttle {
    private final KeyRing keyRing;
    private final String purpose;
    private final Reason tooMany;

    /**
     * A throttle for one purpose.
     *
     * @param purpose a constant word of at most 40 characters that keeps its counts apart from others in the same table
     * @param tooMany the reason of refusals
     */
    public Throttle(KeyRing keyRing, String purpose, Reason tooMany) {
        this.keyRing = keyRing;
        this.purpose = purpose;
        this.tooMany = tooMany;
    }

    /**
     * Reserves one attempt under every quota, or under none: refused when any of them is used up.
     *
     * <p>On PostgreSQL all quotas together are one statement. The refusal's detail says when to try again, and depends on the counts alone, not on whether what was tried
     * exists. Call it in its own unit of work and let that end before the check, so that the reservation outlives it.
     */
    public Decision<Attempt> reserve(ThrottleStore store, Instant now, List<Quota> quotas) {
        // Two quotas for the same value and window are one count, held to the smaller limit.
        Map<List<Object>, Reservation> wanted = new LinkedHashMap<>();
        for (Quota quota : quotas) {
            var one = new Reservation(key(quota), windowEnd(now, quota.window()), quota.attempts());
            wanted.merge(
                    List.of(one.key(), one.windowEnd()),
                    one,
                    (first, second) -> first.limit() <= second.limit() ? first : second);
        }
        List<Reservation> reservations = List.copyOf(wanted.values());
        List<Reservation> usedUp = store.reserveAll(reservations);
        if (usedUp.isEmpty()) {
            return Decision.allowed(new Attempt(reservations));
        }
        Instant end =
                Collections.max(usedUp.stream().map(Reservation::windowEnd).toList());
        long seconds = Math.max(1, Duration.between(now, end).toSeconds());
        return Decision.refused(tooMany, "Too many attempts; try again in " + seconds + " seconds.");
    }

    private String key(Quota quota) {
        byte[] mac = keyRing.mac("throttle", quota.value().getBytes(StandardCharsets.UTF_8));
        // With the window's length: a minute and an hour that end at the same time are counted apart.
        return purpose + ":" + quota.dimension() + ":" + quota.window().toMillis() + ":" + StrictBase64.encodeUrl(mac);
    }

    private static Instant windowEnd(Instant now, Duration window) {
        long length = window.toMillis();
        return Instant.ofEpochMilli((Math.floorDiv(now.toEpochMilli(), length) + 1) * length);
    }
}
