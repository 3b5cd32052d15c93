package dev.registrykit.auth.password;

import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.throttle.ThrottleStore;

/** The stores of one unit of work that passwords need. */
public interface PasswordStores {

    /** The hashes. */
    PasswordStore passwords();

    /** The security events. */
    EventStore events();

    /** The counts of attempts. */
    ThrottleStore throttle();
}
