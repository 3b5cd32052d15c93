package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.log.TokenEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What happens to tokens after they were issued: narrowed, rotated, reminded of, searched for, revoked. */
final class TokenLife {
    /** Checked before a store is asked, because databases fail on some characters. */
    private static final Pattern TOKEN_ID = Pattern.compile("[0-9a-f-]{36}");

    private static final int MOST_FOUND = 10_000;
    private static final int AT_ONCE = 500;
    private static final int MOST_RESTRICTIONS = 8_192;
    private static final int MOST_NARROWINGS = 64;
    private static final Duration REMINDER = Duration.ofDays(3);

    private final UnitOfWork<? extends TokenStores> unitOfWork;
    private final TokenPolicy policy;
    private final TokenMint mint;
    private final InstantSource clock;

    TokenLife(UnitOfWork<? extends TokenStores> unitOfWork, TokenPolicy policy, TokenMint mint, InstantSource clock) {
        this.unitOfWork = unitOfWork;
        this.policy = policy;
        this.mint = mint;
        this.clock = clock;
    }

    List<ApiToken> find(TokenSearch search) {
        return unitOfWork.run(stores -> stores.tokens().search(search, null, MOST_FOUND));
    }

    boolean revoke(String tokenId, Subject by, boolean ownOnly, RequestContext context) {
        Instant now = now();
        return unitOfWork.run(stores -> {
            ApiToken token = find(stores, tokenId);
            if (token == null
                    || (ownOnly && !Objects.equals(by, token.owner()))
                    || !stores.tokens().revoke(tokenId, now)) {
                return false;
            }
            new TokenLog(stores, now, context.clientAddress()).revoked(token, by);
            return true;
        });
    }

    private static @Nullable ApiToken find(TokenStores stores, String tokenId) {
        return TOKEN_ID.matcher(tokenId).matches() ? stores.tokens().find(tokenId) : null;
    }

    int revokeAll(TokenSearch search, Subject by, RequestContext context) {
        int revoked = 0;
        while (true) {
            // Whatever is revoked here is not found by the next round.
            List<Boolean> some = unitOfWork.run(stores -> revokeSome(stores, search, by, context));
            if (some.isEmpty()) {
                return revoked;
            }
            revoked += (int) some.stream().filter(one -> one).count();
        }
    }

    private List<Boolean> revokeSome(TokenStores stores, TokenSearch search, Subject by, RequestContext context) {
        Instant now = now();
        TokenLog log = new TokenLog(stores, now, context.clientAddress());
        return stores.tokens().search(search, now, AT_ONCE).stream()
                .map(token -> {
                    boolean revoked = stores.tokens().revoke(token.id(), now);
                    if (revoked) {
                        log.revoked(token, by);
                    }
                    return revoked;
                })
                .toList();
    }

    boolean narrow(String tokenId, Subject by, Restriction restriction, RequestContext context) {
        Instant now = now();
        return unitOfWork.run(stores -> {
            ApiToken token = find(stores, tokenId);
            if (token == null
                    || !Objects.equals(by, token.owner())
                    || token.restrictions().size() >= MOST_NARROWINGS
                    || !stores.tokens().narrow(tokenId, restriction, MOST_RESTRICTIONS, now)) {
                return false;
            }
            new TokenLog(stores, now, context.clientAddress())
                    .append(new TokenEvent.Narrowed(
                            by, tokenId, token.name(), String.join("; ", restriction.caveats())));
            return true;
        });
    }

    Decision<IssuedToken> rotate(
            String tokenId, Subject by, Assurance assurance, Duration overlap, RequestContext context) {
        if (overlap.isNegative() || overlap.compareTo(ApiTokens.MAX_OVERLAP) > 0) {
            throw new IllegalArgumentException("the overlap of a rotation is not negative, and seven days at most");
        }
        Instant now = now();
        return unitOfWork.run(stores -> {
            // Held before it is read: a narrowing at the same time is either seen, or finds the token rotated.
            boolean held =
                    TOKEN_ID.matcher(tokenId).matches() && stores.tokens().holdLive(tokenId, now);
            ApiToken token = find(stores, tokenId);
            if (token == null || !Objects.equals(by, token.owner())) {
                return Decision.<IssuedToken>refused(TokenReason.TOKEN_UNKNOWN, "The account has no such token.");
            }
            if (!held) {
                return notLive(token, now);
            }
            return Restriction.understood(token.restrictions())
                    .then(same -> lifetime(token, now))
                    .then(lifetime -> mint.mayReplace(stores, token, assurance, now)
                            .then(kind -> replaced(stores, by, token, lifetime, now.plus(overlap), context)));
        });
    }

    private Decision<IssuedToken> replaced(
            TokenStores stores, Subject by, ApiToken token, Lifetime lifetime, Instant until, RequestContext context) {
        Instant now = now();
        ApiToken successor = successor(token, lifetime, now, context);
        if (!stores.tokens().rotate(token.id(), successor.id(), until, now)) {
            return notLive(stores.tokens().find(token.id()), now);
        }
        new TokenLog(stores, now, context.clientAddress())
                .append(new TokenEvent.Rotated(by, token.id(), token.name(), successor.id(), until));
        return Decision.allowed(mint.insert(stores, successor));
    }

    /** How long the successor may live; none for one that does not end. */
    private record Lifetime(@Nullable Duration length) {}

    private Decision<Lifetime> lifetime(ApiToken token, Instant now) {
        if (token.isSingleUse() || token.rootKeyId() != null) {
            return Decision.refused(
                    TokenReason.NOT_ROTATABLE,
                    "A token for one release, or one that its holder narrows, is not rotated.");
        }
        TokenKind kind = policy.kind(token.kind());
        if (kind == null) {
            return Decision.refused(TokenReason.KIND_UNKNOWN, "There is no such kind of token any more.");
        }
        Instant expiresAt = token.expiresAt();
        if (token.revokedAt() != null || token.isExpired(now) || token.rotatedTo() != null) {
            return notLive(token, now);
        }
        if (expiresAt == null) {
            return kind.allowsNoExpiry()
                    ? Decision.allowed(new Lifetime(null))
                    : Decision.refused(TokenReason.LIFETIME_TOO_LONG, "A token of this kind has to expire by now.");
        }
        Duration length = Duration.between(token.createdAt(), expiresAt);
        Duration longest = kind.longestLifetime(token.actions());
        return Decision.allowed(new Lifetime(length.compareTo(longest) < 0 ? length : longest));
    }

    private static ApiToken successor(ApiToken token, Lifetime lifetime, Instant now, RequestContext context) {
        Duration length = lifetime.length();
        return ApiToken.builder(UUID.randomUUID().toString(), token.name(), now)
                .owner(token.owner())
                .kind(token.kind())
                .scope(token.actions(), token.packages())
                .version(token.version())
                .digests(token.digests())
                .addresses(token.addresses())
                .notBefore(token.notBefore())
                .restrictions(token.restrictions())
                .expiresAt(length == null ? null : now.plus(length))
                .issuedFrom(context.clientAddress())
                .issuedBy(token.issuedBy(), null)
                .build();
    }

    private static <T> Decision<T> notLive(@Nullable ApiToken token, Instant now) {
        if (token == null || token.revokedAt() != null) {
            return Decision.refused(TokenReason.TOKEN_REVOKED, "The token was revoked.");
        }
        return token.rotatedTo() != null
                ? Decision.refused(TokenReason.TOKEN_ROTATED, "Another token has taken this one's place.")
                : Decision.refused(TokenReason.TOKEN_EXPIRED, "The token expired before " + now + ".");
    }

    int remindExpiring(int limit) {
        Instant now = now();
        return unitOfWork.run(stores -> {
            int reminded = 0;
            TokenLog log = new TokenLog(stores, now, "");
            for (ApiToken token : stores.tokens().unreminded(now, now.plus(REMINDER), REMINDER, limit)) {
                Subject owner = token.owner();
                Instant expiresAt = token.expiresAt();
                if (owner != null && expiresAt != null && stores.tokens().remind(token.id())) {
                    log.append(new TokenEvent.Expiring(owner, token.id(), token.name(), expiresAt));
                    reminded++;
                }
            }
            return reminded;
        });
    }

    boolean closeRelease(Grant grant) {
        Instant now = now();
        return unitOfWork.run(stores -> stores.tokens().closeRelease(grant.credentialId(), now));
    }

    /** To the millisecond, as stores keep it, so that Java and SQL agree on what has expired. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
