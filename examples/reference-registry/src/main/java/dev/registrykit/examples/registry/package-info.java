/** The reference registry: where it starts, what it is made of, and its demo world. */
@NullMarked
package dev.registrykit.examples.registry;

import org.jspecify.annotations.NullMarked;
