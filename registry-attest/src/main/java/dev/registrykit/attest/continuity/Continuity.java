package dev.registrykit.attest.continuity;

import dev.registrykit.attest.log.AttestEvent;
import dev.registrykit.attest.log.ContinuityEvent;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds each release against where its package's releases came from before.
 *
 * <p>The first release with provenance establishes it, on trust, and an event says so. From then on a release without
 * provenance, or from another source repository, owner of it, builder or kind of signer, is refused, unless an owner announced
 * the change and it has waited. Which person or key may sign is not asked here: that is for the policy that verified the
 * attestation.
 *
 * <p>A host calls {@link #accept} in the transaction in which it accepts an upload: it builds the module on that transaction
 * ({@code JdbcUnitOfWork.joining}), so that release and history stay together or not at all. Safe to share between threads as
 * far as its unit of work is.
 */
public final class Continuity {
    /** Each try that fails means that somebody else's change was kept. */
    private static final int TRIES = 8;

    private final UnitOfWork<? extends ContinuityStores> unitOfWork;
    private final ContinuitySettings settings;
    private final InstantSource clock;
    private final Decisions decisions;

    /** Hosts get this object from the module's entry point. */
    public Continuity(
            UnitOfWork<? extends ContinuityStores> unitOfWork,
            ContinuitySettings settings,
            InstantSource clock,
            DecisionListener listener) {
        this.unitOfWork = unitOfWork;
        this.settings = settings;
        this.clock = clock;
        this.decisions = new Decisions(listener, ContinuityReason.STORE_UNAVAILABLE);
    }

    /**
     * Accepts a release of this provenance and writes it into the package's history; call it for every file that must have
     * provenance, or once a release.
     *
     * <p>Refused with {@link ContinuityReason#PROVENANCE_MISSING}, {@link ContinuityReason#SIGNER_KIND_CHANGED},
     * {@link ContinuityReason#SOURCE_CHANGED}, {@link ContinuityReason#SOURCE_OWNER_CHANGED},
     * {@link ContinuityReason#BUILDER_CHANGED} or, when the change is announced but still waits,
     * {@link ContinuityReason#CHANGE_WAITING}. A refusal writes nothing but its event, in a unit of work of its own. Of
     * releases that race for the first use or for an announced change one establishes it, and the others are held against
     * that. When it is refused or unavailable, the host must not accept the upload.
     *
     * <p>Within a host's transaction the event of a refusal goes when the host rolls back: then call {@link #tellRefused}
     * afterwards, on an instance that has transactions of its own.
     *
     * @param provenance of verified attestations, {@link Provenance#of}; {@link Provenance#none()} when there are none
     */
    public Decision<AcceptedRelease> accept(Release release, Provenance provenance, RequestContext context) {
        return decisions.decide("continuity.accept", () -> {
            Instant now = now();
            Decision<AcceptedRelease> decision =
                    unitOfWork.run(stores -> judged(stores, release, provenance, now, context));
            if (decision instanceof Decision.Refused<AcceptedRelease> no) {
                tellRefused(release, provenance, no.refusal(), context);
            }
            return decision;
        });
    }

    /**
     * Stores the event of a refusal, at most 20 for a package in ten minutes; {@link #accept} does so by itself.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public void tellRefused(Release release, Provenance provenance, Refusal refusal, RequestContext context) {
        Instant now = now();
        unitOfWork.<@Nullable Void>run(stores -> {
            PackageContinuity known = stores.continuity().find(release.packageName());
            RefusalLog.tell(
                    stores,
                    new ContinuityEvent.Refused(
                            release.packageName(),
                            release.version(),
                            refusal.reason().code(),
                            known == null ? "" : known.established().toString(),
                            provenance.toString()),
                    now,
                    context);
            return null;
        });
    }

    private Decision<AcceptedRelease> judged(
            ContinuityStores stores, Release release, Provenance provenance, Instant now, RequestContext context) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            PackageContinuity known = stores.continuity().find(release.packageName());
            Decision<ContinuityState> judgement = known == null ? first(provenance) : held(known, provenance, now);
            if (judgement instanceof Decision.Allowed<ContinuityState> yes) {
                if (!establish(stores, known, release, provenance, yes.value(), now, context)) {
                    continue;
                }
                stores.continuity().remember(HistoryEntry.of(release, provenance, yes.value(), now));
            }
            return judgement.map(state -> new AcceptedRelease(release, provenance, state));
        }
        return Decision.unavailable(
                ContinuityReason.STORE_UNAVAILABLE, "The provenance of this package changes at this very moment.");
    }

    private static Decision<ContinuityState> first(Provenance provenance) {
        return Decision.allowed(
                provenance.kind() == SignerKind.NONE ? ContinuityState.WITHOUT_PROVENANCE : ContinuityState.FIRST_USE);
    }

    private static Decision<ContinuityState> held(PackageContinuity known, Provenance provenance, Instant now) {
        ContinuityReason difference = Comparison.difference(known.established(), provenance);
        if (difference == null) {
            return known.established().kind() == SignerKind.NONE
                    ? first(provenance)
                    : Decision.allowed(ContinuityState.CONTINUED);
        }
        Announcement announced = known.announcement();
        if (announced == null || !announced.change().covers(provenance) || !now.isBefore(announced.expiresAt())) {
            return Decision.refused(difference, Sentences.of(difference, known.established()));
        }
        return now.isBefore(announced.effectiveAt())
                ? Decision.refused(
                        ContinuityReason.CHANGE_WAITING,
                        "The change of provenance is announced and counts from " + announced.effectiveAt() + ".")
                : Decision.allowed(ContinuityState.CHANGED_AS_ANNOUNCED);
    }

    /** Whether what is established is now as the judgement needs it; false when somebody else was faster. */
    private static boolean establish(
            ContinuityStores stores,
            @Nullable PackageContinuity known,
            Release release,
            Provenance provenance,
            ContinuityState state,
            Instant now,
            RequestContext context) {
        PackageName name = release.packageName();
        return switch (state) {
            case WITHOUT_PROVENANCE, CONTINUED -> true;
            case FIRST_USE -> {
                boolean won = known == null
                        ? stores.continuity()
                                .insertIfAbsent(
                                        PackageContinuity.restored(name, 0, provenance, release.version(), now, null))
                        : stores.continuity().establish(name, known.revision(), provenance, release.version(), now);
                if (won) {
                    append(
                            stores,
                            new ContinuityEvent.FirstUse(name, release.version(), provenance.toString()),
                            now,
                            context);
                }
                yield won;
            }
            case CHANGED_AS_ANNOUNCED -> {
                PackageContinuity before = Objects.requireNonNull(known);
                boolean won =
                        stores.continuity().establish(name, before.revision(), provenance, release.version(), now);
                if (won) {
                    append(stores, changed(before, release, provenance), now, context);
                }
                yield won;
            }
        };
    }

    private static AttestEvent changed(PackageContinuity before, Release release, Provenance provenance) {
        return new ContinuityEvent.Changed(
                release.packageName(),
                release.version(),
                Objects.requireNonNull(before.announcement()).id(),
                before.established().toString(),
                provenance.toString());
    }

    /**
     * Announces where releases will come from: the change counts when it has waited, for the first release that makes use
     * of it. Its event is for all owners; any of them may {@link #cancel} it.
     *
     * <p>Refused with {@link ContinuityReason#NOTHING_TO_ANNOUNCE} when the package has no provenance, or with
     * {@link ContinuityReason#CHANGE_ALREADY_ANNOUNCED}. Whether {@code owner} owns the package, and has signed in strongly
     * enough, is for the host to ask.
     */
    public Decision<Announcement> announce(
            PackageName packageName, AnnouncedChange change, Subject owner, RequestContext context) {
        return announced("continuity.announce", packageName, change, owner, settings.waiting(), context);
    }

    /**
     * As {@link #announce}, but the change counts at once: for the registry's staff, when owners could not announce it in
     * time, and for nobody else. Nobody is warned before it counts.
     */
    public Decision<Announcement> announceWithoutWaiting(
            PackageName packageName, AnnouncedChange change, Subject operator, RequestContext context) {
        return announced("continuity.announce-without-waiting", packageName, change, operator, Duration.ZERO, context);
    }

    private Decision<Announcement> announced(
            String operation,
            PackageName packageName,
            AnnouncedChange change,
            Subject by,
            Duration waiting,
            RequestContext context) {
        return decisions.decide(operation, () -> {
            Instant now = now();
            Announcement announcement = Announcement.restored(
                    UUID.randomUUID().toString(),
                    change,
                    by,
                    now,
                    now.plus(waiting),
                    now.plus(waiting).plus(settings.usable()));
            return unitOfWork.run(stores -> {
                if (!stores.continuity().announce(packageName, announcement)) {
                    return notAnnounced(stores.continuity().find(packageName));
                }
                append(
                        stores,
                        new ContinuityEvent.Announced(
                                by,
                                packageName,
                                announcement.id(),
                                change.toString(),
                                announcement.effectiveAt(),
                                announcement.expiresAt()),
                        now,
                        context);
                return Decision.allowed(announcement);
            });
        });
    }

    private static Decision<Announcement> notAnnounced(@Nullable PackageContinuity known) {
        return known == null
                ? Decision.refused(
                        ContinuityReason.NOTHING_TO_ANNOUNCE, "This package has never had a release with provenance.")
                : Decision.refused(
                        ContinuityReason.CHANGE_ALREADY_ANNOUNCED, "Another change is announced for this package.");
    }

    /**
     * Takes an announced change back before a release has made use of it; refused with
     * {@link ContinuityReason#NO_CHANGE_ANNOUNCED} when it is not announced any more.
     */
    public Decision<Announcement> cancel(
            PackageName packageName, String announcementId, Subject owner, RequestContext context) {
        return decisions.decide("continuity.cancel", () -> {
            Instant now = now();
            return unitOfWork.run(stores -> {
                PackageContinuity known = stores.continuity().find(packageName);
                Announcement announced = known == null ? null : known.announcement();
                if (announced == null
                        || !announced.id().equals(announcementId)
                        || !stores.continuity().endAnnouncement(packageName, announcementId)) {
                    return Decision.refused(
                            ContinuityReason.NO_CHANGE_ANNOUNCED, "This change is not announced, or not any more.");
                }
                append(
                        stores,
                        new ContinuityEvent.Cancelled(
                                owner,
                                packageName,
                                announcementId,
                                announced.change().toString()),
                        now,
                        context);
                return Decision.allowed(announced);
            });
        });
    }

    /**
     * What is established for the package and announced, or null when it never had provenance.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public @Nullable PackageContinuity of(PackageName packageName) {
        return unitOfWork.<@Nullable PackageContinuity>read(
                stores -> stores.continuity().find(packageName));
    }

    /**
     * Who signed the package's newest releases, newest first, at most {@code limit} entries.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public List<HistoryEntry> history(PackageName packageName, int limit) {
        return unitOfWork.read(stores -> stores.continuity().history(packageName, limit));
    }

    /**
     * Ends announcements whose time is over, at most {@code limit}, each with an event; returns how many. Safe to run from
     * many nodes at the same time.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public int expire(int limit) {
        Instant now = now();
        return unitOfWork.<Integer>run(stores -> {
            int ended = 0;
            for (PackageContinuity known : stores.continuity().expired(now, limit)) {
                Announcement over = Objects.requireNonNull(known.announcement());
                if (stores.continuity().endAnnouncement(known.packageName(), over.id())) {
                    RecordedEvent event = RecordedEvent.of(
                            new ContinuityEvent.Expired(
                                    known.packageName(),
                                    over.id(),
                                    over.change().toString()),
                            now,
                            "");
                    stores.events().append(event);
                    ended++;
                }
            }
            return ended;
        });
    }

    private static void append(ContinuityStores stores, AttestEvent event, Instant now, RequestContext context) {
        stores.events().append(RecordedEvent.of(event, now, context.clientAddress()));
    }

    /** To the millisecond, as stores keep it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
