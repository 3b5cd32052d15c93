package dev.registrykit.core.store;

import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Work that throws when its result says that its changes are not to be kept, and still has that result. */
final class KeptIf<S, T extends @Nullable Object> implements Function<S, T> {
    private final Predicate<? super T> keep;
    private final Function<? super S, ? extends T> work;
    private final UndoneException undone = new UndoneException();
    private @Nullable T result;

    KeptIf(Predicate<? super T> keep, Function<? super S, ? extends T> work) {
        this.keep = keep;
        this.work = work;
    }

    @Override
    public T apply(S stores) {
        T made = work.apply(stores);
        if (keep.test(made)) {
            return made;
        }
        result = made;
        throw undone;
    }

    /** The result of the try that was undone; another work's exception goes on. */
    @SuppressWarnings("NullAway") // The result may be null exactly where T may.
    T resultOf(UndoneException thrown) {
        if (thrown != undone) {
            throw thrown;
        }
        return result;
    }

    /** Ends a unit of work without keeping it. */
    static final class UndoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UndoneException() {
            super("the work is not to be kept", null, false, false);
        }
    }
}
