package dev.registrykit.publish.trusted;

import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadReason;
import dev.registrykit.publish.log.ExchangeEvent;
import dev.registrykit.publish.log.PublishEvent;
import dev.registrykit.publish.log.PublisherEvent;
import dev.registrykit.publish.publisher.TrustedPublisher;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells in the right logs what came of one exchange. */
final class ExchangeLog {
    /** Whoever holds a verified identity could otherwise fill a log by presenting it over and over. */
    private static final int KEPT_REFUSALS = 20;

    private static final Duration REFUSALS_WINDOW = Duration.ofMinutes(10);

    private final @Nullable PackageName packageName;
    private final RequestContext context;
    private final Instant now;

    ExchangeLog(@Nullable PackageName packageName, RequestContext context, Instant now) {
        this.packageName = packageName;
        this.context = context;
        this.now = now;
    }

    RequestContext context() {
        return context;
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
     * The asked package, or those that the publisher names; for one that names none, and for one that waits for its
     * package, the account that registered it.
     *
     * <p>Without a publisher that covers the package it is nobody's: any job of any repository could write into a package's
     * log otherwise.
     */
    private List<Place> places(@Nullable TrustedPublisher of) {
        if (of == null) {
            return List.of(new Place(null, null));
        }
        if (of.isPending()) {
            return List.of(new Place(of.addedBy(), null));
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

    /** The publisher's policy was pinned to the job's ids. */
    void pinned(ExchangeStores stores, TrustedPublisher publisher, WorkloadIdentity job) {
        for (Place place : places(publisher)) {
            append(
                    stores,
                    new PublisherEvent.Pinned(
                            place.account(),
                            place.packageName(),
                            publisher.id(),
                            publisher.policy().repository(),
                            job.sourceRepositoryId(),
                            job.sourceRepositoryOwnerId(),
                            job.runInvocation()));
        }
    }

    /** The job got a token. */
    void granted(ExchangeStores stores, TrustedPublisher publisher, String tokenId, WorkloadIdentity job) {
        String environment = job.environment();
        boolean constrained =
                publisher.policy().environment() != null || publisher.policy().environmentPattern() != null;
        for (Place place : places(publisher)) {
            append(
                    stores,
                    new ExchangeEvent.Granted(
                            place.account(),
                            place.packageName(),
                            publisher.id(),
                            tokenId,
                            job.issuer(),
                            job.sourceRepository(),
                            job.runInvocation()));
            if (environment != null && !constrained) {
                stores.events().append(onceADay(place, publisher, environment, job));
            }
        }
    }

    /**
     * The hint that the publisher could name the job's environment. Its id is made of publisher, log and day, and a store
     * keeps one event of an id, so there is one a day however many jobs run.
     */
    private RecordedEvent onceADay(Place place, TrustedPublisher publisher, String environment, WorkloadIdentity job) {
        RecordedEvent event = RecordedEvent.of(
                new ExchangeEvent.EnvironmentUnconstrained(
                        place.account(), place.packageName(), publisher.id(), environment, job.runInvocation()),
                now,
                context.clientAddress());
        String key = "environment " + publisher.id() + " " + now.truncatedTo(ChronoUnit.DAYS) + " " + place.log();
        return RecordedEvent.restored(
                UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)),
                event.time(),
                event.type(),
                event.account(),
                event.packageName(),
                event.clientAddress(),
                event.details());
    }

    /** A verified job was refused; at most 20 of these for each log in ten minutes are kept. */
    void refused(
            ExchangeStores stores,
            Throttle kept,
            String issuer,
            @Nullable WorkloadIdentity job,
            @Nullable TrustedPublisher closest,
            String reason) {
        String source = job == null ? "" : Objects.requireNonNullElse(job.sourceRepositoryId(), "");
        boolean resurrection = reason.equals(WorkloadReason.REPOSITORY_ID_MISMATCH.code())
                || reason.equals(WorkloadReason.OWNER_ID_MISMATCH.code());
        for (Place place : places(closest)) {
            Quota quota = closest == null
                    ? Quota.of("source", issuer + " " + source, KEPT_REFUSALS, REFUSALS_WINDOW)
                    : Quota.of("log", place.log(), KEPT_REFUSALS, REFUSALS_WINDOW);
            if (!kept.reserve(stores.throttle(), now, List.of(quota)).isAllowed()) {
                continue;
            }
            append(
                    stores,
                    new ExchangeEvent.Refused(
                            place.account(),
                            place.packageName(),
                            reason,
                            issuer,
                            job == null ? null : job.sourceRepository(),
                            job == null ? null : job.runInvocation(),
                            closest == null ? null : closest.id()));
            if (resurrection && closest != null && job != null) {
                append(
                        stores,
                        new ExchangeEvent.ResurrectionSuspected(
                                place.account(),
                                place.packageName(),
                                closest.id(),
                                closest.policy().repository(),
                                job.sourceRepositoryId(),
                                job.sourceRepositoryOwnerId(),
                                job.runInvocation()));
            }
        }
    }

    private void append(ExchangeStores stores, PublishEvent event) {
        stores.events().append(RecordedEvent.of(event, now, context.clientAddress()));
    }
}
