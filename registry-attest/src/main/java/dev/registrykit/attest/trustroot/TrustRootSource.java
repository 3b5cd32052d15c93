package dev.registrykit.attest.trustroot;

import dev.registrykit.core.decision.Decision;

/** Where the current trust root comes from. */
public interface TrustRootSource {
    /** The trust root; unavailable when it is too old and no newer one is to be had. */
    Decision<TrustRoot> current();
}
