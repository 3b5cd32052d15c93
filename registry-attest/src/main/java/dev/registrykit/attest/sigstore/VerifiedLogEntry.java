package dev.registrykit.attest.sigstore;

import java.util.Objects;

/** An entry of a transparency log that was verified to be about this very signature, key and digest. */
public final class VerifiedLogEntry {
    private final String log;
    private final String logId;
    private final long index;
    private final String kind;
    private final boolean included;

    VerifiedLogEntry(String log, String logId, long index, String kind, boolean included) {
        this.log = log;
        this.logId = logId;
        this.index = index;
        this.kind = kind;
        this.included = included;
    }

    /** The log's address in the trust root, for example {@code https://rekor.sigstore.dev}. */
    public String log() {
        return log;
    }

    /** The log's id in lower-case hexadecimal digits. */
    public String logId() {
        return logId;
    }

    /** The entry's index that people look it up by: in all shards of the log together for Rekor v1. */
    public long index() {
        return index;
    }

    /** The kind and version of the entry, for example {@code dsse:0.0.1}. */
    public String kind() {
        return kind;
    }

    /** Whether it was proven to be in the log; otherwise the log only promised, in signed form, to take it in. */
    public boolean isIncluded() {
        return included;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifiedLogEntry that
                && log.equals(that.log)
                && logId.equals(that.logId)
                && index == that.index
                && kind.equals(that.kind)
                && included == that.included;
    }

    @Override
    public int hashCode() {
        return Objects.hash(log, logId, index, kind, included);
    }

    @Override
    public String toString() {
        return kind + " " + index + " of " + log;
    }
}
