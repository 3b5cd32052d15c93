package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.MavenPath;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.publish.log.PublishEvent;
import dev.registrykit.publish.log.TokenEvent;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.token.TokenJudge.Known;
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
    private final TokenJudge judge;
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
        this.judge = new TokenJudge(unitOfWork, ownerRights, publisherRights);
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
                    new TokenEvent.Issued(owner, token.id(), token.name(), scope, token.expiresAt()),
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
     * Whether the request's token allows what {@code asked} says, and the grant when it does.
     *
     * <p>Refused with a {@link TokenReason}. Text that is no token of this registry, mistyped, or unknown is refused
     * alike. A refusal of a known token is kept as a {@code token.refused} event in a transaction of its own, at most 20
     * of one owner in ten minutes; the package's log has it when scope and owner's rights cover what was asked.
     * Unavailable when the store is broken.
     *
     * <p>The first request for a release that is allowed opens a single-use token for that release; from then on every
     * other one is refused with {@link TokenReason#TOKEN_USED}. Ask before an upload's body is read, and again with its
     * SHA-256 when it is there, if tokens may be bound to files.
     */
    public Decision<Grant> authenticate(RequestContext context, RequestedAccess asked) {
        return decide(context, asked);
    }

    /** As {@link #authenticate(RequestContext, RequestedAccess)}, for an action with a package as a whole. */
    public Decision<Grant> authenticate(RequestContext context, Action action, PackageName packageName) {
        return decide(context, RequestedAccess.of(action, packageName));
    }

    /** As {@link #authenticate(RequestContext, RequestedAccess)}, for an action with a release. */
    public Decision<Grant> authenticate(RequestContext context, Action action, Release release) {
        return decide(context, RequestedAccess.of(action, release));
    }

    /** As {@link #authenticate(RequestContext, RequestedAccess)}, for an action with a file of a Maven repository. */
    public Decision<Grant> authenticate(RequestContext context, Action action, MavenPath file) {
        return decide(context, RequestedAccess.of(action, file));
    }

    /** Whose token the request carries, without asking it for anything: for {@code whoami}. Refused as above. */
    public Decision<Grant> authenticate(RequestContext context) {
        return decide(context, null);
    }

    private Decision<Grant> decide(RequestContext context, @Nullable RequestedAccess asked) {
        return decisions.decide(
                "token.authenticate",
                () -> PresentedToken.in(context)
                        .then(secret -> lookUp(secret, asked))
                        .then(known -> judged(known, asked, context)));
    }

    private Decision<Known> lookUp(Secret presented, @Nullable RequestedAccess asked) {
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
            boolean trustedOnly = token.owner() != null
                    && asked != null
                    && asked.isPublishing()
                    && !stores.publishers().trustedOnly(asked.packageName()).isEmpty();
            return Decision.allowed(new Known(token, registered, trustedOnly, now));
        });
    }

    private Decision<Grant> judged(Known known, @Nullable RequestedAccess asked, RequestContext context) {
        Decision<Grant> judgement = judge.judge(known, asked);
        if (judgement instanceof Decision.Refused<Grant> refused) {
            recordRefusal(known, asked, refused.refusal().reason().code(), context);
        }
        return judgement;
    }

    private void recordRefusal(Known known, @Nullable RequestedAccess asked, String reason, RequestContext context) {
        ApiToken token = known.token();
        PublishEvent event = new TokenEvent.Refused(
                token.owner(),
                asked != null && judge.concerns(token, asked) ? asked.packageName() : null,
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
            appendRevoked(stores, token, by, now, context);
            return true;
        });
    }

    /**
     * Ends the release that the grant's single-use token is for, because all its files are there.
     *
     * <p>From then on the token publishes nothing; without this call it ends when it expires. No event is made: a token
     * that was used up is the ordinary end of one.
     *
     * @return false when it was ended before, or the token is for more than one release
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public boolean closeRelease(Grant grant) {
        Instant now = now();
        return unitOfWork.run(stores -> stores.tokens().closeRelease(grant.credentialId(), now));
    }

    /**
     * The tokens that jobs of a repository got from {@code from} to {@code to}, both included, oldest first, ended ones
     * included as long as they are kept.
     *
     * @param repositoryId the repository's immutable id, or its name where the issuer states no id
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public List<ApiToken> issuedToWorkload(String issuer, String repositoryId, Instant from, Instant to) {
        return unitOfWork.run(stores -> stores.tokens().ofWorkload(issuer, repositoryId, from, to));
    }

    /**
     * Revokes those of {@link #issuedToWorkload} that still work; tokens and their {@code token.revoked} events change
     * together. The caller has decided that {@code by} may.
     *
     * @return how many
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public int revokeIssuedToWorkload(
            String issuer, String repositoryId, Instant from, Instant to, Subject by, RequestContext context) {
        Instant now = now();
        return unitOfWork.run(stores -> {
            int revoked = 0;
            for (ApiToken token : stores.tokens().ofWorkload(issuer, repositoryId, from, to)) {
                if (!token.isExpired(now) && stores.tokens().revoke(token.id(), now)) {
                    appendRevoked(stores, token, by, now, context);
                    revoked++;
                }
            }
            return revoked;
        });
    }

    /** In the owner's log; a workload's has none, so it is told in the logs of its packages, or of its publisher's account. */
    private static void appendRevoked(
            TokenStores stores, ApiToken token, Subject by, Instant at, RequestContext context) {
        List<PackageName> named = token.owner() != null
                ? List.of()
                : token.packages().stream()
                        .filter(PackagePattern::isExact)
                        .map(pattern -> PackageName.ofString(pattern.toString()))
                        .toList();
        for (PackageName name : named) {
            append(stores, new TokenEvent.Revoked(null, name, token.id(), token.name(), by), at, context);
        }
        if (named.isEmpty()) {
            String publisherId = token.publisherId();
            TrustedPublisher publisher =
                    publisherId == null ? null : stores.publishers().find(publisherId);
            Subject account = publisher == null ? token.owner() : publisher.addedBy();
            append(stores, new TokenEvent.Revoked(account, null, token.id(), token.name(), by), at, context);
        }
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
