package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.token.TokenStore.Found;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds which token a presented secret is. */
final class TokenLookup {
    private static final int AT_ONCE = 500;

    private final UnitOfWork<? extends TokenStores> unitOfWork;
    private final TokenFormat format;
    private final TokenHashes hashes;

    TokenLookup(UnitOfWork<? extends TokenStores> unitOfWork, TokenFormat format, TokenHashes hashes) {
        this.unitOfWork = unitOfWork;
        this.format = format;
        this.hashes = hashes;
    }

    /**
     * A token that was presented, as it was found.
     *
     * @param restrictions all that must be met: the store's, and what the holder added
     * @param rehashed what it should be kept under from now on, or null when it is already
     */
    record Presented(
            Found found,
            List<Restriction> restrictions,
            @Nullable TokenHash rehashed,
            Instant at) {
        ApiToken token() {
            return found.token();
        }
    }

    /** The token of this text, by one query; refused alike when it is none and when it is not known. */
    Decision<Presented> find(Secret presented, @Nullable PackageName publishing, Instant now) {
        String text = presented.reveal();
        if (!format.accepts(text)) {
            return PresentedToken.invalid();
        }
        List<TokenHash> candidates = hashes.candidates(text);
        Found found = unitOfWork.<@Nullable Found>read(stores -> stores.tokens().findPresented(candidates, publishing));
        if (found == null) {
            return PresentedToken.invalid();
        }
        TokenHash current = candidates.get(0);
        return Decision.allowed(new Presented(
                found, found.token().restrictions(), Objects.equals(current, found.hash()) ? null : current, now));
    }

    /**
     * Which token each secret is, ended ones included, and null for those that are none; in the order of the secrets, by
     * one query for 500 hashes.
     */
    List<@Nullable ApiToken> matching(List<Secret> secrets) {
        List<List<TokenHash>> candidates = new ArrayList<>();
        Set<TokenHash> wanted = new LinkedHashSet<>();
        for (Secret secret : secrets) {
            List<TokenHash> own = format.accepts(secret.reveal()) ? hashes.candidates(secret.reveal()) : List.of();
            candidates.add(own);
            wanted.addAll(own);
        }
        Map<TokenHash, ApiToken> found = new HashMap<>();
        List<TokenHash> all = List.copyOf(wanted);
        for (int start = 0; start < all.size(); start += AT_ONCE) {
            List<TokenHash> some = all.subList(start, Math.min(all.size(), start + AT_ONCE));
            found.putAll(unitOfWork.read(stores -> stores.tokens().findAll(some)));
        }
        List<@Nullable ApiToken> matching = new ArrayList<>();
        for (List<TokenHash> own : candidates) {
            matching.add(own.stream()
                    .filter(found::containsKey)
                    .map(found::get)
                    .findFirst()
                    .orElse(null));
        }
        return matching;
    }
}
