package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.grant.GrantReason;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.log.ExchangeEvent;
import dev.registrykit.publish.log.PublishEvent;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.publisher.Publishers;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.token.ApiToken;
import dev.registrykit.publish.token.TokenReason;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes down which job brought which release, and finds it again.
 *
 * <p>A host calls {@link #record} in the transaction in which it accepts an upload: it builds the module on that
 * transaction ({@code RegistryPublish.builder} with {@code JdbcUnitOfWork.joining}), so that either both stay or neither.
 * Safe to share between threads as far as its unit of work is.
 */
public final class Publications {
    private final UnitOfWork<? extends ExchangeStores> unitOfWork;
    private final PublisherRights publisherRights;
    private final Publishers publishers;
    private final InstantSource clock;
    private final Decisions decisions;

    /** Hosts get this object from {@code RegistryPublish.publications()}. */
    public Publications(
            UnitOfWork<? extends ExchangeStores> unitOfWork,
            PublisherRights publisherRights,
            Publishers publishers,
            InstantSource clock,
            DecisionListener listener) {
        this.unitOfWork = unitOfWork;
        this.publisherRights = publisherRights;
        this.publishers = publishers;
        this.clock = clock;
        this.decisions = new Decisions(listener, ExchangeReason.STORE_UNAVAILABLE);
    }

    /**
     * Writes down that the job behind {@code grant} brought {@code release}; call it for each accepted upload, after
     * {@code ApiTokens.authenticate} and within the host's transaction. The first call for a release and token writes; it
     * and its {@code release.published} event are kept together.
     *
     * <p>It looks again whether token and publisher count, because an upload may take long: refused with
     * {@link TokenReason#TOKEN_REVOKED}, {@link TokenReason#PUBLISHER_REMOVED} or {@link TokenReason#PUBLISHER_MAY_NOT}.
     * The token's time is not looked at again: the upload began in time. Refused with {@link GrantReason#NO_WORKLOAD} when
     * the grant is an account's. When it is refused or unavailable, the host must not accept the upload.
     *
     * <p>A publisher that waited for this package is confirmed, and the other publishers that waited for it end; their
     * accounts are told by events. All of that is undone when the host rolls back.
     */
    public Decision<Publication> record(Grant grant, Release release, RequestContext context) {
        return decisions.decide("publication.record", () -> {
            WorkloadIdentity job = grant.workload();
            if (job == null) {
                return Decision.refused(
                        GrantReason.NO_WORKLOAD,
                        "This credential was not issued to a CI job, so there is none to record.");
            }
            return counting(grant, release.packageName()).then(publisher -> {
                Publication publication = Publication.of(release, grant.credentialId(), publisher.id(), job, now());
                return unitOfWork.run(stores -> confirmed(stores, publisher, publication, context)
                        .map(same -> written(stores, publication, context)));
            });
        });
    }

    /** What the store knows of the grant's token. */
    private record Known(@Nullable ApiToken token, @Nullable TrustedPublisher publisher) {}

    private Decision<TrustedPublisher> counting(Grant grant, PackageName packageName) {
        Known known = unitOfWork.read(stores -> {
            ApiToken token = stores.tokens().find(grant.credentialId());
            String publisherId = token == null ? null : token.publisherId();
            return new Known(
                    token, publisherId == null ? null : stores.publishers().find(publisherId));
        });
        if (known.token() == null || known.token().revokedAt() != null) {
            return Decision.refused(TokenReason.TOKEN_REVOKED, "The token was revoked while it was used.");
        }
        TrustedPublisher publisher = known.publisher();
        if (publisher == null || !publisher.covers(packageName)) {
            return removed();
        }
        boolean may = grant.actions().stream().anyMatch(action -> publisherRights.may(publisher, action, packageName));
        return may
                ? Decision.allowed(publisher)
                : Decision.refused(
                        TokenReason.PUBLISHER_MAY_NOT,
                        "The trusted publisher does not have the right to publish " + packageName.text()
                                + " any more.");
    }

    private static <T> Decision<T> removed() {
        return Decision.refused(
                TokenReason.PUBLISHER_REMOVED, "The trusted publisher that this token was issued for was removed.");
    }

    /** The publication, when its publisher does not wait for the package any more, or this upload creates it. */
    private Decision<Publication> confirmed(
            ExchangeStores stores, TrustedPublisher publisher, Publication publication, RequestContext context) {
        if (!publisher.isPending() || publishers.confirm(stores, publisher, context)) {
            return Decision.allowed(publication);
        }
        TrustedPublisher now = stores.publishers().find(publisher.id());
        return now == null || now.isPending() ? removed() : Decision.allowed(publication);
    }

    private static Publication written(ExchangeStores stores, Publication publication, RequestContext context) {
        if (stores.publications().insertIfAbsent(publication)) {
            WorkloadIdentity job = publication.workload();
            append(
                    stores,
                    new ExchangeEvent.ReleasePublished(
                            null,
                            publication.release().packageName(),
                            publication.release().version(),
                            publication.tokenId(),
                            publication.publisherId(),
                            job.sourceRepository(),
                            job.sourceDigest(),
                            job.runInvocation()),
                    publication,
                    context);
        }
        return publication;
    }

    private static void append(
            ExchangeStores stores, PublishEvent event, Publication publication, RequestContext context) {
        stores.events().append(RecordedEvent.of(event, publication.publishedAt(), context.clientAddress()));
    }

    /**
     * What jobs of this repository published from {@code from} to {@code to}, both included, oldest first: to see what an
     * intruder in its CI could have brought. Revoke what its tokens can still do by
     * {@code ApiTokens.revokeIssuedToWorkload}.
     *
     * @param repositoryId the repository's immutable id, or its name where the issuer states none
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public List<Publication> publishedBy(String issuer, String repositoryId, Instant from, Instant to) {
        return unitOfWork.read(stores -> stores.publications().ofWorkload(issuer, repositoryId, from, to));
    }

    /**
     * Who brought this release by trusted publishing, oldest first: one publication for each token; empty when none did.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public List<Publication> ofRelease(Release release) {
        return unitOfWork.read(stores -> stores.publications().ofRelease(release));
    }

    /** What a job's publications are found by: the repository's id, or its name where the issuer states no id. */
    static String source(WorkloadIdentity job) {
        String id = job.sourceRepositoryId();
        return id != null ? id : Objects.requireNonNullElse(job.sourceRepository(), "");
    }

    /** To the millisecond, as stores keep it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
