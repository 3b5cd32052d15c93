/** Detached OpenPGP signatures beside an artifact, by keys that are allowed for its namespace. */
@NullMarked
package dev.registrykit.attest.openpgp;

import org.jspecify.annotations.NullMarked;
