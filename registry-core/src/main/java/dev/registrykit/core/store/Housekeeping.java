package dev.registrykit.core.store;

import java.util.List;

/**
 * Removes what has expired from a module's stores.
 *
 * <p>Safe to run from many nodes at the same time, and at any time: nothing is removed that a decision still needs.
 */
@FunctionalInterface
public interface Housekeeping {

    /**
     * Removes expired rows.
     *
     * @param limit the most rows of each kind to remove, so that one run stays short
     * @return how many rows were removed; call again at once while it is not zero
     */
    int runOnce(int limit);

    /**
     * Several kinds of work, one after another, each in a transaction of its own.
     *
     * <p>When one of them throws, the others are done all the same; then the first exception is thrown, with later ones as
     * suppressed.
     */
    static Housekeeping all(Housekeeping... parts) {
        List<Housekeeping> all = List.of(parts);
        return limit -> {
            int done = 0;
            RuntimeException failure = null;
            for (Housekeeping part : all) {
                try {
                    done += part.runOnce(limit);
                } catch (RuntimeException failed) {
                    if (failure == null) {
                        failure = failed;
                    } else {
                        failure.addSuppressed(failed);
                    }
                }
            }
            if (failure != null) {
                throw failure;
            }
            return done;
        };
    }
}
