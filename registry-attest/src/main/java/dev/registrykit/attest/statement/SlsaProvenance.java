package dev.registrykit.attest.statement;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an artifact was built, as its builder tells it: SLSA build provenance v1 or v0.2, in the words of v1.
 *
 * <p>Read, not judged: {@code dev.registrykit.attest.expectation.SlsaExpectation} asks whether to believe the builder and
 * whether the build is the expected one. Drafts of v1 are not read.
 */
public final class SlsaProvenance {
    /** The predicate type of v1 (slsa.dev/spec/v1.0/provenance), which later minor versions share. */
    public static final String V1 = "https://slsa.dev/provenance/v1";

    /** The predicate type of v0.2 (slsa.dev/spec/v0.2/provenance). */
    public static final String V0_2 = "https://slsa.dev/provenance/v0.2";

    private final Parts parts;

    /** What the reader of one version has found. */
    static final class Parts {
        final String buildType;
        final String builderId;
        JsonObject externalParameters;
        JsonObject internalParameters;
        List<Resource> dependencies = List.of();

        @Nullable SourceReference source;

        @Nullable SourceReference trigger;

        @Nullable String entryPoint;

        @Nullable String event;

        @Nullable JsonObject inputs;

        @Nullable String invocationId;

        @Nullable Instant startedOn;

        @Nullable Instant finishedOn;

        Parts(String buildType, String builderId, JsonObject externalParameters, JsonObject internalParameters) {
            this.buildType = buildType;
            this.builderId = builderId;
            this.externalParameters = externalParameters;
            this.internalParameters = internalParameters;
        }
    }

    private SlsaProvenance(Parts parts) {
        this.parts = parts;
    }

    /**
     * The provenance that {@code statement} holds; refused with {@link StatementReason#PREDICATE_TYPE_MISMATCH} or
     * {@link StatementReason#PREDICATE_MALFORMED}, the latter also when the builder's id or the type of the build is missing.
     */
    public static Decision<SlsaProvenance> read(Statement statement) {
        boolean old = statement.predicateType().equals(V0_2);
        return PredicateReader.read(
                statement,
                Set.of(V1, V0_2),
                predicate ->
                        new SlsaProvenance(old ? ProvenanceReader.v02(predicate) : ProvenanceReader.v1(predicate)));
    }

    /** The builder that vouches for the build, a URI: {@code runDetails.builder.id}. */
    public String builderId() {
        return parts.builderId;
    }

    /** How the parameters are to be understood, a URI. */
    public String buildType() {
        return parts.buildType;
    }

    /** What the one who started the build could choose; v0.2: {@code invocation.parameters}. */
    public JsonObject externalParameters() {
        return parts.externalParameters;
    }

    /** What the builder set itself; v0.2: {@code invocation.environment}. */
    public JsonObject internalParameters() {
        return parts.internalParameters;
    }

    /** What went into the build, in its order; v0.2: {@code materials}. */
    public List<Resource> resolvedDependencies() {
        return parts.dependencies;
    }

    /**
     * The source that was built: the parameter {@code source} where the type of the build has one, else the first thing that
     * went in if it is a git repository. Null when none of these is stated.
     */
    public @Nullable SourceReference source() {
        return parts.source;
    }

    /**
     * What the build was defined by: v0.2's {@code invocation.configSource}, or the parameter {@code workflow}. Null when it
     * is not stated; where it is stated, it must be of the same repository as the {@link #source}.
     */
    public @Nullable SourceReference trigger() {
        return parts.trigger;
    }

    /** The path of the workflow or whatever else names the steps within the trigger, or null when it is not stated. */
    public @Nullable String entryPoint() {
        return parts.entryPoint;
    }

    /** The event that started the build on GitHub, or null when it is not stated. */
    public @Nullable String event() {
        return parts.event;
    }

    /** What the one who started the workflow by hand filled in on GitHub, or null when nothing is stated. */
    public @Nullable JsonObject workflowInputs() {
        return parts.inputs;
    }

    /** The run, as the builder names it, often a URL; null when it is not stated. */
    public @Nullable String invocationId() {
        return parts.invocationId;
    }

    /** When the build began, or null when it is not stated. */
    public @Nullable Instant startedOn() {
        return parts.startedOn;
    }

    /** When the build ended, or null when it is not stated. */
    public @Nullable Instant finishedOn() {
        return parts.finishedOn;
    }

    @Override
    public String toString() {
        return "SlsaProvenance[" + parts.buildType + " by " + parts.builderId + "]";
    }
}
