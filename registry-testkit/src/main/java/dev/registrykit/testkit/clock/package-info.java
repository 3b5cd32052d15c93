/** A clock that a test moves. */
@NullMarked
package dev.registrykit.testkit.clock;

import org.jspecify.annotations.NullMarked;
