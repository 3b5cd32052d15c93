package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.throttle.Attempt;
import dev.registrykit.core.throttle.ClientNetwork;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Counts checks that take long, each before it is made; for one request or report, and one thread. */
final class CostlyChecks {
    static final int PER_NETWORK = 30;
    static final int PER_REPORT = 20;
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final Supplier<Decision<Boolean>> reserve;
    private final Runnable refund;

    private CostlyChecks(Supplier<Decision<Boolean>> reserve, Runnable refund) {
        this.reserve = reserve;
        this.refund = refund;
    }

    static Throttle throttle(KeyRing keyRing) {
        return new Throttle(keyRing, "token-legacy", TokenReason.TOO_MANY_ATTEMPTS);
    }

    /** At most 30 that find nothing from the client's network in ten minutes. */
    static CostlyChecks ofClient(
            UnitOfWork<? extends TokenStores> unitOfWork, Throttle throttle, String address, Instant now) {
        if (address.isEmpty()) {
            // One count would be everybody's, so that anyone could keep all tokens from moving.
            return new CostlyChecks(() -> Decision.allowed(true), () -> {});
        }
        List<Attempt> reserved = new ArrayList<>();
        List<Quota> quotas = List.of(Quota.of("network", ClientNetwork.of(address), PER_NETWORK, WINDOW));
        return new CostlyChecks(
                () -> unitOfWork
                        .<Decision<Attempt>>run(stores -> throttle.reserve(stores.throttle(), now, quotas))
                        .map(reserved::add),
                () -> giveBack(unitOfWork, reserved));
    }

    private static void giveBack(UnitOfWork<? extends TokenStores> unitOfWork, List<Attempt> reserved) {
        if (!reserved.isEmpty()) {
            unitOfWork.run(stores -> {
                reserved.forEach(attempt -> attempt.refund(stores.throttle()));
                return true;
            });
        }
    }

    /** At most 20 that find nothing: nobody's address is known, and the sender waits. */
    static CostlyChecks ofReport() {
        int[] left = {PER_REPORT};
        return new CostlyChecks(
                () -> left[0]-- > 0
                        ? Decision.allowed(true)
                        : Decision.refused(TokenReason.TOO_MANY_ATTEMPTS, "The report has too many old tokens."),
                () -> left[0]++);
    }

    /** Counts one, or refuses it. */
    Decision<Boolean> reserve() {
        return reserve.get();
    }

    /** Gives back what was counted, because the last one found its token. */
    void refund() {
        refund.run();
    }
}
