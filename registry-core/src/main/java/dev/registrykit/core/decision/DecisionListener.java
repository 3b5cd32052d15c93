package dev.registrykit.core.decision;

/**
 * Told of every decision that a module makes, for a host's metrics.
 *
 * <p>Called on the thread that asked, after any transaction has ended. It gets no secret and no request data. It must
 * not block; what it throws is logged and dropped, the decision stands.
 */
@FunctionalInterface
public interface DecisionListener {

    /** Nobody listens; then decisions are not timed either. */
    DecisionListener NONE = (operation, outcome, reasonCode, nanoseconds) -> {};

    /**
     * A decision was made.
     *
     * @param operation what was asked, for example {@code token.authenticate}
     * @param outcome {@code allowed}, {@code refused} or {@code unavailable}
     * @param reasonCode the reason's code, empty when allowed
     * @param nanoseconds how long the decision took
     */
    void decided(String operation, String outcome, String reasonCode, long nanoseconds);
}
