package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.throttle.Attempt;
import dev.registrykit.core.throttle.ClientNetwork;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How often verified jobs may try: far above what a repository that releases hundreds of packages at once needs.
 *
 * <p>What is granted is counted in the transaction of the exchange. What is refused is counted too, but apart: no job of a
 * stranger can use up the counts of the issuer or of a network for jobs that match. Nothing is counted when the store
 * fails.
 */
final class ExchangeLimits {
    static final int PER_REPOSITORY = 3_000;
    static final int PER_NETWORK = 6_000;
    static final int PER_ISSUER = 60_000;
    static final Duration WINDOW = Duration.ofMinutes(5);

    private ExchangeLimits() {}

    /**
     * Counts one attempt, or refuses it.
     *
     * @param matched whether a publisher matched; otherwise the issuer's count stays, because any repository of the issuer
     *     could use it up for all others, and the network's is another one
     */
    static Decision<Attempt> count(
            Throttle throttle,
            ExchangeStores stores,
            WorkloadIdentity job,
            RequestContext context,
            boolean matched,
            Instant now) {
        List<Quota> quotas = new ArrayList<>();
        quotas.add(Quota.of("repository", job.issuer() + " " + source(job), PER_REPOSITORY, WINDOW));
        if (!context.clientAddress().isEmpty()) {
            String network = ClientNetwork.of(context.clientAddress());
            // Jobs of strangers run at the same addresses, so they have a count of their own.
            quotas.add(Quota.of(matched ? "network" : "network-refused", network, PER_NETWORK, WINDOW));
        }
        if (matched) {
            quotas.add(Quota.of("issuer", job.issuer(), PER_ISSUER, WINDOW));
        }
        return throttle.reserve(stores.throttle(), now, quotas);
    }

    private static String source(WorkloadIdentity job) {
        String id = job.sourceRepositoryId();
        return id == null ? "name " + job.sourceRepository() : id;
    }
}
