package dev.registrykit.attest.sigstore;

import java.time.Instant;
import java.util.Objects;

/**
 * A time at which the signature existed, and who of the trust root signed that.
 */
public final class VerifiedTime {
    /** Who can state a time. */
    public enum Source {
        /** A transparency log, by the signed time at which it took the entry in (Rekor v1). */
        TRANSPARENCY_LOG,
        /** A timestamp authority (RFC 3161). */
        TIMESTAMP_AUTHORITY
    }

    private final Source source;
    private final String authority;
    private final Instant time;

    VerifiedTime(Source source, String authority, Instant time) {
        this.source = source;
        this.authority = authority;
        this.time = time;
    }

    /** What kind of authority states the time. */
    public Source source() {
        return source;
    }

    /** Which one: a log's address in the trust root, or the subject of a timestamp authority's certificate. */
    public String authority() {
        return authority;
    }

    /** The time: of a log in whole seconds, of an authority as exact as it states. */
    public Instant time() {
        return time;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifiedTime that
                && source == that.source
                && authority.equals(that.authority)
                && time.equals(that.time);
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, authority, time);
    }

    @Override
    public String toString() {
        return time + " by " + authority;
    }
}
