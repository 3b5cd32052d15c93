package dev.registrykit.publish.token;

import dev.registrykit.core.secret.Secret;
import java.util.List;

/**
 * A registry's older table of tokens, from which each token moves when it is first presented: the host's adapter.
 *
 * <p>Both methods are called while no unit of work of the module is open, so they may take a connection of their own;
 * from many threads at once. A {@link dev.registrykit.core.store.StoreException} out of {@link #candidates} makes the
 * request's decision unavailable.
 */
public interface LegacyTokens {

    /**
     * The rows that the presented text may be of, live ones alone; empty when there is none.
     *
     * <p>Find them by what the older registry found them by: a hash of the text, or a part of it that was kept beside
     * the hash. Each row's {@link LegacyHash} is checked here afterwards, so a row too many is no harm; but more than 8
     * are not looked at, and of rows that a text fits the first one counts, so a text should have one row alone. The
     * text comes from a stranger: bind it as a parameter. A row that makes {@link LegacyHash} or {@link LegacyToken}
     * throw an {@link IllegalArgumentException} makes the decision unavailable.
     */
    List<LegacyToken> candidates(Secret presented);

    /**
     * Takes the row out of use: from now on the module keeps the token.
     *
     * <p>Called after the module's row was committed; and, if this throws, again when the token is next presented and
     * by housekeeping. So it may happen twice, also at the same time. What it throws is logged, and the request goes
     * on. Until it has returned the module never forgets the token, because a row in use would bring a revoked one
     * back.
     *
     * @param id {@link LegacyToken#id()}
     */
    void moved(String id);
}
