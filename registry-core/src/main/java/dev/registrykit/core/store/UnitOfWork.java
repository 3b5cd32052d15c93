package dev.registrykit.core.store;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Runs work on all stores of a module in one transaction.
 *
 * <p>The work's changes are kept together when it returns, and none is kept when it throws. It may be run again from the
 * start after a conflict with another transaction, so it must have no effect but through the stores. It must not start
 * another unit of work: that would borrow a second connection while the first is held.
 *
 * @param <S> the module's stores
 */
public interface UnitOfWork<S> {

    /**
     * The result of {@code work}, after its changes were kept.
     *
     * @throws StoreException if the store is broken, or conflicts went on after several tries
     */
    <T extends @org.jspecify.annotations.Nullable Object> T run(Function<? super S, ? extends T> work);

    /**
     * The result of {@code work} that changes nothing, with as little ceremony as the store has: what several of its
     * queries find need not be of one moment.
     *
     * @throws StoreException if the store is broken
     */
    default <T extends @org.jspecify.annotations.Nullable Object> T read(Function<? super S, ? extends T> work) {
        return run(work);
    }

    /**
     * As {@link #run}, for work that calls one verb which is one statement by itself: it needs no transaction around it, and
     * a store may leave that out.
     *
     * @throws StoreException as {@link #run}
     */
    default <T extends @org.jspecify.annotations.Nullable Object> T runSingle(Function<? super S, ? extends T> work) {
        return run(work);
    }

    /**
     * As {@link #run}, but changes are kept only if {@code keep} says so of the work's result, which comes back either way:
     * {@code runAndKeepIf(Decision::isAllowed, stores -> …)} for an attempt that burns nothing when it is refused.
     *
     * <p>What a refusal itself leaves behind, a count or an event, belongs into a unit of work of its own. This default is
     * right where {@link #run} takes changes back when work throws; where somebody else ends the transaction, an
     * implementation takes back the work's changes alone, and leaves what was there before to whoever ends it.
     *
     * @throws StoreException as {@link #run}
     */
    default <T extends @org.jspecify.annotations.Nullable Object> T runAndKeepIf(
            Predicate<? super T> keep, Function<? super S, ? extends T> work) {
        KeptIf<S, T> attempt = new KeptIf<>(keep, work);
        try {
            return this.<T>run(attempt);
        } catch (KeptIf.UndoneException undone) {
            return attempt.resultOf(undone);
        }
    }
}
