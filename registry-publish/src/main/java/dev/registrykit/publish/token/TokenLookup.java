package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.StoreException;
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
    /** So often an older table is asked though it fails: a row may be at fault, or the whole table. */
    private static final int MAX_FAILURES = 3;

    private final UnitOfWork<? extends TokenStores> unitOfWork;
    private final TokenFormat format;
    private final TokenHashes hashes;
    private final MacaroonTokens macaroons;
    private final MovingIn movingIn;

    TokenLookup(
            UnitOfWork<? extends TokenStores> unitOfWork,
            TokenFormat format,
            TokenHashes hashes,
            MacaroonTokens macaroons,
            MovingIn movingIn) {
        this.unitOfWork = unitOfWork;
        this.format = format;
        this.hashes = hashes;
        this.macaroons = macaroons;
        this.movingIn = movingIn;
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

    /**
     * The token of this text, by one query; refused alike when it is none and when it is not known. An older table is
     * asked only for what has its form and is not known here.
     *
     * @param address where the request came from
     */
    Decision<Presented> find(Secret presented, @Nullable PackageName publishing, String address, Instant now) {
        String text = presented.reveal();
        Held held = macaroons.read(text);
        if (held != null) {
            return find(held, publishing, now);
        }
        boolean old = movingIn.mayBe(text);
        if (!old && !format.accepts(text)) {
            return PresentedToken.invalid();
        }
        List<TokenHash> candidates = hashes.candidates(text);
        Found known = find(candidates, publishing);
        if (known != null) {
            return settled(known, old, candidates.get(0), now);
        }
        return old
                ? moved(presented, candidates, publishing, address, now)
                        .then(found -> settled(found, true, candidates.get(0), now))
                : PresentedToken.invalid();
    }

    private Decision<Presented> settled(Found found, boolean old, TokenHash current, Instant now) {
        ApiToken token = found.token();
        movingIn.settle(token);
        if (old && !movingIn.isDeclared(token)) {
            return PresentedToken.invalid();
        }
        return Decision.allowed(new Presented(
                found, token.restrictions(), Objects.equals(current, found.hash()) ? null : current, now));
    }

    private @Nullable Found find(List<TokenHash> candidates, @Nullable PackageName publishing) {
        return unitOfWork.<@Nullable Found>read(stores -> stores.tokens().findPresented(candidates, publishing));
    }

    /**
     * Looked for again whatever the older table says: another request may have moved the token between the two
     * questions, and then the old row is out of use. Nothing is found also when its row was moved with another text
     * before.
     */
    private Decision<Found> moved(
            Secret presented,
            List<TokenHash> candidates,
            @Nullable PackageName publishing,
            String address,
            Instant now) {
        Decision<Boolean> moved = movingIn.move(presented, address, now);
        Found found = find(candidates, publishing);
        return found == null ? moved.then(nothing -> PresentedToken.invalid()) : Decision.allowed(found);
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
     * As {@link #matching}, for those texts that an older table has; their tokens are moved. When the table fails for one
     * or two, the others are moved first; the third failure ends it.
     */
    List<@Nullable ApiToken> moved(List<Secret> secrets, Instant now) {
        List<Secret> old = secrets.stream()
                .filter(secret -> macaroons.read(secret.reveal()) == null && movingIn.mayBe(secret.reveal()))
                .toList();
        if (old.isEmpty()) {
            return secrets.stream().<@Nullable ApiToken>map(secret -> null).toList();
        }
        CostlyChecks checks = CostlyChecks.ofReport();
        StoreException failure = null;
        for (int i = 0, failures = 0; i < old.size() && failures < MAX_FAILURES; i++) {
            try {
                movingIn.moveLeaked(old.get(i), checks, now);
            } catch (StoreException failed) {
                failures++;
                failure = failed;
            }
        }
        List<@Nullable ApiToken> moved = matching(secrets);
        if (failure != null) {
            throw failure;
        }
        return moved;
    }

    /**
     * Which token each secret is, ended ones included, and null for those that are none; in the order of the secrets,
     * by one query for 500 hashes, and one for 500 macaroons, whose caveats do not matter here. A token is what was
     * issued as one, whatever the policy says by now.
     */
    List<@Nullable ApiToken> matching(List<Secret> secrets) {
        List<@Nullable ApiToken> matching = known(secrets);
        matching.forEach(token -> {
            if (token != null) {
                movingIn.settle(token);
            }
        });
        return matching;
    }

    private List<@Nullable ApiToken> known(List<Secret> secrets) {
        List<List<TokenHash>> candidates = new ArrayList<>();
        List<@Nullable Held> macaroonsHeld = new ArrayList<>();
        Set<TokenHash> wanted = new LinkedHashSet<>();
        Set<String> ids = new LinkedHashSet<>();
        for (Secret secret : secrets) {
            String text = secret.reveal();
            Held held = macaroons.readAny(text);
            List<TokenHash> hashed = TokenFormat.isToken(text) || movingIn.mayBe(text) ? hashes.all(text) : List.of();
            macaroonsHeld.add(held);
            candidates.add(hashed);
            wanted.addAll(hashed);
            if (held != null) {
                ids.add(held.id());
            }
        }
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
