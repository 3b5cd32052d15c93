package dev.registrykit.attest;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.SigstoreVerifier;
import dev.registrykit.attest.sigstore.VerificationOptions;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustRootSource;
import dev.registrykit.attest.trustroot.TrustedKeys;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.workload.WorkloadPolicy;

/**
 * Where an artifact comes from, verified offline; one instance serves the whole registry and all threads.
 *
 * <p>There is no verification without an expected identity: that somebody signed an artifact says nothing, since anybody
 * can.
 *
 * <pre>{@code
 * var attest = RegistryAttest.builder().trustRoot(TrustRoot.file(path)).build();
 * var verified = Bundle.parse(body).then(bundle -> attest.verify(bundle, ArtifactDigest.of(jar), policy));
 * }</pre>
 */
public final class RegistryAttest {
    private static final String VERIFY = "attestation.verify";

    private final SigstoreVerifier verifier;
    private final Decisions decisions;

    private RegistryAttest(Builder builder) {
        this.verifier = new SigstoreVerifier(builder.roots, builder.trustedKeys);
        // Nothing here asks a store, so the reason for a broken one is never given.
        this.decisions = new Decisions(builder.listener, AttestReason.UNSUPPORTED);
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
        return verify(bundle, digest, SignerPolicy.workload(expected));
    }

    /**
     * The attestation when {@code bundle} is about the artifact and was signed by whom the policy expects.
     *
     * <p>Refused with an {@link dev.registrykit.attest.bundle.AttestReason}.
     *
     * @param digest of the artifact, as the registry computed it
     */
    public Decision<VerifiedAttestation> verify(Bundle bundle, ArtifactDigest digest, SignerPolicy expected) {
        return decisions.decide(VERIFY, () -> verifier.verify(bundle, digest, expected));
    }

    /** Collects what verification starts from. */
    public static final class Builder {
        private final SigstoreVerifier.Roots roots = new SigstoreVerifier.Roots();
        private TrustedKeys trustedKeys = TrustedKeys.none();
        private DecisionListener listener = (operation, outcome, reasonCode, nanoseconds) -> {};

        private Builder() {}

        /**
         * The authorities and logs to start from, with the default options; at least one trust root is required.
         *
         * <p>There may be several. A bundle with a certificate is judged by the first whose authority issued the
         * certificate, with its options and its logs and timestamp authorities alone.
         */
        public Builder trustRoot(TrustRoot root) {
            return trustRoot(root, VerificationOptions.defaults());
        }

        /** The same, with options of its own. */
        public Builder trustRoot(TrustRoot root, VerificationOptions options) {
            this.roots.add(root, options);
            return this;
        }

        /** The same, for a trust root that changes while the registry runs. */
        public Builder trustRoot(TrustRootSource source, VerificationOptions options) {
            this.roots.add(source, options);
            return this;
        }

        /** The plain keys whose signatures count, such as a registry's own; none by default. */
        public Builder trustedKeys(TrustedKeys keys) {
            this.trustedKeys = keys;
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
            if (roots.isEmpty()) {
                throw new IllegalStateException("attestations are verified from a trust root: call trustRoot(...)");
            }
            return new RegistryAttest(this);
        }
    }
}
