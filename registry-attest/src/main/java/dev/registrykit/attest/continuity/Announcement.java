package dev.registrykit.attest.continuity;

import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A change of provenance that was announced and that no release has made use of yet; times are to the millisecond. */
public final class Announcement {
    private final String id;
    private final AnnouncedChange change;
    private final Subject announcedBy;
    private final Instant announcedAt;
    private final Instant effectiveAt;
    private final Instant expiresAt;

    private Announcement(
            String id,
            AnnouncedChange change,
            Subject announcedBy,
            Instant announcedAt,
            Instant effectiveAt,
            Instant expiresAt) {
        this.id = id;
        this.change = change;
        this.announcedBy = announcedBy;
        this.announcedAt = announcedAt.truncatedTo(ChronoUnit.MILLIS);
        this.effectiveAt = effectiveAt.truncatedTo(ChronoUnit.MILLIS);
        this.expiresAt = expiresAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** As a store kept it, or as it is to be kept; the id has at most 36 characters. */
    public static Announcement restored(
            String id,
            AnnouncedChange change,
            Subject announcedBy,
            Instant announcedAt,
            Instant effectiveAt,
            Instant expiresAt) {
        return new Announcement(id, change, announcedBy, announcedAt, effectiveAt, expiresAt);
    }

    /** The announcement's own id, random. */
    public String id() {
        return id;
    }

    /** What will change. */
    public AnnouncedChange change() {
        return change;
    }

    /** Who announced it. */
    public Subject announcedBy() {
        return announcedBy;
    }

    /** When it was announced. */
    public Instant announcedAt() {
        return announcedAt;
    }

    /** From when on a release may make use of it: the end of the waiting time. */
    public Instant effectiveAt() {
        return effectiveAt;
    }

    /** From when on no release may make use of it any more. */
    public Instant expiresAt() {
        return expiresAt;
    }

    @Override
    public String toString() {
        return "Announcement[" + change + " from " + effectiveAt + " until " + expiresAt + "]";
    }
}
