package dev.registrykit.publish.publisher;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;

/**
 * The host's answer to whether a trusted publisher still counts for a package at this moment.
 *
 * <p>It is asked at each exchange that is for one package, and again at each request that a token of the publisher comes
 * with, because a package can be transferred, frozen or taken away in between. It is called outside any transaction of
 * this module, so it may use the host's own database. An exception that it throws passes through to the caller, and
 * nothing is allowed.
 */
@FunctionalInterface
public interface PublisherRights {

    /** Whether jobs of {@code publisher}, which covers {@code packageName}, may do {@code action} with it now. */
    boolean may(TrustedPublisher publisher, Action action, PackageName packageName);

    /**
     * A publisher counts for as long as it is registered.
     *
     * <p>Risk: a host that transfers packages between owners must remove the publishers of the old owner itself, see
     * {@link Publishers#remove}.
     */
    static PublisherRights whileRegistered() {
        return (publisher, action, packageName) -> true;
    }
}
