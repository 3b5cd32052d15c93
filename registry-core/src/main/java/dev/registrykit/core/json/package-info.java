/** One strict JSON reader, and a writer for the small documents that the SDK answers with. */
@NullMarked
package dev.registrykit.core.json;

import org.jspecify.annotations.NullMarked;
