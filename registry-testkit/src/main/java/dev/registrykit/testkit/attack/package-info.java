/** Attacks as arguments of parameterized tests: each must be refused, and for the right reason. */
@NullMarked
package dev.registrykit.testkit.attack;

import org.jspecify.annotations.NullMarked;
