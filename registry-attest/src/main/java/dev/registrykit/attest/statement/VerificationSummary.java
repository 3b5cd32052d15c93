package dev.registrykit.attest.statement;

import static dev.registrykit.attest.statement.PredicateReader.text;
import static dev.registrykit.attest.statement.PredicateReader.textOrNull;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * That somebody else has verified an artifact, against which policy and with which result: a SLSA verification summary
 * (slsa.dev/spec/v1.0/verification_summary).
 *
 * <p>Read, not judged: {@code dev.registrykit.attest.expectation.VsaExpectation} asks whether the verifier is known.
 */
public final class VerificationSummary {
    /** The predicate type. */
    public static final String TYPE = "https://slsa.dev/verification_summary/v1";

    private final String verifierId;
    private final @Nullable Instant timeVerified;
    private final String resourceUri;
    private final Resource policy;
    private final String result;
    private final List<String> verifiedLevels;
    private final @Nullable String slsaVersion;

    private VerificationSummary(JsonObject predicate) {
        this.verifierId = text(predicate.object("verifier"), "id");
        this.timeVerified = PredicateReader.timeOrNull(predicate, "timeVerified");
        this.resourceUri = text(predicate, "resourceUri");
        this.policy = Resource.of(predicate.object("policy"));
        this.result = result(predicate);
        this.verifiedLevels = predicate.strings("verifiedLevels");
        this.slsaVersion = textOrNull(predicate, "slsaVersion");
    }

    private static String result(JsonObject predicate) {
        String result = predicate.string("verificationResult");
        if (!result.equals("PASSED") && !result.equals("FAILED")) {
            throw new JsonFormatException("member 'verificationResult' must be PASSED or FAILED");
        }
        return result;
    }

    /**
     * The summary that {@code statement} holds; refused with {@link StatementReason#PREDICATE_TYPE_MISMATCH} or
     * {@link StatementReason#PREDICATE_MALFORMED}, the latter also when something is missing that the specification requires.
     */
    public static Decision<VerificationSummary> read(Statement statement) {
        return PredicateReader.read(statement, Set.of(TYPE), VerificationSummary::new);
    }

    /** Who verified, a URI that only counts together with the signer. */
    public String verifierId() {
        return verifierId;
    }

    /** When it was verified, or null when that is not stated. */
    public @Nullable Instant timeVerified() {
        return timeVerified;
    }

    /** Where the artifact is to be found, under the name that was verified. */
    public String resourceUri() {
        return resourceUri;
    }

    /** The policy that the artifact was verified against. */
    public Resource policy() {
        return policy;
    }

    /** Whether the artifact met the policy. */
    public boolean isPassed() {
        return result.equals("PASSED");
    }

    /** The levels that it reached, as they are written, for example {@code SLSA_BUILD_LEVEL_2}. */
    public List<String> verifiedLevels() {
        return verifiedLevels;
    }

    /** The version of SLSA that the levels are of, or null when it is not stated. */
    public @Nullable String slsaVersion() {
        return slsaVersion;
    }

    @Override
    public String toString() {
        return "VerificationSummary[" + result + " " + resourceUri + " by " + verifierId + "]";
    }
}
