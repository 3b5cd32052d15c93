package dev.registrykit.attest.continuity;

import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.throttle.ThrottleStore;

/** The stores of one unit of work that continuity needs. */
public interface ContinuityStores {

    /** What is established for packages. */
    ContinuityStore continuity();

    /** The module's security events. */
    EventStore events();

    /** The counts that limit events. */
    ThrottleStore throttle();
}
