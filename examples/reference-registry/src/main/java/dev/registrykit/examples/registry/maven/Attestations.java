package dev.registrykit.examples.registry.maven;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.examples.registry.http.HttpProblem;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the Sigstore bundle of a file against the CI job that the upload's token was issued to.
 *
 * <p>Without a trust root nothing is verified, and a token that no CI job got names no identity to expect: such bundles
 * are kept as files, and the pages do not call them verified.
 */
public final class Attestations {
    private final @Nullable RegistryAttest attest;

    /** With the module, or null when the registry has no trust root. */
    public Attestations(@Nullable RegistryAttest attest) {
        this.attest = attest;
    }

    /**
     * The attestation, verified; null when nothing is verified here.
     *
     * @throws HttpProblem if it should have been verified and is not what was expected
     */
    public @Nullable VerifiedAttestation verify(byte[] bundle, ArtifactDigest artifact, Grant grant) {
        RegistryAttest module = attest;
        if (module == null || grant.workload() == null) {
            return null;
        }
        return grant.expectedWorkload()
                .then(expected -> Bundle.parse(bundle).then(parsed -> module.verify(parsed, artifact, expected)))
                .orElseThrow(HttpProblem::new);
    }
}
