/**
 * What every store must do, as JUnit classes to extend: give it the store, and its tests run.
 *
 * <p>The SDK's own stores run them on H2, on PostgreSQL, on a pool of one connection and in memory. A host that brings
 * its own stores extends the same classes.
 */
@NullMarked
package dev.registrykit.testkit.contract;

import org.jspecify.annotations.NullMarked;
