/** May you bring this in? The publishing module's entry, and the stores that it works on. */
@NullMarked
package dev.registrykit.publish;

import org.jspecify.annotations.NullMarked;
