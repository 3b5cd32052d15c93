package dev.registrykit.attest.continuity;

/** What a refusal says to whoever publishes. */
final class Sentences {
    private Sentences() {}

    static String of(ContinuityReason difference, Provenance established) {
        return switch (difference) {
            case PROVENANCE_MISSING -> "This package's releases have provenance, but this release has none.";
            case SIGNER_KIND_CHANGED ->
                "This package's releases are signed by another kind of signer: "
                        + established.kind().word() + ".";
            case SOURCE_CHANGED -> "This package's releases are built from another source repository.";
            case SOURCE_OWNER_CHANGED -> "The source repository of this package belongs to another owner now.";
            case BUILDER_CHANGED -> "This package's releases are built by another builder.";
            default -> throw new IllegalStateException("not a difference: " + difference);
        };
    }
}
