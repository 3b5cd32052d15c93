/** Stores in memory, for fast tests of a host: they pass the same contracts as the SDK's JDBC stores. */
@NullMarked
package dev.registrykit.testkit.memory;

import org.jspecify.annotations.NullMarked;
