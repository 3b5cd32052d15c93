package dev.registrykit.attest.bundle;

import dev.registrykit.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entry of a transparency log, not yet verified. */
public final class LogEntry {
    private final String kind;
    private final String version;
    private final byte[] logId;
    private final long index;
    private final long integratedTime;
    private final byte @Nullable [] promise;
    private final @Nullable InclusionProof inclusionProof;
    private final byte[] bytes;
    private final JsonObject body;

    LogEntry(Parts parts) {
        this.kind = parts.kind;
        this.version = parts.version;
        this.logId = parts.logId;
        this.index = parts.index;
        this.integratedTime = parts.integratedTime;
        this.promise = parts.promise;
        this.inclusionProof = parts.inclusionProof;
        this.bytes = parts.bytes;
        this.body = parts.body;
    }

    /** What the reader has read of an entry. */
    static final class Parts {
        final byte[] bytes;
        final JsonObject body;
        final String kind;
        final String version;
        byte[] logId = new byte[0];
        long index;
        long integratedTime;
        byte @Nullable [] promise;

        @Nullable InclusionProof inclusionProof;

        Parts(byte[] bytes, JsonObject body) {
            this.bytes = bytes;
            this.body = body;
            this.kind = body.string("kind");
            this.version = body.string("apiVersion");
        }
    }

    /** The kind that the entry's own body states, for example {@code hashedrekord}. */
    public String kind() {
        return kind;
    }

    /** The version of the kind that the entry's own body states, for example {@code 0.0.1}. */
    public String version() {
        return version;
    }

    /** The id of the log, as the trust root names it. */
    public byte[] logId() {
        return logId.clone();
    }

    /** The entry's index, in all shards of the log together for Rekor v1. */
    public long index() {
        return index;
    }

    /** When the log says that it took the entry in, or null when it does not say; anybody's claim until a promise proves it. */
    public @Nullable Instant integratedTime() {
        return integratedTime == 0 ? null : Instant.ofEpochSecond(integratedTime);
    }

    /** The log's signature on its promise to take the entry in ("signed entry timestamp"), or null when there is none. */
    public byte @Nullable [] promise() {
        return promise == null ? null : promise.clone();
    }

    /** The proof that the entry is in the log, or null when the bundle holds at most the log's promise. */
    public @Nullable InclusionProof inclusionProof() {
        return inclusionProof;
    }

    /** The entry as the log has recorded it, byte for byte. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** What {@link #bytes()} say. */
    public JsonObject body() {
        return body;
    }
}
