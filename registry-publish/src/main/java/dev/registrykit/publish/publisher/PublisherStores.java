package dev.registrykit.publish.publisher;

import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.throttle.ThrottleStore;

/** The stores of one unit of work that trusted publishers need. */
public interface PublisherStores {

    /** The trusted publishers. */
    TrustedPublisherStore publishers();

    /** The security events. */
    EventStore events();

    /** The counts of attempts. */
    ThrottleStore throttle();
}
