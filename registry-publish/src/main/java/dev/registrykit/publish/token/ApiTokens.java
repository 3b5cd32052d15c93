package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
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
import dev.registrykit.publish.publisher.PublisherRights;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Issues, authenticates, lists, narrows, rotates and revokes API tokens.
 *
 * <p>A token is {@code <prefix>_[<kind>_]} and 36 characters; only a hash of it is kept. It is read from one header, see
 * {@link PresentedToken}. What it allows is its scope and what it was restricted to, further limited by what its owner may
 * do at that moment. Safe to share between threads.
 */
public final class ApiTokens {
    /** How long a token counts beside the one that took its place, at most. */
    public static final Duration MAX_OVERLAP = Duration.ofDays(7);

    private final UnitOfWork<? extends TokenStores> unitOfWork;
    private final @Nullable OwnerRights ownerRights;
    private final TokenMint mint;
    private final MovingIn movingIn;
    private final TokenLookup lookup;
    private final TokenGate gate;
    private final TokenLife life;
    private final PackageLimits limits;
    private final ScannerRules scannerRules;
    private final InstantSource clock;
    private final Decisions decisions;

    /**
     * Hosts get this object from {@code RegistryPublish.tokens()}.
     *
     * @param ownerRights what accounts may do, or null when no account is to own tokens
     * @param publisherRights what trusted publishers may do, or null when none is to get tokens
     */
    public ApiTokens(
            UnitOfWork<? extends TokenStores> unitOfWork,
            KeyRing keyRing,
            TokenPolicy policy,
            SecureRandom random,
            @Nullable OwnerRights ownerRights,
            @Nullable PublisherRights publisherRights,
            InstantSource clock,
            DecisionListener listener) {
        TokenFormat format = new TokenFormat(policy, random);
        TokenHashes hashes = new TokenHashes(keyRing, policy.isPeppered());
        MacaroonTokens macaroons = new MacaroonTokens(keyRing, policy);
        this.unitOfWork = unitOfWork;
        this.ownerRights = ownerRights;
        this.mint = new TokenMint(policy, format, hashes, macaroons, ownerRights != null, clock);
        this.movingIn = new MovingIn(unitOfWork, keyRing, policy, hashes, mint);
        this.lookup = new TokenLookup(unitOfWork, format, hashes, macaroons, movingIn);
        TokenJudge judge = new TokenJudge(unitOfWork, policy, ownerRights, publisherRights);
        this.gate = new TokenGate(unitOfWork, keyRing, lookup, judge, clock);
        this.life = new TokenLife(unitOfWork, policy, mint, clock);
        this.limits = new PackageLimits(unitOfWork, clock);
        this.scannerRules = new ScannerRules(policy);
        this.clock = clock;
        this.decisions = new Decisions(listener, TokenReason.STORE_UNAVAILABLE);
    }

    /**
     * Issues a token to an account; token and {@code token.issued} event are kept together.
     *
     * <p>The caller has decided that the account may have it, by a fresh sign-in for example: a token must never be
     * enough to get another one, see {@link #issueWith}. What the scope names beyond the owner's rights is harmless, it
     * authorises nothing. Refused when the operator's policy for the kind does not allow it: {@link
     * TokenReason#KIND_UNKNOWN}, {@link TokenReason#ACTION_UNKNOWN}, {@link TokenReason#LIFETIME_TOO_LONG}, {@link
     * TokenReason#ASSURANCE_TOO_LOW}, {@link TokenReason#TOO_MANY_TOKENS}. Unavailable when the store is broken.
     *
     * @param assurance how surely the account's person has signed in
     * @throws IllegalStateException if the module was built without owner rights, or the request is for a workload
     * @throws IllegalArgumentException if the expiry is not in the future
     */
    public Decision<IssuedToken> issue(TokenRequest request, Assurance assurance, RequestContext context) {
        return decisions.decide(
                "token.issue", () -> unitOfWork.run(stores -> issue(stores, request, assurance, context)));
    }

    /** As {@link #issue(TokenRequest, Assurance, RequestContext)}, within the caller's unit of work. */
    public Decision<IssuedToken> issue(
            TokenStores stores, TokenRequest request, Assurance assurance, RequestContext context) {
        return mint.issue(stores, request, assurance, context);
    }

    /**
     * Issues a token to the account that owns the managing token by whose grant this is asked, which has the action {@link
     * Action#MANAGE_TOKENS}; as {@link #issue(TokenRequest, Assurance, RequestContext)} otherwise.
     *
     * <p>The new token is within the managing one's scope, carries its restrictions, ends no later, and never may manage
     * tokens; refused otherwise with {@link TokenReason#ACTION_NOT_IN_SCOPE}, {@link TokenReason#PACKAGE_NOT_IN_SCOPE} or
     * {@link TokenReason#LIFETIME_TOO_LONG}; and with {@link TokenReason#OWNER_MAY_NOT} when the owner may not manage tokens
     * at the moment. The managing token's own kind says how surely its person had signed in. Where a package limits the
     * lifetime of tokens, the new one's counts from the managing one's issue. Who made it is kept: {@link
     * ApiToken#issuedBy()}.
     */
    public Decision<IssuedToken> issueWith(Grant manager, TokenRequest request, RequestContext context) {
        return decisions.decide(
                "token.issue",
                () -> mayManage(manager)
                        .then(owner -> unitOfWork.run(stores -> mint.issueWith(stores, manager, request, context))));
    }

    /** Asked here too: the grant may be of a request for something else. */
    private Decision<Grant> mayManage(Grant manager) {
        Subject owner = manager.owner();
        return owner != null && ownerRights != null && ownerRights.may(owner, Action.MANAGE_TOKENS)
                ? Decision.allowed(manager)
                : Decision.refused(
                        TokenReason.OWNER_MAY_NOT, "The token's owner does not have the right to manage tokens.");
    }

    /**
     * Inserts a workload's token within the caller's unit of work; the caller stores the event that tells of it there, too.
     *
     * @throws IllegalArgumentException if the expiry is missing or not in the future
     */
    public IssuedToken mint(TokenStores stores, TokenRequest request, RequestContext context) {
        return mint.mint(stores, request, context);
    }

    /**
     * Whether the request's token allows what {@code asked} says, and the grant when it does.
     *
     * <p>Refused with a {@link TokenReason}. Text that is no token of this registry, mistyped, or unknown is refused
     * alike. A refusal of a known token is kept as a {@code token.refused} event in a transaction of its own, at most 20
     * of one token and 100 of one owner in ten minutes; the package's log has it when scope and owner's rights cover what was asked.
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

    /**
     * As {@link #authenticate(RequestContext, RequestedAccess)}, for an action with the account that owns the token; its
     * scope's packages are not asked.
     *
     * @throws IllegalArgumentException if the action publishes
     */
    public Decision<Grant> authenticate(RequestContext context, Action action) {
        return decide(context, RequestedAccess.of(action));
    }

    /** Whose token the request carries, without asking it for anything: for {@code whoami}. Refused as above. */
    public Decision<Grant> authenticate(RequestContext context) {
        return decide(context, null);
    }

    private Decision<Grant> decide(RequestContext context, @Nullable RequestedAccess asked) {
        return decisions.decide("token.authenticate", () -> gate.pass(context, asked));
    }

    /**
     * Which token each secret is, ended ones included, and null for what is none; in the order of the secrets. No use is
     * recorded. Policy does not matter: also one of a kind or prefix that was given up, or kept under the key ring although
     * {@code pepperTokens} was taken back, is what it is, as long as its key is in the ring.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public List<@Nullable ApiToken> identify(List<Secret> presented) {
        return lookup.matching(presented);
    }

    /**
     * Which token of an older table each leaked secret is, and null for what is none of those: it is moved, so that it can
     * be revoked here, see {@link LegacyTokens}. One whose row asks for what the policy does not allow has ended already. Of
     * checks that take long, at most 20 in one call find nothing.
     *
     * @throws dev.registrykit.core.store.StoreException if the store or the older table is broken, or there were more such
     *     checks; what could be moved until then was
     */
    public List<@Nullable ApiToken> identifyLeaked(List<Secret> leaked) {
        return lookup.moved(leaked, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /** The account's tokens that were not purged, newest first, ended ones included; throws when the store is broken. */
    public List<ApiToken> list(Subject owner) {
        return unitOfWork.run(stores -> stores.tokens().ofOwner(owner));
    }

    /**
     * The tokens that match, oldest first, ended ones included as long as they are kept; at most 10,000. When there are
     * that many, {@link TokenSearch.Builder#after} with the last of them gives those that follow.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public List<ApiToken> find(TokenSearch search) {
        return life.find(search);
    }

    /**
     * Revokes a token that {@code by} owns; token and {@code token.revoked} event change together.
     *
     * <p>What a managing token issued goes on working, as it does when that expires: {@link #revokeAll} ends it, by a search
     * for {@link TokenSearch.Builder#issuedBy}. When a managing token is reported as leaked, that is done at once.
     *
     * @return false when there is no such token of this owner, or it was revoked before
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public boolean revoke(String tokenId, Subject by, RequestContext context) {
        return life.revoke(tokenId, by, true, context);
    }

    /**
     * As {@link #revoke}, for whosever token: for the registry's staff. The caller has decided that {@code by} may.
     */
    public boolean revokeAsOperator(String tokenId, Subject by, RequestContext context) {
        return life.revoke(tokenId, by, false, context);
    }

    /**
     * Revokes those of {@link #find} that still work, all of them: 500 at a time, whose {@code token.revoked} events are
     * kept with them. The caller has decided that {@code by} may.
     *
     * @return how many
     * @throws dev.registrykit.core.store.StoreException if the store is broken; what was revoked until then stays so
     */
    public int revokeAll(TokenSearch search, Subject by, RequestContext context) {
        return life.revokeAll(search, by, context);
    }

    /**
     * Narrows a live token that {@code by} owns, for good and for its very next use; with its {@code token.narrowed} event.
     *
     * <p>Restrictions add up and none is taken back. A token takes 64 of them, with 8,192 characters in all.
     *
     * @return false when there is no such live token of this owner, or it has too many restrictions
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public boolean narrow(String tokenId, Subject by, Restriction restriction, RequestContext context) {
        return life.narrow(tokenId, by, restriction, context);
    }

    /**
     * Issues a token that takes the place of one that {@code by} owns, with the same scope and lifetime; the old one ends
     * after {@code overlap}, or at its own time if that is sooner. Both and the {@code token.rotated} event change together.
     *
     * <p>The caller has decided that {@code by} may, as for {@link #issue}: that a token may manage tokens is not enough.
     * Of several rotations of a token at once one is allowed, the others are refused with {@link
     * TokenReason#TOKEN_ROTATED}. Refused also when the operator's policy would not allow such a token by now, with the
     * reasons of {@link #issue}, though while it overlaps there may be one token more; and with {@link TokenReason#TOKEN_UNKNOWN}, {@link TokenReason#TOKEN_REVOKED},
     * {@link TokenReason#TOKEN_EXPIRED}, {@link TokenReason#NOT_ROTATABLE}, {@link TokenReason#KIND_UNKNOWN} and {@link
     * TokenReason#LIFETIME_TOO_LONG}. Unavailable when the store is broken.
     *
     * @param assurance how surely the account's person has signed in
     * @throws IllegalArgumentException if the overlap is negative or longer than {@link #MAX_OVERLAP}
     */
    public Decision<IssuedToken> rotate(
            String tokenId, Subject by, Assurance assurance, Duration overlap, RequestContext context) {
        return decisions.decide("token.rotate", () -> life.rotate(tokenId, by, assurance, overlap, context));
    }

    /**
     * Tells the owners of tokens that end within three days by a {@code token.expiring} event each, once; tokens that lived
     * for less than three days are not told of. A part of housekeeping, and safe from many nodes.
     *
     * @return how many
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public int remindExpiring(int limit) {
        return life.remindExpiring(limit);
    }

    /**
     * Asks the host once more to take rows of its older table out of use whose moved tokens ended before this time: nothing
     * forgets these tokens before that. A part of housekeeping, and safe from many nodes.
     *
     * @return how many are out of use now
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public int finishMoves(Instant endedBefore, int limit) {
        return movingIn.finish(endedBefore, limit);
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
        return life.closeRelease(grant);
    }

    /**
     * Lets only tokens publish what the pattern covers that live for {@code longest} or less, from now on, in place of any
     * limit for this very pattern; with its {@code token.lifetime-limited} event. The strictest of all patterns that cover
     * a package counts. Trusted publishers' tokens are not concerned. The caller has decided that {@code by} may.
     *
     * @throws IllegalArgumentException if {@code longest} is less than a minute or more than ten years
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public void limitLifetime(PackagePattern packages, Duration longest, Subject by, RequestContext context) {
        limits.limitLifetime(packages, longest, by, context);
    }

    /**
     * Takes {@link #limitLifetime} back for this very pattern, with its {@code token.lifetime-unlimited} event.
     *
     * @return false when there was no limit
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public boolean allowAnyLifetime(PackagePattern packages, Subject by, RequestContext context) {
        return limits.allowAnyLifetime(packages, by, context);
    }

    /** Rules that let secret scanners find this registry's tokens. */
    public ScannerRules scannerRules() {
        return scannerRules;
    }
}
