package dev.registrykit.publish.token;

import dev.registrykit.core.workload.WorkloadPolicy;
import org.jspecify.annotations.Nullable;

/** Tells whether a trusted publisher still exists, and what it expects. */
public interface PublisherPolicies {

    /** The policy of the publisher with this id, or null when there is none (any more). */
    @Nullable WorkloadPolicy policyOf(String publisherId);
}
