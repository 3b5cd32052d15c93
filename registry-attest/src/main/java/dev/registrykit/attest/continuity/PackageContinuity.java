package dev.registrykit.attest.continuity;

import dev.registrykit.core.name.PackageName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the releases of a package come from at present, and what is announced; a package that never had provenance has none
 * of this.
 */
public final class PackageContinuity {
    private final PackageName packageName;
    private final long revision;
    private final Provenance established;
    private final String sinceVersion;
    private final Instant since;
    private final @Nullable Announcement announcement;

    private PackageContinuity(
            PackageName packageName,
            long revision,
            Provenance established,
            String sinceVersion,
            Instant since,
            @Nullable Announcement announcement) {
        this.packageName = packageName;
        this.revision = revision;
        this.established = established;
        this.sinceVersion = sinceVersion;
        this.since = since.truncatedTo(ChronoUnit.MILLIS);
        this.announcement = announcement;
    }

    /** As a store kept it, or, with revision 0 and no announcement, as it is to be kept. */
    public static PackageContinuity restored(
            PackageName packageName,
            long revision,
            Provenance established,
            String sinceVersion,
            Instant since,
            @Nullable Announcement announcement) {
        return new PackageContinuity(packageName, revision, established, sinceVersion, since, announcement);
    }

    /** The package. */
    public PackageName packageName() {
        return packageName;
    }

    /** How often this was changed; a store changes it only if nobody else did meanwhile. */
    public long revision() {
        return revision;
    }

    /** What every release is held against; of kind {@link SignerKind#NONE} after provenance was given up as announced. */
    public Provenance established() {
        return established;
    }

    /** The version of the release that established it. */
    public String sinceVersion() {
        return sinceVersion;
    }

    /** When it was established, to the millisecond. */
    public Instant since() {
        return since;
    }

    /** The change that is announced, also when its time is over and nobody has tidied up, or null. */
    public @Nullable Announcement announcement() {
        return announcement;
    }

    @Override
    public String toString() {
        return "PackageContinuity[" + packageName + " from " + established + " since " + sinceVersion + "]";
    }
}
