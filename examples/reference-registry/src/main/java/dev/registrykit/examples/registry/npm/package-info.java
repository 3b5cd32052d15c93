/** The npm registry protocol. */
@NullMarked
package dev.registrykit.examples.registry.npm;

import org.jspecify.annotations.NullMarked;
