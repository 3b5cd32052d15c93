package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadReason;
import dev.registrykit.publish.publisher.TrustedPublisher;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the candidates is meant, or which one came closest and why it is not.
 *
 * <p>When several match, one whose policy names an environment goes before one that accepts any, then the older one, then
 * the smaller id. When none matches, the closest is the one whose policy was checked furthest, by the same order.
 */
final class Match {
    /** In the order in which a policy checks; a reason that is not listed comes from the last step. */
    private static final List<WorkloadReason> PROGRESS = List.of(
            WorkloadReason.ISSUER_MISMATCH,
            WorkloadReason.REPOSITORY_MISMATCH,
            WorkloadReason.REPOSITORY_ID_MISMATCH,
            WorkloadReason.OWNER_ID_MISMATCH,
            WorkloadReason.WORKFLOW_MISMATCH,
            WorkloadReason.SIGNER_WORKFLOW_MISMATCH,
            WorkloadReason.EVENT_REFUSED,
            WorkloadReason.ENVIRONMENT_MISMATCH,
            WorkloadReason.REF_MISMATCH,
            WorkloadReason.REF_NOT_PROTECTED,
            WorkloadReason.RUNNER_MISMATCH);

    private static final Comparator<TrustedPublisher> ORDER = Comparator.comparing(
                    (TrustedPublisher publisher) -> publisher.policy().environment() == null)
            .thenComparing(TrustedPublisher::createdAt)
            .thenComparing(TrustedPublisher::id);

    private final @Nullable TrustedPublisher publisher;
    private final @Nullable Refusal refusal;

    private Match(@Nullable TrustedPublisher publisher, @Nullable Refusal refusal) {
        this.publisher = publisher;
        this.refusal = refusal;
    }

    /** Holds the identity against the candidates; with a package, only those count that cover it. */
    static Match of(List<TrustedPublisher> candidates, WorkloadIdentity identity, @Nullable PackageName packageName) {
        Match closest = new Match(null, null);
        int furthest = -1;
        List<TrustedPublisher> inOrder = candidates.stream()
                .filter(candidate -> packageName == null || candidate.covers(packageName))
                .sorted(ORDER)
                .toList();
        for (TrustedPublisher candidate : inOrder) {
            Decision<WorkloadIdentity> checked = candidate.policy().check(identity);
            if (!(checked instanceof Decision.Refused<WorkloadIdentity> refused)) {
                return new Match(candidate, null);
            }
            int progress = progress(refused.refusal().reason());
            if (progress > furthest) {
                furthest = progress;
                closest = new Match(candidate, refused.refusal());
            }
        }
        return closest;
    }

    private static int progress(Reason reason) {
        int index = PROGRESS.indexOf(reason);
        return index < 0 ? PROGRESS.size() : index;
    }

    /** The publisher that matched, or came closest; null when there was no candidate. */
    @Nullable TrustedPublisher publisher() {
        return publisher;
    }

    /** The publisher that matched; refused with what it missed, or with {@link ExchangeReason#NO_PUBLISHER}. */
    Decision<TrustedPublisher> decision() {
        if (publisher == null) {
            return Decision.refused(
                    ExchangeReason.NO_PUBLISHER, "No trusted publisher is registered for this repository.");
        }
        return refusal == null ? Decision.allowed(publisher) : Decision.refused(refusal.reason(), refusal.detail());
    }
}
