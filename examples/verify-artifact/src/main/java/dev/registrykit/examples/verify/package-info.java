/** A downloaded artifact is verified on the client's side. */
@NullMarked
package dev.registrykit.examples.verify;

import org.jspecify.annotations.NullMarked;
