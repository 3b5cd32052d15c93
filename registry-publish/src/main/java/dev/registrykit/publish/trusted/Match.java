package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadReason;
import dev.registrykit.publish.publisher.TrustedPublisher;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the candidates is meant, or which one came closest and why it is not.
 *
 * <p>When several match, a registered one goes before one that waits for its package, then one whose policy names an
 * environment before one that accepts any, then the older one, then the smaller id. When none matches, the closest is the one whose policy was checked furthest, by the same order.
 */
final class Match {
    private static final Comparator<TrustedPublisher> ORDER = Comparator.comparing(TrustedPublisher::isPending)
            .thenComparing((TrustedPublisher publisher) -> publisher.policy().environment() == null
                    && publisher.policy().environmentPattern() == null)
            .thenComparing(TrustedPublisher::createdAt)
            .thenComparing(TrustedPublisher::id);

    private final @Nullable TrustedPublisher publisher;
    private final @Nullable Refusal refusal;

    private Match(@Nullable TrustedPublisher publisher, @Nullable Refusal refusal) {
        this.publisher = publisher;
        this.refusal = refusal;
    }

    /**
     * Holds the identity against the candidates. With a package, only those count that cover it; one that waited too long
     * for its package does not count.
     */
    static Match of(
            List<TrustedPublisher> candidates,
            WorkloadIdentity identity,
            @Nullable PackageName packageName,
            Instant now) {
        Match closest = new Match(null, null);
        List<TrustedPublisher> inOrder = candidates.stream()
                .filter(candidate -> packageName == null || candidate.covers(packageName))
                .filter(candidate -> !candidate.isExpired(now))
                .sorted(ORDER)
                .toList();
        for (TrustedPublisher candidate : inOrder) {
            Decision<WorkloadIdentity> checked = candidate.policy().check(identity);
            if (!(checked instanceof Decision.Refused<WorkloadIdentity> refused)) {
                return new Match(candidate, null);
            }
            Match missed = new Match(candidate, refused.refusal());
            if (missed.isCloserThan(closest)) {
                closest = missed;
            }
        }
        return closest;
    }

    /** By the step that failed: the constants are declared in the order in which a policy checks. */
    private boolean isCloserThan(Match other) {
        if (refusal == null || other.refusal == null) {
            return other.refusal == null;
        }
        return refusal.reason() instanceof WorkloadReason mine
                && other.refusal.reason() instanceof WorkloadReason others
                && mine.compareTo(others) > 0;
    }

    /** Whether a publisher matched. */
    boolean isFull() {
        return publisher != null && refusal == null;
    }

    /** The decision when there is no candidate. */
    static <T> Decision<T> none() {
        return Decision.refused(ExchangeReason.NO_PUBLISHER, "No trusted publisher is registered for this repository.");
    }

    /** The publisher that matched, or came closest; null when there was no candidate. */
    @Nullable TrustedPublisher publisher() {
        return publisher;
    }

    /** The publisher that matched; refused with what it missed, or with {@link ExchangeReason#NO_PUBLISHER}. */
    Decision<TrustedPublisher> decision() {
        if (publisher == null) {
            return none();
        }
        return refusal == null ? Decision.allowed(publisher) : Decision.refused(refusal.reason(), refusal.detail());
    }
}
