package dev.registrykit.attest.trustroot;

import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A log that a trust root names, of signatures or of certificates, with its key decoded. */
public final class TrustedLog {
    private final String url;
    private final String origin;
    private final byte[] logId;
    private final PublicKey publicKey;
    private final String keyDetails;
    private final @Nullable Instant start;
    private final @Nullable Instant end;

    TrustedLog(
            String url,
            String origin,
            byte[] logId,
            PublicKey publicKey,
            String keyDetails,
            @Nullable Instant start,
            @Nullable Instant end) {
        this.url = url;
        this.origin = origin;
        this.logId = logId;
        this.publicKey = publicKey;
        this.keyDetails = keyDetails;
        this.start = start;
        this.end = end;
    }

    /** Its address. */
    public String url() {
        return url;
    }

    /** Its name in checkpoints: the host of its address, with the port when the address states one. */
    public String origin() {
        return origin;
    }

    /** Its id, which entries and certificates name it by. */
    public byte[] logId() {
        return logId.clone();
    }

    /** Its key. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** The way in which the key signs ({@code PublicKeyDetails}). */
    public String keyDetails() {
        return keyDetails;
    }

    /** The four bytes that begin its signatures in checkpoints (C2SP {@code signed-note}). */
    public byte[] checkpointKeyId() {
        return Arrays.copyOf(logId, 4);
    }

    /** Whether the key is in use at {@code time}, both ends included; never when no start is stated. */
    public boolean usedAt(Instant time) {
        return start != null && !time.isBefore(start) && (end == null || !time.isAfter(end));
    }
}
