/** What the stores of publishing must do, as JUnit classes to extend; needs {@code registry-publish}. */
@NullMarked
package dev.registrykit.testkit.contract.publish;

import org.jspecify.annotations.NullMarked;
