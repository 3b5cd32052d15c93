package dev.registrykit.attest.statement;

import static dev.registrykit.attest.statement.PredicateReader.textOrNull;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which artifacts make up a release, as a registry or GitHub tells it: in-toto's release predicate, v0.1 and v0.2
 * (in-toto attestation framework, {@code predicates/release.md}), with what GitHub adds for its immutable releases.
 */
public final class ReleaseRecord {
    /** The predicate type of v0.1. */
    public static final String V0_1 = "https://in-toto.io/attestation/release/v0.1";

    /** The predicate type of v0.2. */
    public static final String V0_2 = "https://in-toto.io/attestation/release/v0.2";

    private final String purl;
    private final @Nullable String packageId;
    private final @Nullable String repository;
    private final @Nullable String repositoryId;
    private final @Nullable String ownerId;
    private final @Nullable String tag;

    private ReleaseRecord(JsonObject predicate) {
        this.purl = predicate.string("purl");
        String name = purl.split("[?#]", 2)[0];
        if (!name.startsWith("pkg:") || name.lastIndexOf('@') < name.lastIndexOf('/')) {
            throw new JsonFormatException("member 'purl' must be a package URL with a version");
        }
        String id = textOrNull(predicate, "packageId");
        this.packageId = id == null ? textOrNull(predicate, "releaseId") : id;
        this.repository = textOrNull(predicate, "repository");
        this.repositoryId = textOrNull(predicate, "repositoryId");
        this.ownerId = textOrNull(predicate, "ownerId");
        this.tag = textOrNull(predicate, "tag");
    }

    /**
     * What {@code statement} says; refused with {@link StatementReason#PREDICATE_TYPE_MISMATCH} or
     * {@link StatementReason#PREDICATE_MALFORMED}, the latter also when the package URL names no version.
     */
    public static Decision<ReleaseRecord> read(Statement statement) {
        return PredicateReader.read(statement, Set.of(V0_1, V0_2), ReleaseRecord::new);
    }

    /** The package URL of the release, as it is written. */
    public String purl() {
        return purl;
    }

    /** What stays the same from release to release even if the name changes, or null; v0.1 calls it {@code releaseId}. */
    public @Nullable String packageId() {
        return packageId;
    }

    /** GitHub's {@code owner/name}, or null. */
    public @Nullable String repository() {
        return repository;
    }

    /** The immutable id of GitHub's repository, or null. */
    public @Nullable String repositoryId() {
        return repositoryId;
    }

    /** The immutable id of the repository's owner, or null. */
    public @Nullable String ownerId() {
        return ownerId;
    }

    /** The tag that was released on GitHub, or null. */
    public @Nullable String tag() {
        return tag;
    }

    @Override
    public String toString() {
        return "ReleaseRecord[" + purl + "]";
    }
}
