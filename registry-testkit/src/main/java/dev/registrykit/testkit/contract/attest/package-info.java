/** What the stores of attesting must do, as JUnit classes to extend; needs {@code registry-attest}. */
@NullMarked
package dev.registrykit.testkit.contract.attest;

import org.jspecify.annotations.NullMarked;
