/** The reference registry. */
@NullMarked
package dev.registrykit.examples.reference;

import org.jspecify.annotations.NullMarked;
