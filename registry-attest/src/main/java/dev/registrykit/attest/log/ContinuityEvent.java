package dev.registrykit.attest.log;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened to the place that a package's releases come from. Texts that tell of provenance are for people to read. */
public sealed interface ContinuityEvent extends AttestEvent {

    @Override
    PackageName packageName();

    /**
     * {@code provenance.first-use}: a release with provenance came to a package that had none; from now on its releases come
     * from there. Nothing but its being first speaks for it: an owner who does not know it must act.
     */
    record FirstUse(PackageName packageName, String version, String provenance) implements ContinuityEvent {
        @Override
        public String type() {
            return "provenance.first-use";
        }

        @Override
        public @Nullable Subject account() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("version", version, "provenance", provenance);
        }
    }

    /** {@code provenance.refused}: a release was refused because it came from elsewhere, or without provenance. */
    record Refused(PackageName packageName, String version, String reason, String established, String provenance)
            implements ContinuityEvent {
        @Override
        public String type() {
            return "provenance.refused";
        }

        @Override
        public @Nullable Subject account() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
                    "version", version, "reason", reason, "established", established, "provenance", provenance);
        }
    }

    /** {@code provenance.change-announced}: an owner announced that releases will come from elsewhere. */
    record Announced(
            Subject account,
            PackageName packageName,
            String announcementId,
            String change,
            Instant effectiveAt,
            Instant expiresAt)
            implements ContinuityEvent {
        @Override
        public String type() {
            return "provenance.change-announced";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
                    "announcement",
                    announcementId,
                    "by",
                    account.toString(),
                    "change",
                    change,
                    "from",
                    effectiveAt.toString(),
                    "until",
                    expiresAt.toString());
        }
    }

    /** {@code provenance.change-cancelled}: an owner took an announcement back. */
    record Cancelled(Subject account, PackageName packageName, String announcementId, String change)
            implements ContinuityEvent {
        @Override
        public String type() {
            return "provenance.change-cancelled";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("announcement", announcementId, "by", account.toString(), "change", change);
        }
    }

    /** {@code provenance.change-expired}: the time of an announcement was over before a release made use of it. */
    record Expired(PackageName packageName, String announcementId, String change) implements ContinuityEvent {
        @Override
        public String type() {
            return "provenance.change-expired";
        }

        @Override
        public @Nullable Subject account() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("announcement", announcementId, "change", change);
        }
    }

    /** {@code provenance.changed}: a release came from elsewhere as announced; from now on the releases come from there. */
    record Changed(
            PackageName packageName, String version, String announcementId, String established, String provenance)
            implements ContinuityEvent {
        @Override
        public String type() {
            return "provenance.changed";
        }

        @Override
        public @Nullable Subject account() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
                    "version",
                    version,
                    "announcement",
                    announcementId,
                    "established",
                    established,
                    "provenance",
                    provenance);
        }
    }
}
