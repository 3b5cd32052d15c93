/** Once a package has provenance, it goes on having it from the same place, unless its owners announced a change. */
@NullMarked
package dev.registrykit.attest.continuity;

import org.jspecify.annotations.NullMarked;
