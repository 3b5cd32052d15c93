/** What the stores of authentication must do, as JUnit classes to extend; needs {@code registry-auth}. */
@NullMarked
package dev.registrykit.testkit.contract.auth;

import org.jspecify.annotations.NullMarked;
