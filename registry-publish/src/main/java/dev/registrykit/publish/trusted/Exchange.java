package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.Attempt;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.log.PublishEvent;
import dev.registrykit.publish.oidc.VerifiedIdentity;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.TokenRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One attempt to exchange, after it was counted; it remembers what became known, for the event that tells of it. */
final class Exchange {
    private final UnitOfWork<? extends ExchangeStores> unitOfWork;
    private final ApiTokens tokens;
    private final RequestContext context;
    private final @Nullable PackageName packageName;
    private final Attempt attempt;
    private final Instant now;

    private @Nullable VerifiedIdentity verified;
    private @Nullable WorkloadIdentity workload;
    private @Nullable TrustedPublisher publisher;

    Exchange(
            UnitOfWork<? extends ExchangeStores> unitOfWork,
            ApiTokens tokens,
            RequestContext context,
            @Nullable PackageName packageName,
            Attempt attempt,
            Instant now) {
        this.unitOfWork = unitOfWork;
        this.tokens = tokens;
        this.context = context;
        this.packageName = packageName;
        this.attempt = attempt;
        this.now = now;
    }

    Decision<IssuedToken> run(Decision<VerifiedIdentity> verification) {
        Decision<IssuedToken> result = verification.then(identity -> {
            verified = identity;
            return identity.workload().then(job -> {
                workload = job;
                return unitOfWork.run(stores -> matchAndIssue(stores, identity, job));
            });
        });
        if (result instanceof Decision.Refused<IssuedToken> refused) {
            recordRefusal(refused.refusal().reason().code());
        } else if (result instanceof Decision.Unavailable) {
            unitOfWork.run(this::refund);
        }
        return result;
    }

    private Decision<IssuedToken> matchAndIssue(
            ExchangeStores stores, VerifiedIdentity identity, WorkloadIdentity job) {
        Match match = Match.of(
                stores.publishers()
                        .ofRepository(
                                job.issuer(),
                                Objects.requireNonNullElse(job.sourceRepositoryId(), ""),
                                Objects.requireNonNullElse(job.sourceRepository(), "")),
                job,
                packageName);
        publisher = match.publisher();
        return match.decision().then(matched -> issue(stores, identity, job, matched));
    }

    private Decision<IssuedToken> issue(
            ExchangeStores stores, VerifiedIdentity identity, WorkloadIdentity job, TrustedPublisher matched) {
        String scope = packageName == null ? "" : packageName.toString();
        if (!stores.replays().insertIfAbsent(identity.issuer(), identity.tokenId(), scope, identity.rememberUntil())) {
            return Decision.refused(
                    ExchangeReason.TOKEN_REPLAYED, "This identity token was exchanged before; each works once.");
        }
        TokenRequest request = TokenRequest.forWorkload(matched.id(), job)
                .name("trusted publishing")
                .actions(Action.PUBLISH_NEW_PACKAGE, Action.PUBLISH_VERSION)
                .packages(packageName == null ? matched.packages() : List.of(PackagePattern.exactly(packageName)))
                .expiresAt(now.plus(TrustedPublishing.TOKEN_LIFETIME))
                .build();
        IssuedToken issued = tokens.mint(stores, request);
        for (Place place : places(matched)) {
            append(
                    stores,
                    new PublishEvent.ExchangeGranted(
                            place.account(),
                            place.packageName(),
                            matched.id(),
                            issued.token().id(),
                            job.issuer(),
                            job.sourceRepository(),
                            job.runInvocation()));
        }
        refund(stores);
        return Decision.allowed(issued);
    }

    private boolean refund(ExchangeStores stores) {
        attempt.refund(stores.throttle());
        return true;
    }

    /** In whose log an event belongs. */
    private record Place(
            @Nullable Subject account, @Nullable PackageName packageName) {}

    /**
     * The asked package, or those that the publisher names; for one that names none, the account that registered it.
     *
     * <p>A package's log holds only what its publishers' repositories did, or what was asked for it by name with a proved
     * identity.
     */
    private List<Place> places(@Nullable TrustedPublisher of) {
        if (packageName != null) {
            return List.of(new Place(null, packageName));
        }
        if (of == null) {
            return List.of(new Place(null, null));
        }
        List<Place> places = new ArrayList<>();
        for (PackageName named : of.namedPackages()) {
            places.add(new Place(null, named));
        }
        return places.isEmpty() ? List.of(new Place(of.addedBy(), null)) : places;
    }

    private void recordRefusal(String reason) {
        TrustedPublisher closest = publisher;
        VerifiedIdentity identity = verified;
        WorkloadIdentity job = workload;
        // Before the identity is proved, whoever sends anything could write into a package's log.
        List<Place> places = identity == null ? List.of(new Place(null, null)) : places(closest);
        unitOfWork.run(stores -> {
            for (Place place : places) {
                append(
                        stores,
                        new PublishEvent.ExchangeRefused(
                                place.account(),
                                place.packageName(),
                                reason,
                                identity == null ? null : identity.issuer(),
                                job == null ? null : job.sourceRepository(),
                                job == null ? null : job.runInvocation(),
                                closest == null ? null : closest.id()));
            }
            return places.size();
        });
    }

    private void append(ExchangeStores stores, PublishEvent event) {
        stores.events().append(RecordedEvent.of(event, now, context.clientAddress()));
    }
}
