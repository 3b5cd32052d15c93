package dev.registrykit.attest.publication;

/** How many attestations are kept with a release. */
public final class AttestationLimits {
    private final int perRelease;
    private final long bytesPerRelease;

    private AttestationLimits(int perRelease, long bytesPerRelease) {
        if (perRelease < 1 || bytesPerRelease < 1) {
            throw new IllegalArgumentException("a release may have at least one attestation");
        }
        this.perRelease = perRelease;
        this.bytesPerRelease = bytesPerRelease;
    }

    /** 500 attestations and 16 MiB of bundles: some files of many platforms with two attestations each. */
    public static AttestationLimits standard() {
        return new AttestationLimits(500, 16L << 20);
    }

    /** At most so many attestations of files, and so many bytes of different bundles, with each release. */
    public static AttestationLimits of(int perRelease, long bytesPerRelease) {
        return new AttestationLimits(perRelease, bytesPerRelease);
    }

    /** The most attestations of a release; one that is about several files counts for each. */
    public int perRelease() {
        return perRelease;
    }

    /** The most bytes of a release's bundles together; one that is about several files counts once. */
    public long bytesPerRelease() {
        return bytesPerRelease;
    }
}
