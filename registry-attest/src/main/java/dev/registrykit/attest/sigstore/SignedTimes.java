package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.bundle.LogEntry;
import dev.registrykit.core.decision.Decision;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/** The times of a bundle that a log or a timestamp authority signed; at least one. */
final class SignedTimes {
    private final List<Instant> all;

    private SignedTimes(List<Instant> all) {
        this.all = all;
    }

    /** The times; their signatures are checked elsewhere. */
    static Decision<SignedTimes> of(Bundle bundle) {
        List<Instant> times = new ArrayList<>();
        for (LogEntry entry : bundle.logEntries()) {
            Instant promised = entry.promisedTime();
            if (promised != null) {
                times.add(promised);
            }
        }
        for (byte[] timestamp : bundle.timestamps()) {
            try {
                TimeStampToken token = new TimeStampResponse(timestamp).getTimeStampToken();
                if (token == null) {
                    return invalid();
                }
                times.add(token.getTimeStampInfo().getGenTime().toInstant());
            } catch (TSPException | IOException | RuntimeException malformed) {
                return invalid();
            }
        }
        return times.isEmpty()
                ? Decision.refused(AttestReason.TIMESTAMP_MISSING, "Nothing signed says when this was signed.")
                : Decision.allowed(new SignedTimes(List.copyOf(times)));
    }

    private static Decision<SignedTimes> invalid() {
        return Decision.refused(AttestReason.TIMESTAMP_INVALID, "A signed timestamp cannot be read.");
    }

    List<Instant> all() {
        return all;
    }

    Instant earliest() {
        return Collections.min(all);
    }
}
