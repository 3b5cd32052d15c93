/** Verification of Sigstore bundles: signer, signature, certificate, transparency log and time. */
@NullMarked
package dev.registrykit.attest.sigstore;

import org.jspecify.annotations.NullMarked;
