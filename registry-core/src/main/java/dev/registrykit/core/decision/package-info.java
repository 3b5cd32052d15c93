/** Decisions and their reasons: allowed, refused, or could not be checked. */
@NullMarked
package dev.registrykit.core.decision;

import org.jspecify.annotations.NullMarked;
