package dev.registrykit.core.store;

/**
 * Removes what has expired from a module's stores.
 *
 * <p>Safe to run from many nodes at the same time, and at any time: nothing is removed that a decision still needs.
 */
@FunctionalInterface
public interface Housekeeping {

    /**
     * Removes expired rows in one transaction.
     *
     * @param limit the most rows of each kind to remove, so that one run stays short
     * @return how many rows were removed; call again at once while it is not zero
     */
    int runOnce(int limit);
}
