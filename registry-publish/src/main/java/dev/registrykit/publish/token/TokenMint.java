package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.log.PublishEvent;
import dev.registrykit.publish.log.TokenEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes tokens, within what the operator's policy allows. */
final class TokenMint {
    private final TokenPolicy policy;
    private final TokenFormat format;
    private final TokenHashes hashes;
    private final MacaroonTokens macaroons;
    private final boolean hasOwnerRights;
    private final InstantSource clock;

    TokenMint(
            TokenPolicy policy,
            TokenFormat format,
            TokenHashes hashes,
            MacaroonTokens macaroons,
            boolean hasOwnerRights,
            InstantSource clock) {
        this.policy = policy;
        this.format = format;
        this.hashes = hashes;
        this.macaroons = macaroons;
        this.hasOwnerRights = hasOwnerRights;
        this.clock = clock;
    }

    /**
     * What a new token is made of, once it is decided that it may be.
     *
     * @param by the token that asks for it, or null
     */
    private record Order(
            TokenRequest request,
            Subject owner,
            TokenKind kind,
            @Nullable Instant expiresAt,
            List<Restriction> restrictions,
            @Nullable ApiToken by) {}

    Decision<IssuedToken> issue(TokenStores stores, TokenRequest request, Assurance assurance, RequestContext context) {
        Subject owner = owned(request);
        Instant now = now();
        return permitted(request, assurance)
                .then(kind -> expiry(request, kind, now, null)
                        .then(expires -> issue(
                                stores, new Order(request, owner, kind, expires.at(), List.of(), null), context)));
    }

    /** For an account, by a token of its own: within that token's scope, no longer than it, and bound as it is. */
    Decision<IssuedToken> issueWith(TokenStores stores, Grant manager, TokenRequest request, RequestContext context) {
        Subject owner = owned(request);
        Instant now = now();
        // Held first: who revokes the managing token at the same time finds what it issued, or lets it issue nothing.
        boolean live = stores.tokens().holdLive(manager.credentialId(), now);
        ApiToken by = live ? stores.tokens().find(manager.credentialId()) : null;
        if (by == null) {
            return Decision.refused(TokenReason.TOKEN_REVOKED, "The token ended while it was used.");
        }
        TokenKind kindOfManager = policy.kind(by.kind());
        return within(manager, owner, request)
                .then(same -> restrictions(manager, by))
                .then(restrictions -> permitted(
                                request, kindOfManager == null ? Assurance.NONE : kindOfManager.minimumAssurance())
                        .then(kind -> expiry(request, kind, now, sooner(manager.expiresAt(), by.expiresAt()))
                                .then(expires -> issue(
                                        stores,
                                        new Order(request, owner, kind, expires.at(), restrictions, by),
                                        context))));
    }

    private static @Nullable Instant sooner(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    /**
     * The grant's, which has a macaroon's too, and those that the token got since. A grant's were written by this package,
     * so one that is not understood is of a later version.
     */
    private static Decision<List<Restriction>> restrictions(Grant manager, ApiToken by) {
        Decision<List<Restriction>> all = Restriction.understood(by.restrictions());
        for (String line : manager.restrictions()) {
            all = all.then(before -> Restriction.ofCaveat(line).map(one -> plus(before, one)));
        }
        return all;
    }

    private static List<Restriction> plus(List<Restriction> before, Restriction one) {
        if (before.contains(one)) {
            return before;
        }
        List<Restriction> more = new ArrayList<>(before);
        more.add(one);
        return List.copyOf(more);
    }

    private static Decision<Boolean> within(Grant manager, Subject owner, TokenRequest request) {
        if (!manager.actions().contains(Action.MANAGE_TOKENS) || !Objects.equals(owner, manager.owner())) {
            return Decision.refused(
                    TokenReason.ACTION_NOT_IN_SCOPE,
                    "The token may not issue tokens for this account; it needs the action " + Action.MANAGE_TOKENS
                            + ", and to be the account's own.");
        }
        for (Action action : request.actions()) {
            if (action.equals(Action.MANAGE_TOKENS) || !manager.actions().contains(action)) {
                return Decision.refused(
                        TokenReason.ACTION_NOT_IN_SCOPE, "The token may not issue one with the action " + action + ".");
            }
        }
        for (PackagePattern wanted : request.packages()) {
            if (manager.packages().stream().noneMatch(wanted::isWithin)) {
                return Decision.refused(
                        TokenReason.PACKAGE_NOT_IN_SCOPE,
                        "The token may not issue one for " + wanted + ", which its own scope does not cover.");
            }
        }
        return Decision.allowed(true);
    }

    private Subject owned(TokenRequest request) {
        Subject owner = request.owner();
        if (owner == null) {
            throw new IllegalStateException("a workload's token is issued by an exchange alone");
        }
        if (!hasOwnerRights) {
            throw new IllegalStateException(
                    "tokens of accounts need RegistryPublish.Builder.ownerRights: without it they would allow nothing");
        }
        return owner;
    }

    /**
     * Whether the account may have a token like this one by now. While the old one still counts there may be one more than
     * otherwise.
     */
    Decision<TokenKind> mayReplace(TokenStores stores, ApiToken token, Assurance assurance, Instant now) {
        Subject owner = token.owner();
        return permitted(token.kind(), token.actions(), assurance)
                .then(kind ->
                        owner == null || stores.tokens().holdAndCount(owner, token.kind(), now) > kind.maxPerOwner()
                                ? tooMany(kind)
                                : Decision.allowed(kind));
    }

    private static <T> Decision<T> tooMany(TokenKind kind) {
        return Decision.refused(
                TokenReason.TOO_MANY_TOKENS,
                "The account has " + kind.maxPerOwner() + " tokens of this kind, which is all it may.");
    }

    /** Whether such a token may be at all, as surely as its person has signed in. */
    Decision<TokenKind> permitted(TokenRequest request, Assurance assurance) {
        return permitted(request.kind(), request.actions(), assurance);
    }

    private Decision<TokenKind> permitted(@Nullable String kindName, Set<Action> actions, Assurance assurance) {
        TokenKind kind = policy.kind(kindName);
        if (kind == null) {
            return Decision.refused(TokenReason.KIND_UNKNOWN, "There is no such kind of token.");
        }
        for (Action action : actions) {
            if (!policy.knows(action) || !kind.allows(action)) {
                return Decision.refused(
                        TokenReason.ACTION_UNKNOWN, "Tokens of this kind do not have the action " + action + ".");
            }
        }
        return assurance.atLeast(kind.minimumAssurance())
                ? Decision.allowed(kind)
                : Decision.refused(
                        TokenReason.ASSURANCE_TOO_LOW, "A surer sign-in is needed to get a token of this kind.");
    }

    /** The end of a token, or null in it for none: a decision cannot carry null. */
    private record Expiry(@Nullable Instant at) {}

    /** @param latest when the token that asks for it ends, or null when nothing asks or it does not end */
    private static Decision<Expiry> expiry(
            TokenRequest request, TokenKind kind, Instant now, @Nullable Instant latest) {
        if (request.wantsNoExpiry()) {
            return kind.allowsNoExpiry() && latest == null
                    ? Decision.allowed(new Expiry(null))
                    : Decision.refused(TokenReason.LIFETIME_TOO_LONG, "A token of this kind has to expire.");
        }
        Duration longest = kind.longestLifetime(request.actions());
        Instant bound = now.plus(longest);
        Instant wanted = request.expiresAt();
        if (wanted == null) {
            Duration usual = kind.defaultLifetime();
            Instant end = now.plus(usual.compareTo(longest) < 0 ? usual : longest);
            return Decision.allowed(new Expiry(latest != null && latest.isBefore(end) ? latest : end));
        }
        checkFuture(wanted, now);
        if (wanted.isAfter(bound)) {
            return Decision.refused(
                    TokenReason.LIFETIME_TOO_LONG, "Such a token lives for at most " + inWords(longest) + ".");
        }
        return latest != null && wanted.isAfter(latest)
                ? Decision.refused(
                        TokenReason.LIFETIME_TOO_LONG, "The token may not issue one that ends later than itself.")
                : Decision.allowed(new Expiry(wanted));
    }

    private static void checkFuture(Instant expiresAt, Instant now) {
        if (!expiresAt.truncatedTo(ChronoUnit.MILLIS).isAfter(now)) {
            throw new IllegalArgumentException("a token's expiry is in the future");
        }
    }

    private static String inWords(Duration time) {
        long days = time.toDays();
        return time.equals(Duration.ofDays(days)) ? days + " days" : time.toMinutes() + " minutes";
    }

    private Decision<IssuedToken> issue(TokenStores stores, Order order, RequestContext context) {
        Instant now = now();
        TokenRequest request = order.request();
        if (stores.tokens().holdAndCount(order.owner(), request.kind(), now)
                >= order.kind().maxPerOwner()) {
            return tooMany(order.kind());
        }
        ApiToken by = order.by();
        ApiToken token = request.toToken(UUID.randomUUID().toString(), now)
                .expiresAt(order.expiresAt())
                .restrictions(order.restrictions())
                .issuedFrom(context.clientAddress())
                .rootKeyId(rootKeyId(request))
                .issuedBy(by == null ? null : by.id(), by == null ? null : by.livesSince())
                .build();
        IssuedToken issued = insert(stores, token);
        String scope = PublishEvent.scope(token.actions(), token.packages());
        new TokenLog(stores, now, context.clientAddress())
                .append(new TokenEvent.Issued(
                        order.owner(),
                        token.id(),
                        token.name(),
                        token.kind(),
                        scope,
                        token.expiresAt(),
                        token.issuedBy()));
        return Decision.allowed(issued);
    }

    /** For the workload of an exchange, which has its own rules and its own event. */
    IssuedToken mint(TokenStores stores, TokenRequest request, RequestContext context) {
        Instant now = now();
        Instant expiresAt = request.expiresAt();
        if (expiresAt == null) {
            throw new IllegalArgumentException("the token of an exchange expires");
        }
        checkFuture(expiresAt, now);
        return insert(
                stores,
                request.toToken(UUID.randomUUID().toString(), now)
                        .issuedFrom(context.clientAddress())
                        .rootKeyId(rootKeyId(request))
                        .build());
    }

    private @Nullable String rootKeyId(TokenRequest request) {
        return request.isMacaroon() ? macaroons.currentKeyId() : null;
    }

    /** Gives a token its text and keeps it. */
    IssuedToken insert(TokenStores stores, ApiToken token) {
        if (token.rootKeyId() != null) {
            stores.tokens().insert(token, null);
            return new IssuedToken(Secret.of(macaroons.mint(token)), token);
        }
        String text = format.mint(token.kind());
        stores.tokens().insert(token, hashes.current(text));
        return new IssuedToken(Secret.of(text), token);
    }

    /** To the millisecond, as stores keep it, so that Java and SQL agree on what has expired. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
