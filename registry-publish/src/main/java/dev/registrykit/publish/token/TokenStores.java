package dev.registrykit.publish.token;

import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.throttle.ThrottleStore;

/** The stores of one unit of work that tokens need. */
public interface TokenStores {

    /** The tokens. */
    TokenStore tokens();

    /** The trusted publishers, as far as tokens know them. */
    PublisherPolicies publishers();

    /** The security events. */
    EventStore events();

    /** The counts of attempts. */
    ThrottleStore throttle();
}
