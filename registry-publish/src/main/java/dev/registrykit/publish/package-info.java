/** May you bring this in? The entry point of the publishing module. */
@NullMarked
package dev.registrykit.publish;

import org.jspecify.annotations.NullMarked;
