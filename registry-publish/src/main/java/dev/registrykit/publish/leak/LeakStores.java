package dev.registrykit.publish.leak;

import dev.registrykit.publish.token.TokenStores;

/** The stores of one unit of work that reports of leaked tokens need. */
public interface LeakStores extends TokenStores {

    /** The leaks that were reported. */
    LeakStore leaks();
}
