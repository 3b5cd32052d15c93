package dev.registrykit.attest.continuity;

import dev.registrykit.core.decision.Reason;

/** Why a release does not continue what its package has established, or an announcement of a change cannot be made. */
public enum ContinuityReason implements Reason {
    /** The package has provenance, and the release comes without. */
    PROVENANCE_MISSING(
            "provenance-missing",
            422,
            "Publish with provenance as before, or let an owner announce that releases come without."),
    /** The release is signed by another kind of signer than the package's releases are. */
    SIGNER_KIND_CHANGED("signer-kind-changed", 403, "Sign as before, or let an owner announce who signs from now on."),
    /** The release was built from another source repository, or named by another issuer. */
    SOURCE_CHANGED(
            "source-changed", 403, "Publish from the established repository, or let an owner announce the new one."),
    /** The source repository is the same, but belongs to another owner now. */
    SOURCE_OWNER_CHANGED(
            "source-owner-changed", 403, "Let an owner of the package announce that the repository's owner changed."),
    /** The source repository is the same, but another builder built the release. */
    BUILDER_CHANGED("builder-changed", 403, "Build as before, or let an owner announce that the builder changes."),
    /** The attestations of one release tell of several signers or sources. */
    PROVENANCE_AMBIGUOUS(
            "provenance-ambiguous", 422, "Upload attestations of one signer and one source with a release."),
    /** A change was announced and fits, but its waiting time is not over. */
    CHANGE_WAITING("change-waiting", 403, "Publish again when the waiting time of the announced change is over."),
    /** The package has no provenance yet: there is nothing that could change. */
    NOTHING_TO_ANNOUNCE("nothing-to-announce", 409, "Publish; the first provenance needs no announcement."),
    /** A change is announced already; there is one at a time. */
    CHANGE_ALREADY_ANNOUNCED("change-already-announced", 409, "Cancel the announced change first."),
    /** No such change is announced, or not any more. */
    NO_CHANGE_ANNOUNCED("no-change-announced", 404, "Look at what is announced now."),
    /** The database could not be reached. */
    STORE_UNAVAILABLE("continuity-store-unavailable", 503, "Try again in a moment.");

    private final String code;
    private final int httpStatus;
    private final String nextStep;

    ContinuityReason(String code, int httpStatus, String nextStep) {
        this.code = code;
        this.httpStatus = httpStatus;
        this.nextStep = nextStep;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int httpStatus() {
        return httpStatus;
    }

    @Override
    public String nextStep() {
        return nextStep;
    }
}
