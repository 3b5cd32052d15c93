package dev.registrykit.publish.token;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;

/**
 * The host's answer to what an account may do at this moment; a token never allows more than its owner may.
 *
 * <p>Called for each authentication, outside any transaction of this module, so it may use the host's own database. An
 * exception that it throws passes through to the caller, and nothing is allowed.
 */
@FunctionalInterface
public interface OwnerRights {

    /**
     * Whether {@code owner} may do {@code action} with its own account now: issue tokens with a token, say. By default it
     * may; a host that can suspend accounts says no here.
     */
    default boolean may(Subject owner, Action action) {
        return true;
    }

    /** Whether {@code owner} may do {@code action} with {@code packageName} now, be it there already or not. */
    boolean may(Subject owner, Action action, PackageName packageName);
}
