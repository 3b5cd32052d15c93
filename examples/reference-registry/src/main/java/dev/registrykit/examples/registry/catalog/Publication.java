package dev.registrykit.examples.registry.catalog;

import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who brought something in, and how.
 *
 * @param at when
 * @param credentialId the public id of the token
 * @param account the token's owner, or null when it was issued to a CI job
 * @param workload the CI job that the token was issued to, or null
 */
public record Publication(
        Instant at,
        String credentialId,
        @Nullable Subject account,
        @Nullable WorkloadIdentity workload) {

    /** Whether the same account, or the same run of a CI job, did both. */
    public boolean sameSource(Publication other) {
        return Objects.equals(account, other.account) && Objects.equals(run(), other.run());
    }

    private @Nullable String run() {
        return workload == null ? null : workload.issuer() + " " + workload.runInvocation();
    }
}
