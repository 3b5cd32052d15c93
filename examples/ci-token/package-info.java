/** A token for one CI job: see {@code README.md}. */
@NullMarked
package dev.registrykit.examples.citoken;

import org.jspecify.annotations.NullMarked;
