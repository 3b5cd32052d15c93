/** A plain servlet host. */
@NullMarked
package dev.registrykit.examples.jetty;

import org.jspecify.annotations.NullMarked;
