package dev.registrykit.attest.trustroot;

import dev.registrykit.core.decision.Decision;

/**
 * Where the current trust root comes from, for a verifier that outlives one.
 *
 * <p>It is asked at each verification, by all threads, so it answers from memory whenever it can. A root that is too old to be
 * relied on is <em>unavailable</em> with {@link dev.registrykit.attest.bundle.AttestReason#TRUST_ROOT_UNAVAILABLE}, never the old
 * root for ever. The same root is the same object, so that its keys are prepared once.
 */
public interface TrustRootSource {
    /** The trust root; unavailable when it is too old and no newer one is to be had. */
    Decision<TrustRoot> current();
}
