package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.token.TokenLookup.Presented;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds a known token against what is asked of it.
 *
 * <p>First what the token is, then its scope, then what it is bound to, then what its owner or publisher may do at the
 * moment; only when all that allows it, a single-use token is opened for the release. What a request does not need is not
 * looked at.
 */
final class TokenJudge {
    private final UnitOfWork<? extends TokenStores> unitOfWork;
    private final TokenPolicy policy;
    private final @Nullable OwnerRights ownerRights;
    private final @Nullable PublisherRights publisherRights;

    TokenJudge(
            UnitOfWork<? extends TokenStores> unitOfWork,
            TokenPolicy policy,
            @Nullable OwnerRights ownerRights,
            @Nullable PublisherRights publisherRights) {
        this.unitOfWork = unitOfWork;
        this.policy = policy;
        this.ownerRights = ownerRights;
        this.publisherRights = publisherRights;
    }

    /** @param address where the request came from, as the host trusts it */
    Decision<Grant> judge(Presented known, @Nullable RequestedAccess asked, String address) {
        TokenScope scope = new TokenScope(known.token(), known.restrictions());
        Refusal refusal = refusal(known, scope, asked, address);
        return refusal == null
                ? Decision.allowed(grant(known.token(), scope, known.found().publisher()))
                : new Decision.Refused<>(refusal);
    }

    /** What stands against it, and nothing when null; only the first is told, as with each of the following methods. */
    private @Nullable Refusal refusal(
            Presented known, TokenScope scope, @Nullable RequestedAccess asked, String address) {
        Refusal refusal = notLive(known, scope, address);
        if (refusal != null || asked == null) {
            return refusal;
        }
        refusal = outOfScope(known.token(), scope, asked);
        if (refusal == null && asked.isPublishing()) {
            refusal = outOfBounds(known.token(), scope, asked);
        }
        if (refusal == null) {
            refusal = ownerMayNot(known, asked);
        }
        if (refusal == null) {
            refusal = publisherMayNot(known, scope, asked);
        }
        return refusal == null ? notOpened(known, asked) : refusal;
    }

    private static @Nullable Refusal notLive(Presented known, TokenScope scope, String address) {
        ApiToken token = known.token();
        if (token.revokedAt() != null) {
            return Refusal.of(TokenReason.TOKEN_REVOKED, "The token was revoked.");
        }
        if (!scope.isUnderstood()) {
            return Restriction.refusal();
        }
        Instant expiresAt = scope.expiresAt();
        if (expiresAt != null && !expiresAt.isAfter(known.at())) {
            return Refusal.of(TokenReason.TOKEN_EXPIRED, "The token expired at " + expiresAt + ".");
        }
        Instant notBefore = scope.notBefore();
        if (notBefore != null && notBefore.isAfter(known.at())) {
            return Refusal.of(TokenReason.TOKEN_NOT_YET_VALID, "The token is not valid before " + notBefore + ".");
        }
        if (!scope.allowsAddress(address)) {
            return Refusal.of(
                    TokenReason.ADDRESS_NOT_ALLOWED, "The token is not accepted from the address of this request.");
        }
        TrustedPublisher publisher = known.found().publisher();
        if (token.publisherId() != null && (publisher == null || publisher.isExpired(known.at()))) {
            return Refusal.of(
                    TokenReason.PUBLISHER_REMOVED, "The trusted publisher that this token was issued for was removed.");
        }
        return null;
    }

    private static Grant grant(ApiToken token, TokenScope scope, @Nullable TrustedPublisher publisher) {
        Grant.Builder grant = Grant.builder(token.id())
                .owner(token.owner())
                .scope(scope.actions(), scope.packages())
                .expiresAt(scope.expiresAt())
                .restrictions(scope.texts());
        WorkloadIdentity workload = token.workload();
        if (workload != null && publisher != null) {
            grant.workload(workload, publisher.policy());
        }
        return grant.build();
    }

    private @Nullable Refusal outOfScope(ApiToken token, TokenScope scope, RequestedAccess asked) {
        Action action = asked.action();
        if (scope.isRestrictedToRelease() && !TokenRequest.BOUND_ACTIONS.contains(action)) {
            return Refusal.of(
                    TokenReason.ACTION_NOT_IN_SCOPE,
                    "The token was narrowed to a version or to files, which leaves publishing and reading alone.");
        }
        if (!policy.knows(action) || !(scope.allows(action) || isMoreOfNewPackage(token, scope, asked))) {
            return Refusal.of(
                    TokenReason.ACTION_NOT_IN_SCOPE,
                    "The token's scope does not have the action " + action + "; it needs " + what(asked) + ".");
        }
        PackageName name = asked.packageName();
        return name == null || scope.covers(name)
                ? null
                : Refusal.of(
                        TokenReason.PACKAGE_NOT_IN_SCOPE,
                        "The token's scope does not cover " + name.text() + "; it needs " + what(asked) + ".");
    }

    /**
     * Whether this is about the package whose first release opened the token: the package is there after the first file,
     * so the others are a version's. Whether it is that release is looked at with what binds the token.
     */
    private static boolean isMoreOfNewPackage(ApiToken token, TokenScope scope, RequestedAccess asked) {
        Release opened = token.openedRelease();
        return opened != null
                && asked.action().equals(Action.PUBLISH_VERSION)
                && scope.allows(Action.PUBLISH_NEW_PACKAGE)
                && Objects.equals(opened.packageName(), asked.packageName());
    }

    /** Version, release and files, for an action that publishes. */
    private static @Nullable Refusal outOfBounds(ApiToken token, TokenScope scope, RequestedAccess asked) {
        if (token.closedAt() != null) {
            return used(token);
        }
        Release opened = token.openedRelease();
        if (asked.isPackageMetadata()) {
            return opened == null || Objects.equals(opened.packageName(), asked.packageName()) ? null : used(token);
        }
        Release release = asked.release();
        if (release == null) {
            return scope.isBound()
                    ? Refusal.of(
                            TokenReason.RELEASE_REQUIRED,
                            "The token is bound to a version, to files or to one release, and none is named.")
                    : null;
        }
        String version = scope.otherThan(release.version());
        if (version != null) {
            return Refusal.of(TokenReason.VERSION_NOT_IN_SCOPE, "The token is for version " + version + " alone.");
        }
        if (opened != null && !release.equals(opened)) {
            return used(token);
        }
        return notOneOfFiles(scope, asked);
    }

    private static @Nullable Refusal notOneOfFiles(TokenScope scope, RequestedAccess asked) {
        if (!scope.hasDigests() || asked.isDerived()) {
            return null;
        }
        String sha256 = asked.sha256();
        if (sha256 == null) {
            return Refusal.of(
                    TokenReason.DIGEST_REQUIRED, "The token is bound to files, and the request names no SHA-256.");
        }
        return scope.allowsDigest(sha256)
                ? null
                : Refusal.of(TokenReason.DIGEST_NOT_IN_SCOPE, "The token is bound to other files than this one.");
    }

    private @Nullable Refusal ownerMayNot(Presented known, RequestedAccess asked) {
        Subject owner = known.token().owner();
        if (owner == null) {
            return null;
        }
        return mayOwner(owner, asked)
                ? beyondLimit(known, asked)
                : Refusal.of(
                        TokenReason.OWNER_MAY_NOT, "The token's owner does not have the right to " + what(asked) + ".");
    }

    private boolean mayOwner(Subject owner, RequestedAccess asked) {
        PackageName name = asked.packageName();
        return ownerRights != null
                && (name == null
                        ? ownerRights.may(owner, asked.action())
                        : ownerRights.may(owner, asked.action(), name));
    }

    /** How long an account's token may live that publishes the package. A holder's own restriction does not shorten it. */
    private static @Nullable Refusal beyondLimit(Presented known, RequestedAccess asked) {
        PackageName name = asked.packageName();
        Duration longest = known.found().longestLifetime();
        if (name == null || longest == null) {
            return null;
        }
        if (longest.isZero()) {
            return Refusal.of(
                    TokenReason.TRUSTED_PUBLISHING_REQUIRED,
                    "Only trusted publishers may publish " + name.text() + ".");
        }
        Instant expiresAt = known.token().expiresAt();
        return expiresAt != null
                        && !expiresAt.isAfter(known.token().livesSince().plus(longest))
                ? null
                : Refusal.of(
                        TokenReason.LONG_LIVED_TOKEN,
                        "Only tokens that live for " + longest + " or less may publish " + name.text() + ".");
    }

    private @Nullable Refusal publisherMayNot(Presented known, TokenScope scope, RequestedAccess asked) {
        TrustedPublisher publisher = known.found().publisher();
        PackageName name = asked.packageName();
        if (publisher == null) {
            return null;
        }
        if (publisher.isStageOnly() && asked.isPublishing() && !asked.action().equals(Action.STAGE)) {
            return Refusal.of(
                    TokenReason.ACTION_NOT_IN_SCOPE, "The trusted publisher may only stage versions for approval.");
        }
        if (publisher.isPending()
                && !asked.action().equals(Action.PUBLISH_NEW_PACKAGE)
                && !isMoreOfNewPackage(known.token(), scope, asked)) {
            return Refusal.of(TokenReason.ACTION_NOT_IN_SCOPE, "A pending publisher may only create its package.");
        }
        boolean may = name != null
                && publisher.covers(name)
                && publisherRights != null
                && publisherRights.may(publisher, asked.action(), name);
        return may
                ? null
                : Refusal.of(
                        TokenReason.PUBLISHER_MAY_NOT,
                        "The trusted publisher does not have the right to " + what(asked) + " any more.");
    }

    /** The last step: whatever else would refuse the request must not use the token up. */
    private @Nullable Refusal notOpened(Presented known, RequestedAccess asked) {
        ApiToken token = known.token();
        Release release = asked.release();
        if (!token.isSingleUse()
                || !asked.isPublishing()
                || release == null
                || Objects.equals(release, token.openedRelease())) {
            return null;
        }
        return unitOfWork.<@Nullable Refusal>run(stores -> {
            if (stores.tokens().openRelease(token.id(), release, known.at())) {
                return null;
            }
            ApiToken now = stores.tokens().find(token.id());
            if (now != null && now.revokedAt() != null) {
                return Refusal.of(TokenReason.TOKEN_REVOKED, "The token was revoked.");
            }
            return now != null && now.closedAt() == null && Objects.equals(release, now.openedRelease())
                    ? null
                    : used(token);
        });
    }

    /**
     * Whether what was asked is the package owners' business. A scope alone does not make it that, since any account may
     * have a token whose scope names any package.
     */
    boolean concerns(ApiToken token, RequestedAccess asked) {
        Subject owner = token.owner();
        PackageName name = asked.packageName();
        return name != null && token.covers(name) && (owner == null || mayOwner(owner, asked));
    }

    /** The scope that would do, in words. */
    private static String what(RequestedAccess asked) {
        PackageName name = asked.packageName();
        return name == null ? asked.action().toString() : asked.action() + " for " + name.text();
    }

    private static Refusal used(ApiToken token) {
        return Refusal.of(
                TokenReason.TOKEN_USED,
                token.closedAt() == null
                        ? "The token was used for another release; it is for one alone."
                        : "The release that the token was for is complete.");
    }
}
