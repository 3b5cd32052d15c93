package dev.registrykit.auth.passkey;

import dev.registrykit.core.event.EventStore;

/** The stores of one unit of work that passkeys need. */
public interface PasskeyStores {

    /** The challenges. */
    ChallengeStore challenges();

    /** The passkeys. */
    PasskeyStore passkeys();

    /** The security events. */
    EventStore events();
}
