package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.log.PublishEvent;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.publisher.TrustedPublisher;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Issues, authenticates, lists and revokes API tokens.
 *
 * <p>A token is {@code <prefix>_} and 36 characters; only its SHA-256 is kept. It is read from one
 * {@code Authorization} header: {@code Bearer}, or {@code Basic} with any user name and the token as the password. What
 * it allows is its scope, further limited by what its owner may do at that moment. Safe to share between threads.
 */
public final class ApiTokens {
    /** Checked before a store is asked, because databases fail on some characters. */
    private static final Pattern TOKEN_ID = Pattern.compile("[0-9a-f-]{36}");

    /** Whoever holds tokens that ended could otherwise fill the event log by presenting them over and over. */
    private static final int KEPT_REFUSALS = 20;

    private static final Duration REFUSALS_WINDOW = Duration.ofMinutes(10);
    private static final Duration USE_RESOLUTION = Duration.ofMinutes(5);

    private final UnitOfWork<? extends TokenStores> unitOfWork;
    private final TokenFormat format;
    private final @Nullable OwnerRights ownerRights;
    private final @Nullable PublisherRights publisherRights;
    private final InstantSource clock;
    private final Decisions decisions;
    private final Throttle keptRefusals;

    /**
     * Hosts get this object from {@code RegistryPublish.tokens()}.
     *
     * @param prefix what tokens start with, before the underscore: 2 to 16 lower-case letters and digits
     * @param ownerRights what accounts may do, or null when no account is to own tokens
     * @param publisherRights what trusted publishers may do, or null when none is to get tokens
     */
    public ApiTokens(
            UnitOfWork<? extends TokenStores> unitOfWork,
            KeyRing keyRing,
            String prefix,
            SecureRandom random,
            @Nullable OwnerRights ownerRights,
            @Nullable PublisherRights publisherRights,
            InstantSource clock,
            DecisionListener listener) {
        this.unitOfWork = unitOfWork;
        this.format = new TokenFormat(prefix, random);
        this.ownerRights = ownerRights;
        this.publisherRights = publisherRights;
        this.clock = clock;
        this.decisions = new Decisions(listener, TokenReason.STORE_UNAVAILABLE);
        this.keptRefusals = new Throttle(keyRing, "token-refused", TokenReason.TOKEN_INVALID);
    }

    /**
     * Issues a token to an account; token and {@code token.issued} event are kept together.
     *
     * <p>The caller has decided that the account may have it, by a fresh sign-in for example: a token must never be
     * enough to get another one. What the scope names beyond the owner's rights is harmless, it authorises nothing.
     *
     * @throws IllegalStateException if the module was built without owner rights, or the request is for a workload
     * @throws IllegalArgumentException if the expiry is not in the future
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public IssuedToken issue(TokenRequest request, RequestContext context) {
        Subject owner = request.owner();
        if (owner == null) {
            throw new IllegalStateException("a workload's token is issued by an exchange alone");
        }
        if (ownerRights == null) {
            throw new IllegalStateException(
                    "tokens of accounts need RegistryPublish.Builder.ownerRights: without it they would allow nothing");
        }
        return unitOfWork.run(stores -> {
            IssuedToken issued = mint(stores, request);
            ApiToken token = issued.token();
            String scope = token.actions() + " on " + token.packages();
            append(
                    stores,
                    new PublishEvent.TokenIssued(owner, token.id(), token.name(), scope, token.expiresAt()),
                    token.createdAt(),
                    context);
            return issued;
        });
    }

    /**
     * Inserts a token within the caller's unit of work; the caller stores the event that tells of it there, too.
     *
     * @throws IllegalArgumentException if the expiry is not in the future
     */
    public IssuedToken mint(TokenStores stores, TokenRequest request) {
        Instant now = now();
        Instant expiresAt = request.expiresAt();
        if (expiresAt != null && !expiresAt.truncatedTo(ChronoUnit.MILLIS).isAfter(now)) {
            throw new IllegalArgumentException("a token's expiry is in the future");
        }
        String text = format.mint();
        ApiToken token = request.toToken(UUID.randomUUID().toString(), now);
        stores.tokens().insert(token, TokenFormat.sha256(text));
        return new IssuedToken(Secret.of(text), token);
    }

    /**
     * Whether the request's token allows {@code action} on {@code packageName}, and the grant when it does.
     *
     * <p>Refused with a {@link TokenReason}. Text that is no token of this registry, mistyped, or unknown is refused
     * alike. A refusal of a known token is kept as a {@code token.refused} event in a transaction of its own, at most 20
     * of one owner in ten minutes; the package's log has it when scope and owner's rights cover what was asked. Unavailable when the store is broken.
     */
    public Decision<Grant> authenticate(RequestContext context, Action action, PackageName packageName) {
        return authenticate(context, new Asked(action, packageName));
    }

    /** As {@link #authenticate(RequestContext, Action, PackageName)} for the release's package. */
    public Decision<Grant> authenticate(RequestContext context, Action action, Release release) {
        return authenticate(context, action, release.packageName());
    }

    /** Whose token the request carries, without asking it for anything: for {@code whoami}. Refused as above. */
    public Decision<Grant> authenticate(RequestContext context) {
        return authenticate(context, (Asked) null);
    }

    private Decision<Grant> authenticate(RequestContext context, @Nullable Asked asked) {
        return decisions.decide(
                "token.authenticate",
                () -> PresentedToken.in(context)
                        .then(secret -> lookUp(secret))
                        .then(known -> judged(known, asked, context)));
    }

    /** What was asked of the token. */
    private record Asked(Action action, PackageName packageName) {
        @Override
        public String toString() {
            return action + " " + packageName;
        }
    }

    /** A token as it was found, and its publisher when it has one that still exists. */
    private record Known(ApiToken token, @Nullable TrustedPublisher publisher, Instant at) {}

    private Decision<Known> lookUp(Secret presented) {
        byte[] hash = format.hashOf(presented.reveal());
        if (hash == null) {
            return PresentedToken.invalid();
        }
        Instant now = now();
        return unitOfWork.run(stores -> {
            ApiToken token = stores.tokens().findByHash(hash);
            if (token == null) {
                return PresentedToken.<Known>invalid();
            }
            Instant lastUse = token.lastUsedAt();
            Instant stale = now.minus(USE_RESOLUTION);
            if (lastUse == null || lastUse.isBefore(stale)) {
                stores.tokens().recordUse(token.id(), now, stale);
            }
            String publisher = token.publisherId();
            TrustedPublisher registered =
                    publisher == null ? null : stores.publishers().find(publisher);
            return Decision.allowed(new Known(token, registered, now));
        });
    }

    private Decision<Grant> judged(Known known, @Nullable Asked asked, RequestContext context) {
        Decision<Grant> judgement = judge(known, asked);
        if (judgement instanceof Decision.Refused<Grant> refused) {
            recordRefusal(known, asked, refused.refusal().reason().code(), context);
        }
        return judgement;
    }

    private Decision<Grant> judge(Known known, @Nullable Asked asked) {
        ApiToken token = known.token();
        if (token.revokedAt() != null) {
            return Decision.refused(TokenReason.TOKEN_REVOKED, "The token was revoked.");
        }
        if (token.isExpired(known.at())) {
            return Decision.refused(TokenReason.TOKEN_EXPIRED, "The token expired at " + token.expiresAt() + ".");
        }
        if (token.publisherId() != null && known.publisher() == null) {
            return Decision.refused(
                    TokenReason.PUBLISHER_REMOVED, "The trusted publisher that this token was issued for was removed.");
        }
        Grant grant = grant(known);
        return asked == null
                ? Decision.allowed(grant)
                : inScope(grant, asked).then(covered -> publisherMay(known, covered, asked));
    }

    private Decision<Grant> inScope(Grant grant, Asked asked) {
        if (!grant.actions().contains(asked.action())) {
            return Decision.refused(
                    TokenReason.ACTION_NOT_IN_SCOPE,
                    "The token's scope does not have the action " + asked.action() + ".");
        }
        if (!grant.covers(asked.action(), asked.packageName())) {
            return Decision.refused(
                    TokenReason.PACKAGE_NOT_IN_SCOPE,
                    "The token's scope does not cover " + asked.packageName().text() + ".");
        }
        Subject owner = grant.owner();
        if (owner != null && (ownerRights == null || !ownerRights.may(owner, asked.action(), asked.packageName()))) {
            return Decision.refused(
                    TokenReason.OWNER_MAY_NOT,
                    "The token's owner does not have the right to " + asked.action() + " for "
                            + asked.packageName().text() + ".");
        }
        return Decision.allowed(grant);
    }

    private Decision<Grant> publisherMay(Known known, Grant grant, Asked asked) {
        TrustedPublisher publisher = known.publisher();
        boolean may = publisher == null
                || (publisherRights != null && publisherRights.may(publisher, asked.action(), asked.packageName()));
        return may
                ? Decision.allowed(grant)
                : Decision.refused(
                        TokenReason.PUBLISHER_MAY_NOT,
                        "The trusted publisher does not have the right to " + asked.action() + " for "
                                + asked.packageName().text() + " any more.");
    }

    private static Grant grant(Known known) {
        ApiToken token = known.token();
        Grant.Builder grant = Grant.builder(token.id())
                .owner(token.owner())
                .scope(token.actions(), token.packages())
                .expiresAt(token.expiresAt());
        WorkloadIdentity workload = token.workload();
        TrustedPublisher publisher = known.publisher();
        if (workload != null && publisher != null) {
            grant.workload(workload, publisher.policy());
        }
        return grant.build();
    }

    private void recordRefusal(Known known, @Nullable Asked asked, String reason, RequestContext context) {
        ApiToken token = known.token();
        PublishEvent event = new PublishEvent.TokenRefused(
                token.owner(),
                asked != null && concerns(token, asked) ? asked.packageName() : null,
                token.id(),
                token.name(),
                reason,
                asked == null ? "" : asked.toString());
        String owner = token.owner() == null
                ? "publisher " + token.publisherId()
                : token.owner().toString();
        List<Quota> quota = List.of(Quota.of("owner", owner, KEPT_REFUSALS, REFUSALS_WINDOW));
        unitOfWork.run(stores ->
                keptRefusals.reserve(stores.throttle(), known.at(), quota).isAllowed()
                        && append(stores, event, known.at(), context));
    }

    /**
     * Whether what was asked is the package owners' business. A scope alone does not make it that, since any account may
     * have a token whose scope names any package.
     */
    private boolean concerns(ApiToken token, Asked asked) {
        Subject owner = token.owner();
        return token.packages().stream().anyMatch(pattern -> pattern.covers(asked.packageName()))
                && (owner == null
                        || (ownerRights != null && ownerRights.may(owner, asked.action(), asked.packageName())));
    }

    /** The account's tokens that were not purged, newest first, ended ones included; throws when the store is broken. */
    public List<ApiToken> list(Subject owner) {
        return unitOfWork.run(stores -> stores.tokens().ofOwner(owner));
    }

    /**
     * Revokes a token that {@code by} owns; token and {@code token.revoked} event change together.
     *
     * @return false when there is no such token of this owner, or it was revoked before
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public boolean revoke(String tokenId, Subject by, RequestContext context) {
        return revoke(tokenId, by, true, context);
    }

    /**
     * As {@link #revoke}, for whosever token: for the registry's staff. The caller has decided that {@code by} may.
     */
    public boolean revokeAsOperator(String tokenId, Subject by, RequestContext context) {
        return revoke(tokenId, by, false, context);
    }

    private boolean revoke(String tokenId, Subject by, boolean ownOnly, RequestContext context) {
        if (!TOKEN_ID.matcher(tokenId).matches()) {
            return false;
        }
        Instant now = now();
        return unitOfWork.run(stores -> {
            ApiToken token = stores.tokens().find(tokenId);
            if (token == null
                    || (ownOnly && !Objects.equals(by, token.owner()))
                    || !stores.tokens().revoke(tokenId, now)) {
                return false;
            }
            return append(
                    stores,
                    new PublishEvent.TokenRevoked(token.owner(), null, tokenId, token.name(), by),
                    now,
                    context);
        });
    }

    private static boolean append(TokenStores stores, PublishEvent event, Instant at, RequestContext context) {
        stores.events().append(RecordedEvent.of(event, at, context.clientAddress()));
        return true;
    }

    /** To the millisecond, as stores keep it, so that Java and SQL agree on what has expired. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
