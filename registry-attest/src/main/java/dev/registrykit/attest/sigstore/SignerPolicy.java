package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Who is expected to have signed; without one nothing is verified, since anybody can sign anything.
 *
 * <p>A certificate's signer is a CI job that a {@link WorkloadPolicy} expects, or one exact {@link SignerIdentity}. A plain key
 * is expected by its hint, among the trusted keys that the verifier was given. {@link #anyOf(SignerPolicy...)} joins several, for
 * example all publishers of a package.
 */
public final class SignerPolicy {
    /** How one alternative judges; the attestation is the value when it matches. */
    private interface Rule {
        Decision<VerifiedAttestation> check(VerifiedAttestation attestation);
    }

    private final List<Rule> alternatives;

    private SignerPolicy(List<Rule> alternatives) {
        this.alternatives = List.copyOf(alternatives);
    }

    /** A CI job that {@code policy} accepts; refused with the policy's own reason. */
    public static SignerPolicy workload(WorkloadPolicy policy) {
        return new SignerPolicy(List.of(attestation -> {
            WorkloadIdentity workload = attestation.workload();
            return workload == null
                    ? Decision.refused(
                            AttestReason.IDENTITY_MISMATCH, "No CI job made this signature, but one is expected.")
                    : policy.check(workload).map(same -> attestation);
        }));
    }

    /** Exactly this signer; refused with {@link AttestReason#ISSUER_MISMATCH} or {@link AttestReason#IDENTITY_MISMATCH}. */
    public static SignerPolicy signer(SignerIdentity expected) {
        return new SignerPolicy(List.of(attestation -> {
            SignerIdentity signer = attestation.signer();
            if (signer == null) {
                return Decision.refused(
                        AttestReason.IDENTITY_MISMATCH, "A plain key made this signature, not the expected signer.");
            }
            if (!signer.issuer().equals(expected.issuer())) {
                return Decision.refused(AttestReason.ISSUER_MISMATCH, "Another issuer vouched for the signer.");
            }
            return signer.name().equals(expected.name())
                    ? Decision.allowed(attestation)
                    : Decision.refused(AttestReason.IDENTITY_MISMATCH, "Another signer made this signature.");
        }));
    }

    /**
     * A plain key with one of these hints, which must also be among the verifier's trusted keys; refused with
     * {@link AttestReason#IDENTITY_MISMATCH}.
     *
     * @throws IllegalArgumentException if no hint is given
     */
    public static SignerPolicy key(String... hints) {
        Set<String> expected = Set.of(hints);
        if (expected.isEmpty()) {
            throw new IllegalArgumentException("name at least one key");
        }
        return new SignerPolicy(List.of(attestation -> {
            String hint = attestation.keyHint();
            return hint != null && expected.contains(hint)
                    ? Decision.allowed(attestation)
                    : Decision.refused(AttestReason.IDENTITY_MISMATCH, "Another key made this signature.");
        }));
    }

    /**
     * Whoever {@code rule} accepts, which is asked once everything else has verified; refused with its own reason. For what the
     * rest of this class cannot say, for example {@code dev.registrykit.attest.expectation.GitHubExpectation}.
     */
    public static SignerPolicy matching(Function<VerifiedAttestation, Decision<VerifiedAttestation>> rule) {
        return new SignerPolicy(List.of(rule::apply));
    }

    /**
     * Whoever one of {@code policies} accepts; refused for the reason of the first of them.
     *
     * @throws IllegalArgumentException if no policy is given
     */
    public static SignerPolicy anyOf(SignerPolicy... policies) {
        var all = new ArrayList<Rule>();
        for (SignerPolicy policy : policies) {
            all.addAll(policy.alternatives);
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("name at least one policy");
        }
        return new SignerPolicy(all);
    }

    /**
     * Anybody at all. <b>Risk:</b> everybody can get a certificate and sign, so what is verified then says only that
     * <em>somebody</em> signed; never let an upload, an installation or a badge depend on it alone. For tools that show
     * who signed.
     *
     * @param reason why anybody is accepted here, for whoever reads the code
     * @throws IllegalArgumentException if the reason is blank
     */
    public static SignerPolicy acceptAnySigner(String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("say why anybody is accepted");
        }
        return new SignerPolicy(List.of(Decision::allowed));
    }

    Decision<VerifiedAttestation> check(VerifiedAttestation attestation) {
        Decision<VerifiedAttestation> first = alternatives.get(0).check(attestation);
        for (int next = 1; next < alternatives.size() && !first.isAllowed(); next++) {
            Decision<VerifiedAttestation> other = alternatives.get(next).check(attestation);
            if (other.isAllowed()) {
                return other;
            }
        }
        return first;
    }
}
