/** A narrower token without asking the registry: see {@code README.md}. */
@NullMarked
package dev.registrykit.examples.attenuate;

import org.jspecify.annotations.NullMarked;
