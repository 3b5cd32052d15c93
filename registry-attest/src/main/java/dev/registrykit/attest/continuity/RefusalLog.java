package dev.registrykit.attest.continuity;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.log.ContinuityEvent;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.throttle.ThrottleStore.Reservation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Keeps the refusals of a package from filling its log, and its owners' mail. */
final class RefusalLog {
    private static final int KEPT = 20;
    private static final long WINDOW = Duration.ofMinutes(10).toMillis();

    private RefusalLog() {}

    static void tell(ContinuityStores stores, ContinuityEvent.Refused event, Instant now, RequestContext context) {
        Instant end = Instant.ofEpochMilli((Math.floorDiv(now.toEpochMilli(), WINDOW) + 1) * WINDOW);
        // A package's name is no secret; its digest is there because a name may be longer than a bucket.
        String bucket = "continuity:"
                + ArtifactDigest.of(event.packageName().toString().getBytes(StandardCharsets.UTF_8))
                        .hex(DigestAlgorithm.SHA256);
        if (stores.throttle()
                .reserveAll(List.of(new Reservation(bucket, end, KEPT)))
                .isEmpty()) {
            stores.events().append(RecordedEvent.of(event, now, context.clientAddress()));
        }
    }
}
