package dev.registrykit.attest.bundle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entry of a transparency log, not yet verified. */
public final class LogEntry {
    private final String kind;
    private final String version;
    private final byte[] logId;
    private final @Nullable Instant promisedTime;
    private final @Nullable InclusionProof inclusionProof;

    LogEntry(
            String kind,
            String version,
            byte[] logId,
            @Nullable Instant promisedTime,
            @Nullable InclusionProof inclusionProof) {
        this.kind = kind;
        this.version = version;
        this.logId = logId;
        this.promisedTime = promisedTime;
        this.inclusionProof = inclusionProof;
    }

    /** The kind that the entry's own body states, for example {@code hashedrekord}. */
    public String kind() {
        return kind;
    }

    /** The version of the kind that the entry's own body states, for example {@code 0.0.1}. */
    public String version() {
        return version;
    }

    /** The id of the log: the SHA-256 digest of its key, in the first logs. */
    public byte[] logId() {
        return logId.clone();
    }

    /**
     * When the log says that it took the entry in, or null when no promise of the log signs a time.
     *
     * <p>A time without a signed promise, or beside an entry of a version that promises nothing, is anybody's claim and
     * is null here.
     */
    public @Nullable Instant promisedTime() {
        return promisedTime;
    }

    /** The proof that the entry is in the log, or null when the bundle holds at most the log's promise. */
    public @Nullable InclusionProof inclusionProof() {
        return inclusionProof;
    }
}
