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
import org.jspecify.annotations.Nullable;

/** Counts checks that take long, each before it is made; for one request or report, and one thread. */
final class CostlyChecks {
    static final int PER_NETWORK = 30;
    static final int PER_REPORT = 20;
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final Supplier<Decision<Boolean>> reserve;
    private final @Nullable UnitOfWork<? extends TokenStores> unitOfWork;
    private final List<Attempt> reserved;

    private CostlyChecks(
            Supplier<Decision<Boolean>> reserve,
            @Nullable UnitOfWork<? extends TokenStores> unitOfWork,
            List<Attempt> reserved) {
        this.reserve = reserve;
        this.unitOfWork = unitOfWork;
        this.reserved = reserved;
    }

    static Throttle throttle(KeyRing keyRing) {
        return new Throttle(keyRing, "token-legacy", TokenReason.TOO_MANY_ATTEMPTS);
    }

    /** At most 30 that find nothing from the client's network in ten minutes. */
    static CostlyChecks ofClient(
            UnitOfWork<? extends TokenStores> unitOfWork, Throttle throttle, String address, Instant now) {
        List<Attempt> reserved = new ArrayList<>();
        if (address.isEmpty()) {
            // One count would be everybody's, so that anyone could keep all tokens from moving.
            return new CostlyChecks(() -> Decision.allowed(true), null, reserved);
        }
        List<Quota> quotas = List.of(Quota.of("network", ClientNetwork.of(address), PER_NETWORK, WINDOW));
        return new CostlyChecks(
                () -> unitOfWork
                        .<Decision<Attempt>>run(stores -> throttle.reserve(stores.throttle(), now, quotas))
                        .map(reserved::add),
                unitOfWork,
                reserved);
    }

    /** At most 20 in all: nobody's address is known, and the sender waits. */
    static CostlyChecks ofReport() {
        int[] left = {PER_REPORT};
        return new CostlyChecks(
                () -> left[0]-- > 0
                        ? Decision.allowed(true)
                        : Decision.refused(TokenReason.TOO_MANY_ATTEMPTS, "The report has too many old tokens."),
                null,
                new ArrayList<>());
    }

    /** Counts one, or refuses it. */
    Decision<Boolean> reserve() {
        return reserve.get();
    }

    /** Gives all back, because one found its token. */
    void refund() {
        if (unitOfWork != null && !reserved.isEmpty()) {
            unitOfWork.run(stores -> {
                reserved.forEach(attempt -> attempt.refund(stores.throttle()));
                return true;
            });
        }
    }
}
