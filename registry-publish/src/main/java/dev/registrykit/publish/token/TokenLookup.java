package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.token.MacaroonTokens.Held;
import dev.registrykit.publish.token.TokenStore.Found;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds which token a presented secret is. */
final class TokenLookup {
    private static final int AT_ONCE = 500;

    private final UnitOfWork<? extends TokenStores> unitOfWork;
    private final TokenFormat format;
    private final TokenHashes hashes;
    private final MacaroonTokens macaroons;

    TokenLookup(
            UnitOfWork<? extends TokenStores> unitOfWork,
            TokenFormat format,
            TokenHashes hashes,
            MacaroonTokens macaroons) {
        this.unitOfWork = unitOfWork;
        this.format = format;
        this.hashes = hashes;
        this.macaroons = macaroons;
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
        Held held = macaroons.read(text);
        if (held != null) {
            return find(held, publishing, now);
        }
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

    /** By its id; then it must be signed, and only what is signed is told what is wrong with it. */
    private Decision<Presented> find(Held held, @Nullable PackageName publishing, Instant now) {
        Found found = unitOfWork.<@Nullable Found>read(stores -> stores.tokens().findPresented(held.id(), publishing));
        boolean signed = macaroons.isAccepted(held, found == null ? null : found.token());
        return signed && found != null
                ? Decision.allowed(
                        new Presented(found, MacaroonTokens.restrictions(found.token(), held.macaroon()), null, now))
                : PresentedToken.invalid();
    }

    /**
     * Which token each secret is, ended ones included, and null for those that are none; in the order of the secrets, by
     * one query for 500 hashes, and one for 500 macaroons, whose caveats do not matter here. A token is what was issued as
     * one, whatever the policy says by now.
     */
    List<@Nullable ApiToken> matching(List<Secret> secrets) {
        List<List<TokenHash>> candidates = new ArrayList<>();
        List<@Nullable Held> macaroonsHeld = new ArrayList<>();
        for (Secret secret : secrets) {
            String text = secret.reveal();
            macaroonsHeld.add(macaroons.readAny(text));
            candidates.add(TokenFormat.isToken(text) ? hashes.all(text) : List.of());
        }
        Set<TokenHash> wanted = new LinkedHashSet<>();
        candidates.forEach(wanted::addAll);
        Set<String> ids = new LinkedHashSet<>();
        macaroonsHeld.forEach(held -> {
            if (held != null) {
                ids.add(held.id());
            }
        });
        Map<TokenHash, ApiToken> byHash = inParts(
                wanted, some -> unitOfWork.read(stores -> stores.tokens().findAll(some)));
        Map<String, ApiToken> byId =
                inParts(ids, some -> unitOfWork.read(stores -> stores.tokens().findAllById(some)));
        List<@Nullable ApiToken> matching = new ArrayList<>();
        for (int i = 0; i < secrets.size(); i++) {
            Held held = macaroonsHeld.get(i);
            ApiToken token = held == null ? first(candidates.get(i), byHash) : byId.get(held.id());
            matching.add(held == null || macaroons.isOf(held, token) ? token : null);
        }
        return matching;
    }

    private static <K> Map<K, ApiToken> inParts(Set<K> wanted, Function<List<K>, Map<K, ApiToken>> find) {
        Map<K, ApiToken> found = new HashMap<>();
        List<K> all = List.copyOf(wanted);
        for (int start = 0; start < all.size(); start += AT_ONCE) {
            found.putAll(find.apply(all.subList(start, Math.min(all.size(), start + AT_ONCE))));
        }
        return found;
    }

    private static @Nullable ApiToken first(List<TokenHash> candidates, Map<TokenHash, ApiToken> found) {
        for (TokenHash candidate : candidates) {
            ApiToken token = found.get(candidate);
            if (token != null) {
                return token;
            }
        }
        return null;
    }
}
