package dev.registrykit.publish.trusted;

import dev.registrykit.core.name.Release;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Who brought a release: the job, its publisher and the token, as they were when its first file was accepted. */
public final class Publication {
    private final Release release;
    private final String tokenId;
    private final String publisherId;
    private final WorkloadIdentity workload;
    private final Instant publishedAt;

    private Publication(
            Release release, String tokenId, String publisherId, WorkloadIdentity workload, Instant publishedAt) {
        this.release = release;
        this.tokenId = tokenId;
        this.publisherId = publisherId;
        this.workload = workload;
        this.publishedAt = publishedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The publication of {@code release} with this token: for stores that restore one. */
    public static Publication of(
            Release release, String tokenId, String publisherId, WorkloadIdentity workload, Instant publishedAt) {
        return new Publication(release, tokenId, publisherId, workload, publishedAt);
    }

    /** What was published. */
    public Release release() {
        return release;
    }

    /** The id of the token that it came with, which is no secret. */
    public String tokenId() {
        return tokenId;
    }

    /** The trusted publisher that the token was issued for; it may have been removed since. */
    public String publisherId() {
        return publisherId;
    }

    /** The job: its repository, commit, ref, workflow, run and actor, as its identity token stated them. */
    public WorkloadIdentity workload() {
        return workload;
    }

    /** When the first file with this token was accepted, to the millisecond. */
    public Instant publishedAt() {
        return publishedAt;
    }

    @Override
    public String toString() {
        return "Publication[" + release + " by " + workload.runInvocation() + " at " + publishedAt + "]";
    }
}
