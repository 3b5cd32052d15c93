package dev.registrykit.publish.token;

import dev.registrykit.core.secret.Secret;
import java.util.List;

/**
 * A registry's old table of tokens, from which each token moves when it is first used: the host's adapter.
 *
 * <p>Both methods are called while no unit of work of the module is open, so they may take a connection of their own. A
 * {@link dev.registrykit.core.store.StoreException} makes the request's decision unavailable.
 */
public interface LegacyTokens {

    /**
     * The rows that the presented text may be of, live ones alone; empty when there is none.
     *
     * <p>Find them by what the old registry found them by: a hash of the text, or a part of it that was kept beside the
     * hash. Each row's {@link LegacyHash} is checked here afterwards, so a row too many is no harm; but more than 8 are
     * not looked at. The text comes from a stranger: bind it as a parameter, and never look for it in a column of hashes.
     */
    List<LegacyToken> candidates(Secret presented);

    /**
     * Takes the row out of use: from now on the module keeps the token.
     *
     * <p>Called after the module's row was committed, and again at the token's next use if this failed: so it must be
     * allowed to happen twice. A row that is left in use would be accepted again once the module has forgotten the moved
     * token, 30 days after its end.
     */
    void moved(LegacyToken token);
}
