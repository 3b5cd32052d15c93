/** A registry's own word about its releases, and the attestations that it keeps, shows and serves. */
@NullMarked
package dev.registrykit.attest.publication;

import org.jspecify.annotations.NullMarked;
