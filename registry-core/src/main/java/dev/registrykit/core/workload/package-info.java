/** What a CI job proves about itself, and the policy that expects one. */
@NullMarked
package dev.registrykit.core.workload;

import org.jspecify.annotations.NullMarked;
