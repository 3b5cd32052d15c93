package dev.registrykit.core.decision;

import dev.registrykit.core.store.StoreException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a module's decisions: times them, tells the listener, and turns a broken store into "unavailable". */
public final class Decisions {
    private static final Logger LOG = LoggerFactory.getLogger(Decisions.class);

    private final DecisionListener listener;
    private final Reason storeDown;

    /**
     * Decisions that are reported to {@code listener}.
     *
     * @param storeDown the module's reason for a store that cannot be reached
     */
    public Decisions(DecisionListener listener, Reason storeDown) {
        this.listener = listener;
        this.storeDown = storeDown;
    }

    /** The decision that {@code check} makes; a {@link StoreException} out of it becomes <em>unavailable</em>. */
    @SuppressWarnings("ReferenceEquality") // Of listeners only this one object is known to listen to nothing.
    public <T> Decision<T> decide(String operation, Supplier<Decision<T>> check) {
        if (listener == DecisionListener.NONE) {
            // Two readings of the clock take longer than many a decision.
            return decided(operation, check);
        }
        long start = System.nanoTime();
        Decision<T> decision = decided(operation, check);
        tell(operation, decision, System.nanoTime() - start);
        return decision;
    }

    private <T> Decision<T> decided(String operation, Supplier<Decision<T>> check) {
        try {
            return check.get();
        } catch (StoreException broken) {
            LOG.warn("{}: the store could not be reached", operation, broken);
            return Decision.unavailable(storeDown, "The registry could not reach its database.");
        }
    }

    private void tell(String operation, Decision<?> decision, long nanoseconds) {
        String outcome = decision.fold(value -> "allowed", refusal -> "refused", outage -> "unavailable");
        String code = decision.fold(
                value -> "",
                refusal -> refusal.reason().code(),
                outage -> outage.reason().code());
        try {
            listener.decided(operation, outcome, code, nanoseconds);
        } catch (RuntimeException fromListener) {
            LOG.warn("{}: the decision listener failed", operation, fromListener);
        }
    }
}
