package dev.registrykit.attest;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SigstoreVerifier;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.workload.WorkloadPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Where an artifact comes from, verified offline; one instance serves the whole registry and all threads.
 *
 * <p>There is no verification without an expected identity: that somebody signed an artifact says nothing, since anybody
 * can.
 *
 * <pre>{@code
 * var attest = RegistryAttest.builder().trustRoot(TrustRoot.file(path)).build();
 * var verified = Bundle.parse(body).then(bundle -> attest.verify(bundle, ArtifactDigest.sha256Of(jar), policy));
 * }</pre>
 */
public final class RegistryAttest {
    private static final String VERIFY = "attestation.verify";

    private final SigstoreVerifier verifier;
    private final Decisions decisions;

    private RegistryAttest(TrustRoot trustRoot, DecisionListener listener) {
        this.verifier = new SigstoreVerifier(trustRoot);
        // Nothing here asks a store, so the reason for a broken one is never given.
        this.decisions = new Decisions(listener, AttestReason.UNSUPPORTED);
    }

    /** A builder; a trust root is required. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The attestation when {@code bundle} is about the artifact and was signed by the expected workload.
     *
     * <p>Refused with an {@link dev.registrykit.attest.bundle.AttestReason}, or with a
     * {@link dev.registrykit.core.workload.WorkloadReason} when all of it holds but the workload is another.
     *
     * @param digest of the artifact, as the registry computed it
     */
    public Decision<VerifiedAttestation> verify(Bundle bundle, ArtifactDigest digest, WorkloadPolicy expected) {
        return decisions.decide(VERIFY, () -> verifier.verify(bundle, digest, expected));
    }

    /**
     * The attestation when {@code bundle} is about the artifact and was signed by the expected signer.
     *
     * <p>Refused with an {@link dev.registrykit.attest.bundle.AttestReason}.
     *
     * @param digest of the artifact, as the registry computed it
     */
    public Decision<VerifiedAttestation> verify(Bundle bundle, ArtifactDigest digest, SignerIdentity expected) {
        return decisions.decide(VERIFY, () -> verifier.verify(bundle, digest, expected));
    }

    /** Collects what verification starts from. */
    public static final class Builder {
        private @Nullable TrustRoot trustRoot;
        private DecisionListener listener = DecisionListener.NONE;

        private Builder() {}

        /** The keys and certificates to start from; required. */
        public Builder trustRoot(TrustRoot root) {
            this.trustRoot = root;
            return this;
        }

        /** Who is told of every decision, as {@code attestation.verify}, for metrics; nobody by default. */
        public Builder decisions(DecisionListener told) {
            this.listener = told;
            return this;
        }

        /**
         * The entry point.
         *
         * @throws IllegalStateException if no trust root was given
         * @throws dev.registrykit.attest.trustroot.TrustRootException if a key or certificate of it is unusable
         */
        public RegistryAttest build() {
            if (trustRoot == null) {
                throw new IllegalStateException("attestations are verified from a trust root: call trustRoot(...)");
            }
            return new RegistryAttest(trustRoot, listener);
        }
    }
}
