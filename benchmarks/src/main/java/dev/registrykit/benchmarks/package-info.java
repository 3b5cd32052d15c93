/** Benchmarks of ours beside their peers, and the runner that holds the ratios against their bars. */
@NullMarked
package dev.registrykit.benchmarks;

import org.jspecify.annotations.NullMarked;
