/** In-toto statements: what a signed envelope says about which artifacts. */
@NullMarked
package dev.registrykit.attest.statement;

import org.jspecify.annotations.NullMarked;
