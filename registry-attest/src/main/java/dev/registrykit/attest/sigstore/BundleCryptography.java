package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.core.decision.Decision;

/**
 * Checks what needs the trust root: the certificate's chain and its publication, the log entry and its proof, signed
 * timestamps.
 *
 * <p>An allowance says nothing about identity, about the times in relation to each other, or about the artifact; its
 * value is the bundle that was given.
 */
interface BundleCryptography {

    /** The bundle when all of it hangs together and on the trust root; never throws for what a bundle holds. */
    Decision<Bundle> check(Bundle bundle, ArtifactDigest digest);
}
