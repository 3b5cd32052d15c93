package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.log.PublishEvent;
import dev.registrykit.publish.oidc.VerifiedIdentity;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The exchange of one verified identity token; it remembers what became known, for the event that tells of a refusal. */
final class Exchange {
    /** Whoever holds a verified identity could otherwise fill a log by presenting it over and over. */
    private static final int KEPT_REFUSALS = 20;

    private static final Duration REFUSALS_WINDOW = Duration.ofMinutes(10);

    private final UnitOfWork<? extends ExchangeStores> unitOfWork;
    private final ApiTokens tokens;
    private final Throttle keptRefusals;
    private final RequestContext context;
    private final @Nullable PackageName packageName;
    private final Instant now;

    private @Nullable WorkloadIdentity workload;
    private @Nullable TrustedPublisher publisher;

    Exchange(
            UnitOfWork<? extends ExchangeStores> unitOfWork,
            ApiTokens tokens,
            Throttle keptRefusals,
            RequestContext context,
            @Nullable PackageName packageName,
            Instant now) {
        this.unitOfWork = unitOfWork;
        this.tokens = tokens;
        this.keptRefusals = keptRefusals;
        this.context = context;
        this.packageName = packageName;
        this.now = now;
    }

    Decision<IssuedToken> run(VerifiedIdentity identity) {
        Decision<IssuedToken> result = identity.workload().then(job -> {
            workload = job;
            return unitOfWork.run(stores -> matchAndIssue(stores, identity, job));
        });
        if (result instanceof Decision.Refused<IssuedToken> refused) {
            recordRefusal(identity, refused.refusal().reason().code());
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
        return Decision.allowed(issued);
    }

    /** In whose log an event belongs. */
    private record Place(
            @Nullable Subject account, @Nullable PackageName packageName) {
        /** Whose log it is: refusals are counted for each. */
        String log() {
            return packageName == null ? "" + account : packageName.toString();
        }
    }

    /**
     * The asked package, or those that the publisher names; for one that names none, the account that registered it.
     *
     * <p>Without a publisher that covers the package it is nobody's: any job of any repository could write into a package's
     * log otherwise.
     */
    private List<Place> places(@Nullable TrustedPublisher of) {
        if (of == null) {
            return List.of(new Place(null, null));
        }
        if (packageName != null) {
            return List.of(new Place(null, packageName));
        }
        List<Place> places = new ArrayList<>();
        for (PackageName named : of.namedPackages()) {
            places.add(new Place(null, named));
        }
        return places.isEmpty() ? List.of(new Place(of.addedBy(), null)) : places;
    }

    private void recordRefusal(VerifiedIdentity identity, String reason) {
        TrustedPublisher closest = publisher;
        WorkloadIdentity job = workload;
        String source = job == null ? "" : Objects.requireNonNullElse(job.sourceRepositoryId(), "");
        unitOfWork.run(stores -> {
            for (Place place : places(closest)) {
                String counted = closest == null ? identity.issuer() + " " + source : place.log();
                if (isKept(stores, closest == null ? "source" : "log", counted)) {
                    append(
                            stores,
                            new PublishEvent.ExchangeRefused(
                                    place.account(),
                                    place.packageName(),
                                    reason,
                                    identity.issuer(),
                                    job == null ? null : job.sourceRepository(),
                                    job == null ? null : job.runInvocation(),
                                    closest == null ? null : closest.id()));
                }
            }
            return true;
        });
    }

    private boolean isKept(ExchangeStores stores, String dimension, String value) {
        Quota quota = Quota.of(dimension, value, KEPT_REFUSALS, REFUSALS_WINDOW);
        return keptRefusals.reserve(stores.throttle(), now, List.of(quota)).isAllowed();
    }

    private void append(ExchangeStores stores, PublishEvent event) {
        stores.events().append(RecordedEvent.of(event, now, context.clientAddress()));
    }
}
