package dev.registrykit.examples.registry.catalog;

import dev.registrykit.attest.sigstore.VerifiedAttestation;

/**
 * An attestation that was verified for this upload, and the file of the release that it is about.
 *
 * @param file the file's name within the release
 * @param sha256 of the file, in lower-case hexadecimal digits
 */
public record Attested(String file, String sha256, VerifiedAttestation attestation) {}
