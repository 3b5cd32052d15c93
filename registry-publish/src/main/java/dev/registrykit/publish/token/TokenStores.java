package dev.registrykit.publish.token;

import dev.registrykit.core.event.EventStore;

/** The stores of one unit of work that tokens need. */
public interface TokenStores {

    /** The tokens. */
    TokenStore tokens();

    /** The trusted publishers, as far as tokens know them. */
    PublisherPolicies publishers();

    /** The security events. */
    EventStore events();
}
