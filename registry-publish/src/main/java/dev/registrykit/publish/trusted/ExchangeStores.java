package dev.registrykit.publish.trusted;

import dev.registrykit.publish.token.TokenStores;

/** The stores of one unit of work that an exchange needs. */
public interface ExchangeStores extends TokenStores {

    /** The identity tokens that were exchanged. */
    ReplayStore replays();

    /** Which job brought which release. */
    PublicationStore publications();
}
