package dev.registrykit.publish.token;

import dev.registrykit.publish.publisher.PublisherStores;

/** The stores of one unit of work that tokens need. */
public interface TokenStores extends PublisherStores {

    /** The tokens. */
    TokenStore tokens();
}
