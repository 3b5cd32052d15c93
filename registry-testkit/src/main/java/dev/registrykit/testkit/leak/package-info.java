/** A secret scanner that a test owns: signed reports of leaked tokens, right and wrong. */
@NullMarked
package dev.registrykit.testkit.leak;

import org.jspecify.annotations.NullMarked;
