/** Trusted publishers: who registers which workload for which packages, and how they are kept. */
@NullMarked
package dev.registrykit.publish.publisher;

import org.jspecify.annotations.NullMarked;
