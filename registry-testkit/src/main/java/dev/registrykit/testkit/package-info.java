/** Fakes, store contracts and attack cases for tests of a registry. */
@NullMarked
package dev.registrykit.testkit;

import org.jspecify.annotations.NullMarked;
