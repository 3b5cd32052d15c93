package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.publisher.TrustedPublisher;
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
    private final @Nullable OwnerRights ownerRights;
    private final @Nullable PublisherRights publisherRights;

    TokenJudge(
            UnitOfWork<? extends TokenStores> unitOfWork,
            @Nullable OwnerRights ownerRights,
            @Nullable PublisherRights publisherRights) {
        this.unitOfWork = unitOfWork;
        this.ownerRights = ownerRights;
        this.publisherRights = publisherRights;
    }

    /**
     * A token as it was found.
     *
     * @param publisher the token's, when it has one that still exists
     * @param trustedOnly whether only trusted publishers may do what is asked
     */
    record Known(ApiToken token, @Nullable TrustedPublisher publisher, boolean trustedOnly, Instant at) {}

    Decision<Grant> judge(Known known, @Nullable RequestedAccess asked) {
        Decision<Grant> live = live(known);
        return asked == null
                ? live
                : live.then(grant -> inScope(known.token(), asked, grant))
                        .then(grant -> asked.isPublishing() ? inBounds(known.token(), asked, grant) : allowed(grant))
                        .then(grant -> ownerMay(known, asked, grant))
                        .then(grant -> publisherMay(known, asked, grant))
                        .then(grant -> open(known, asked, grant));
    }

    private static Decision<Grant> live(Known known) {
        ApiToken token = known.token();
        TrustedPublisher publisher = known.publisher();
        if (token.revokedAt() != null) {
            return Decision.refused(TokenReason.TOKEN_REVOKED, "The token was revoked.");
        }
        if (token.isExpired(known.at())) {
            return Decision.refused(TokenReason.TOKEN_EXPIRED, "The token expired at " + token.expiresAt() + ".");
        }
        if (token.publisherId() != null && (publisher == null || publisher.isExpired(known.at()))) {
            return Decision.refused(
                    TokenReason.PUBLISHER_REMOVED, "The trusted publisher that this token was issued for was removed.");
        }
        return allowed(grant(token, publisher));
    }

    private static Grant grant(ApiToken token, @Nullable TrustedPublisher publisher) {
        Grant.Builder grant = Grant.builder(token.id())
                .owner(token.owner())
                .scope(token.actions(), token.packages())
                .expiresAt(token.expiresAt());
        WorkloadIdentity workload = token.workload();
        if (workload != null && publisher != null) {
            grant.workload(workload, publisher.policy());
        }
        return grant.build();
    }

    private static Decision<Grant> inScope(ApiToken token, RequestedAccess asked, Grant grant) {
        if (!token.actions().contains(asked.action()) && !isMoreOfNewPackage(token, asked)) {
            return Decision.refused(
                    TokenReason.ACTION_NOT_IN_SCOPE,
                    "The token's scope does not have the action " + asked.action() + ".");
        }
        PackageName name = asked.packageName();
        return token.packages().stream().anyMatch(pattern -> pattern.covers(name))
                ? allowed(grant)
                : Decision.refused(
                        TokenReason.PACKAGE_NOT_IN_SCOPE, "The token's scope does not cover " + name.text() + ".");
    }

    /**
     * Whether this is about the package whose first release opened the token: the package is there after the first file,
     * so the others are a version's. Whether it is that release is looked at with what binds the token.
     */
    private static boolean isMoreOfNewPackage(ApiToken token, RequestedAccess asked) {
        Release opened = token.openedRelease();
        return opened != null
                && asked.action().equals(Action.PUBLISH_VERSION)
                && token.actions().contains(Action.PUBLISH_NEW_PACKAGE)
                && opened.packageName().equals(asked.packageName());
    }

    /** Version, release and files, for an action that publishes. */
    private static Decision<Grant> inBounds(ApiToken token, RequestedAccess asked, Grant grant) {
        if (token.closedAt() != null) {
            return used(token);
        }
        Release opened = token.openedRelease();
        if (asked.isPackageMetadata()) {
            return opened == null || opened.packageName().equals(asked.packageName()) ? allowed(grant) : used(token);
        }
        String version = token.version();
        boolean bound =
                version != null || token.isSingleUse() || !token.digests().isEmpty();
        Release release = asked.release();
        if (release == null) {
            return bound
                    ? Decision.refused(
                            TokenReason.RELEASE_REQUIRED,
                            "The token is bound to a version, to files or to one release, and none is named.")
                    : allowed(grant);
        }
        if (version != null && !version.equals(release.version())) {
            return Decision.refused(
                    TokenReason.VERSION_NOT_IN_SCOPE, "The token is for version " + version + " alone.");
        }
        if (opened != null && !release.equals(opened)) {
            return used(token);
        }
        return inFiles(token, asked, grant);
    }

    private static Decision<Grant> inFiles(ApiToken token, RequestedAccess asked, Grant grant) {
        if (token.digests().isEmpty() || asked.isDerived()) {
            return allowed(grant);
        }
        String sha256 = asked.sha256();
        if (sha256 == null) {
            return Decision.refused(
                    TokenReason.DIGEST_REQUIRED, "The token is bound to files, and the request names no SHA-256.");
        }
        return token.digests().contains(sha256)
                ? allowed(grant)
                : Decision.refused(TokenReason.DIGEST_NOT_IN_SCOPE, "The token is bound to other files than this one.");
    }

    private Decision<Grant> ownerMay(Known known, RequestedAccess asked, Grant grant) {
        Subject owner = known.token().owner();
        if (owner != null && (ownerRights == null || !ownerRights.may(owner, asked.action(), asked.packageName()))) {
            return Decision.refused(
                    TokenReason.OWNER_MAY_NOT, "The token's owner does not have the right to " + what(asked) + ".");
        }
        return known.trustedOnly()
                ? Decision.refused(
                        TokenReason.TRUSTED_PUBLISHING_REQUIRED,
                        "Only trusted publishers may publish "
                                + asked.packageName().text() + ".")
                : allowed(grant);
    }

    private Decision<Grant> publisherMay(Known known, RequestedAccess asked, Grant grant) {
        TrustedPublisher publisher = known.publisher();
        if (publisher == null) {
            return allowed(grant);
        }
        if (publisher.isStageOnly() && asked.isPublishing() && !asked.action().equals(Action.STAGE)) {
            return Decision.refused(
                    TokenReason.ACTION_NOT_IN_SCOPE, "The trusted publisher may only stage versions for approval.");
        }
        if (publisher.isPending()
                && !asked.action().equals(Action.PUBLISH_NEW_PACKAGE)
                && !isMoreOfNewPackage(known.token(), asked)) {
            return Decision.refused(
                    TokenReason.ACTION_NOT_IN_SCOPE, "A pending publisher may only create its package.");
        }
        boolean may = publisher.covers(asked.packageName())
                && publisherRights != null
                && publisherRights.may(publisher, asked.action(), asked.packageName());
        return may
                ? allowed(grant)
                : Decision.refused(
                        TokenReason.PUBLISHER_MAY_NOT,
                        "The trusted publisher does not have the right to " + what(asked) + " any more.");
    }

    /** The last step: whatever else would refuse the request must not use the token up. */
    private Decision<Grant> open(Known known, RequestedAccess asked, Grant grant) {
        ApiToken token = known.token();
        Release release = asked.release();
        if (!token.isSingleUse()
                || !asked.isPublishing()
                || release == null
                || Objects.equals(release, token.openedRelease())) {
            return allowed(grant);
        }
        return unitOfWork.run(stores -> {
            if (stores.tokens().openRelease(token.id(), release, known.at())) {
                return allowed(grant);
            }
            ApiToken now = stores.tokens().find(token.id());
            if (now != null && now.revokedAt() != null) {
                return Decision.refused(TokenReason.TOKEN_REVOKED, "The token was revoked.");
            }
            return now != null && now.closedAt() == null && Objects.equals(release, now.openedRelease())
                    ? allowed(grant)
                    : used(token);
        });
    }

    /**
     * Whether what was asked is the package owners' business. A scope alone does not make it that, since any account may
     * have a token whose scope names any package.
     */
    boolean concerns(ApiToken token, RequestedAccess asked) {
        Subject owner = token.owner();
        return token.packages().stream().anyMatch(pattern -> pattern.covers(asked.packageName()))
                && (owner == null
                        || (ownerRights != null && ownerRights.may(owner, asked.action(), asked.packageName())));
    }

    private static String what(RequestedAccess asked) {
        return asked.action() + " for " + asked.packageName().text();
    }

    private static Decision<Grant> used(ApiToken token) {
        return Decision.refused(
                TokenReason.TOKEN_USED,
                token.closedAt() == null
                        ? "The token was used for another release; it is for one alone."
                        : "The release that the token was for is complete.");
    }

    private static Decision<Grant> allowed(Grant grant) {
        return Decision.allowed(grant);
    }
}
