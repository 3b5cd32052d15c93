/** A Javalin host. */
@NullMarked
package dev.registrykit.examples.javalin;

import org.jspecify.annotations.NullMarked;
