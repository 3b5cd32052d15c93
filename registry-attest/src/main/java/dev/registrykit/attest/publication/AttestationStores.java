package dev.registrykit.attest.publication;

import dev.registrykit.core.event.EventStore;

/** The stores of one unit of work that keeping attestations needs. */
public interface AttestationStores {

    /** The attestations that are kept. */
    AttestationStore attestations();

    /** The module's security events. */
    EventStore events();
}
