/** The Maven repository protocol. */
@NullMarked
package dev.registrykit.examples.registry.maven;

import org.jspecify.annotations.NullMarked;
