package dev.registrykit.attest.expectation;

import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.VerificationSummary;
import dev.registrykit.core.decision.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * That a known verifier has already verified the artifact under this name, up to these levels (SLSA verification summary,
 * slsa.dev/spec/v1.0/verification_summary, "How to verify").
 *
 * <p>A verifier is known by its signer and its id together; either alone says nothing. A level of SLSA includes the lower ones
 * of its track; other levels are compared exactly. What the summary says besides is ignored.
 *
 * <pre>{@code
 * var expected = VsaExpectation.builder().verifier(signer, "https://example.org/verifier").level("SLSA_BUILD_LEVEL_2").build();
 * var summary = attest.verify(bundle, digest, SignerPolicy.signer(signer))
 *         .then(attestation -> expected.check(attestation, "pkg:npm/widget@1.0.0"));
 * }</pre>
 */
public final class VsaExpectation {
    private static final Pattern SLSA_LEVEL = Pattern.compile("(SLSA_[A-Z]+_LEVEL_)([0-9])");

    private final List<Verifier> verifiers;
    private final Set<String> levels;

    /** A signer and the id that it may use. */
    private record Verifier(Signer signer, String id) {}

    private interface Signer {
        boolean signed(VerifiedAttestation attestation);
    }

    private VsaExpectation(Builder builder) {
        this.verifiers = List.copyOf(builder.verifiers);
        this.levels = Set.copyOf(builder.levels);
    }

    /** A builder; at least one verifier and one level are required. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The summary, when it is a known verifier's, about this resource, passed, and at all the wanted levels.
     *
     * <p>Refused with {@link ExpectationReason#VERIFIER_UNTRUSTED}, {@link ExpectationReason#RESOURCE_MISMATCH},
     * {@link ExpectationReason#SUMMARY_NOT_PASSED} or {@link ExpectationReason#LEVEL_TOO_LOW}, or with a
     * {@link dev.registrykit.attest.statement.StatementReason} when the statement is no summary.
     *
     * @param resourceUri under which the artifact was fetched or uploaded; compared exactly
     */
    public Decision<VerificationSummary> check(VerifiedAttestation attestation, String resourceUri) {
        return Subjects.statement(attestation).then(VerificationSummary::read).then(summary -> {
            boolean known = verifiers.stream()
                    .anyMatch(verifier ->
                            verifier.id.equals(summary.verifierId()) && verifier.signer.signed(attestation));
            if (!known) {
                return Decision.refused(
                        ExpectationReason.VERIFIER_UNTRUSTED,
                        "This signer is not known to speak for the verifier that it names.");
            }
            if (!summary.resourceUri().equals(resourceUri)) {
                return Decision.refused(
                        ExpectationReason.RESOURCE_MISMATCH, "The summary is about the artifact under another name.");
            }
            if (!summary.isPassed()) {
                return Decision.refused(
                        ExpectationReason.SUMMARY_NOT_PASSED, "The verifier found that the artifact fails its policy.");
            }
            return includesLevels(summary.verifiedLevels())
                    ? Decision.allowed(summary)
                    : Decision.refused(
                            ExpectationReason.LEVEL_TOO_LOW,
                            "The verifier did not find the artifact at the wanted level.");
        });
    }

    private static boolean isBy(SignerIdentity expected, @Nullable SignerIdentity signer) {
        return signer != null && signer.equals(expected);
    }

    private boolean includesLevels(List<String> verified) {
        return levels.stream().allMatch(wanted -> verified.stream().anyMatch(level -> includes(level, wanted)));
    }

    private static boolean includes(String verified, String wanted) {
        Matcher higher = SLSA_LEVEL.matcher(verified);
        Matcher lower = SLSA_LEVEL.matcher(wanted);
        return verified.equals(wanted)
                || (higher.matches()
                        && lower.matches()
                        && higher.group(1).equals(lower.group(1))
                        && higher.group(2).charAt(0) >= lower.group(2).charAt(0));
    }

    /** Collects what is expected. */
    public static final class Builder {
        private final List<Verifier> verifiers = new ArrayList<>();
        private final Set<String> levels = new TreeSet<>();

        private Builder() {}

        /** A verifier that signs with certificates: this signer may use this id. */
        public Builder verifier(SignerIdentity signer, String verifierId) {
            verifiers.add(new Verifier(attestation -> isBy(signer, attestation.signer()), verifierId));
            return this;
        }

        /**
         * A verifier that signs with a plain key: the key that the attestation's verifier trusts under this hint may use this id.
         *
         * @throws IllegalArgumentException if the hint is empty
         */
        public Builder verifierKey(String hint, String verifierId) {
            if (hint.isEmpty()) {
                throw new IllegalArgumentException("a key has a hint");
            }
            verifiers.add(new Verifier(attestation -> hint.equals(attestation.keyHint()), verifierId));
            return this;
        }

        /** A level that the artifact must have reached, for example {@code SLSA_BUILD_LEVEL_2}. */
        public Builder level(String wanted) {
            levels.add(wanted);
            return this;
        }

        /**
         * The expectation.
         *
         * @throws IllegalStateException if no verifier or no level is given
         */
        public VsaExpectation build() {
            if (verifiers.isEmpty() || levels.isEmpty()) {
                throw new IllegalStateException("name at least one verifier and one level");
            }
            return new VsaExpectation(this);
        }
    }
}
