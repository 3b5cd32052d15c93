/** The keys and certificates that verification starts from. */
@NullMarked
package dev.registrykit.attest.trustroot;

import org.jspecify.annotations.NullMarked;
