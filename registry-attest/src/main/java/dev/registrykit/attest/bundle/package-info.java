/** Sigstore bundles as they came from outside, the digests they are about, and why an attestation is refused. */
@NullMarked
package dev.registrykit.attest.bundle;

import org.jspecify.annotations.NullMarked;
