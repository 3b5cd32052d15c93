/** Benchmarks of ours beside their peers. */
@NullMarked
package dev.registrykit.benchmarks;

import org.jspecify.annotations.NullMarked;
