package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.core.workload.WorkloadReason;
import dev.registrykit.publish.oidc.VerifiedIdentity;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.TokenReason;
import dev.registrykit.publish.token.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of one verified identity token; it remembers what became known, for the event that tells of a refusal.
 *
 * <p>The publishers are read before the transaction, so that the host can be asked about them without holding a
 * connection, and so that the transaction is short: it counts, marks, inserts, and ends. A publisher that is removed in
 * between leaves a token that no request is allowed with.
 */
final class Exchange {
    private final Parts parts;
    private final ExchangeRequest request;
    private final String scope;
    private final ExchangeLog log;
    private final RequestContext context;
    private final Instant now;

    private @Nullable WorkloadIdentity workload;
    private @Nullable TrustedPublisher publisher;

    /** What all exchanges of a registry share. */
    record Parts(
            UnitOfWork<? extends ExchangeStores> unitOfWork,
            ApiTokens tokens,
            PublisherRights publisherRights,
            Throttle jobs,
            Throttle keptRefusals,
            Duration tokenLifetime) {}

    /**
     * An exchange for what {@code request} names.
     *
     * @param scope what the identity token may be used for once more, see {@link ReplayStore#insertIfAbsent}
     */
    Exchange(Parts parts, ExchangeRequest request, String scope, RequestContext context, Instant now) {
        this.parts = parts;
        this.request = request;
        this.scope = scope;
        this.context = context;
        this.log = new ExchangeLog(request.packageName(), context, now);
        this.now = now;
    }

    Decision<IssuedToken> run(VerifiedIdentity identity) {
        Decision<IssuedToken> result = identity.workload().then(job -> {
            workload = job;
            return exchange(identity, job);
        });
        if (result instanceof Decision.Refused<IssuedToken> refused) {
            String reason = refused.refusal().reason().code();
            parts.unitOfWork().<Boolean>run(stores -> {
                log.refused(stores, parts.keptRefusals(), identity.issuer(), workload, publisher, reason);
                return true;
            });
        }
        return result;
    }

    private Decision<IssuedToken> exchange(VerifiedIdentity identity, WorkloadIdentity job) {
        Match match = parts.unitOfWork().read(stores -> match(stores, job));
        Decision<TrustedPublisher> wanted =
                match.decision().then(matched -> version(matched, job).then(version -> mayNow(matched)));
        Function<ExchangeStores, Decision<IssuedToken>> attempt = stores -> {
            publisher = match.publisher();
            return ExchangeLimits.count(parts.jobs(), stores, job, log.context(), match.isFull(), now)
                    .then(counted -> wanted)
                    .then(matched -> issue(stores, identity, job, matched));
        };
        if (!wanted.isAllowed()) {
            return parts.unitOfWork().run(attempt);
        }
        Decision<IssuedToken> result = parts.unitOfWork().runAndKeepIf(Decision::isAllowed, attempt);
        if (!result.isAllowed() && !isTooMany(result)) {
            parts.unitOfWork()
                    .run(stores -> ExchangeLimits.count(parts.jobs(), stores, job, log.context(), false, now)
                            .isAllowed());
        }
        return result;
    }

    private static boolean isTooMany(Decision<?> result) {
        return result instanceof Decision.Refused<?> refused
                && refused.refusal().reason() == ExchangeReason.TOO_MANY_ATTEMPTS;
    }

    private Match match(ExchangeStores stores, WorkloadIdentity job) {
        List<TrustedPublisher> candidates = stores.publishers()
                .ofRepository(
                        job.issuer(),
                        Objects.requireNonNullElse(job.sourceRepositoryId(), ""),
                        Objects.requireNonNullElse(job.sourceRepository(), ""));
        return Match.of(candidates, job, request.packageName(), now);
    }

    /** The version that the token is bound to, empty for none: the tag's when the policy binds it, or the asked one. */
    private Decision<String> version(TrustedPublisher matched, WorkloadIdentity job) {
        WorkloadPolicy policy = matched.policy();
        String asked = request.version();
        if (!policy.bindsVersion()) {
            return Decision.allowed(asked == null ? "" : asked);
        }
        String tagged = policy.versionOf(job);
        if (tagged == null || (asked != null && !asked.equals(tagged))) {
            return Decision.refused(
                    WorkloadReason.TAG_MISMATCH,
                    "The tag that was built does not name the version that was asked for.");
        }
        return Decision.allowed(tagged);
    }

    /** Asked for a named package alone: for others the host is asked when the token is used. */
    private Decision<TrustedPublisher> mayNow(TrustedPublisher matched) {
        PackageName name = request.packageName();
        boolean may = name == null
                || actions(matched).stream()
                        .anyMatch(action -> parts.publisherRights().may(matched, action, name));
        return may
                ? Decision.allowed(matched)
                : Decision.refused(
                        TokenReason.PUBLISHER_MAY_NOT,
                        "The trusted publisher does not have the right to publish the package any more.");
    }

    /**
     * The publisher with its policy pinned to the job's ids, if it waited for that. Of two first uses at once one pins;
     * the other is held against what was pinned.
     */
    private Decision<TrustedPublisher> pinned(ExchangeStores stores, WorkloadIdentity job, TrustedPublisher matched) {
        if (!matched.policy().pinsOnFirstUse()) {
            return Decision.allowed(matched);
        }
        WorkloadPolicy pinned = matched.policy().pinnedTo(job);
        if (stores.publishers().pin(matched.id(), pinned)) {
            log.pinned(stores, matched, job);
            return Decision.allowed(matched);
        }
        TrustedPublisher now = stores.publishers().find(matched.id());
        if (now == null) {
            publisher = null;
            return Match.none();
        }
        publisher = now;
        return now.policy().check(job).map(same -> now);
    }

    /** A publisher that waits for its package may create it, and nothing else. */
    private List<Action> actions(TrustedPublisher matched) {
        if (matched.isStageOnly() || request.isStageOnly()) {
            return List.of(Action.STAGE);
        }
        return matched.isPending()
                ? List.of(Action.PUBLISH_NEW_PACKAGE)
                : List.of(Action.PUBLISH_NEW_PACKAGE, Action.PUBLISH_VERSION);
    }

    private Decision<IssuedToken> issue(
            ExchangeStores stores, VerifiedIdentity identity, WorkloadIdentity job, TrustedPublisher matched) {
        if (!stores.replays().insertIfAbsent(identity.issuer(), identity.tokenId(), scope, identity.rememberUntil())) {
            return Decision.refused(
                    ExchangeReason.TOKEN_REPLAYED, "This identity token was exchanged before; each works once.");
        }
        return pinned(stores, job, matched)
                .then(pinned -> version(pinned, job).map(version -> {
                    IssuedToken issued = parts.tokens().mint(stores, token(pinned, job, version), context);
                    log.granted(stores, pinned, issued.token().id(), job);
                    return issued;
                }));
    }

    private TokenRequest token(TrustedPublisher matched, WorkloadIdentity job, String version) {
        PackageName name = request.packageName();
        TokenRequest.Builder token = TokenRequest.forWorkload(matched.id(), job)
                .name("trusted publishing")
                .actions(actions(matched).toArray(new Action[0]))
                .packages(name == null ? matched.packages() : List.of(PackagePattern.exactly(name)))
                .expiresAt(now.plus(parts.tokenLifetime()));
        if (!version.isEmpty()) {
            token.version(version);
        }
        request.digests().forEach(token::sha256);
        if (matched.isSingleUse() || matched.isPending() || request.isSingleUse()) {
            token.singleUse();
        }
        return token.build();
    }
}
