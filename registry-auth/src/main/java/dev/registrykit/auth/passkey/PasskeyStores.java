package dev.registrykit.auth.passkey;

import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.throttle.ThrottleStore;

/** The stores of one unit of work that passkeys need. */
public interface PasskeyStores {

    /** The challenges. */
    ChallengeStore challenges();

    /** The passkeys. */
    PasskeyStore passkeys();

    /** The security events. */
    EventStore events();

    /** The counts of refusals that were kept. */
    ThrottleStore throttle();
}
