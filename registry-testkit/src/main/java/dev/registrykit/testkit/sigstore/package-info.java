/** A Sigstore in miniature: bundles for any signer, good ones and ones that are broken in a named way. */
@NullMarked
package dev.registrykit.testkit.sigstore;

import org.jspecify.annotations.NullMarked;
