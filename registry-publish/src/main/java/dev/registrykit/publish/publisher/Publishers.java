package dev.registrykit.publish.publisher;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.log.PublishEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Registers, lists and removes trusted publishers.
 *
 * <p>A publisher belongs to its packages, not to the account that added it, and outlives that account. Safe to share
 * between threads.
 */
public final class Publishers {
    /** Checked before a store is asked, because databases fail on some characters. */
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");

    private final UnitOfWork<? extends PublisherStores> unitOfWork;
    private final Predicate<String> trustedIssuer;
    private final InstantSource clock;

    /**
     * Hosts get this object from {@code RegistryPublish.publishers()}.
     *
     * @param trustedIssuer whether tokens of this issuer are accepted at all
     */
    public Publishers(
            UnitOfWork<? extends PublisherStores> unitOfWork, Predicate<String> trustedIssuer, InstantSource clock) {
        this.unitOfWork = unitOfWork;
        this.trustedIssuer = trustedIssuer;
        this.clock = clock;
    }

    /**
     * Registers a trusted publisher; it and its {@code publisher.added} events are kept together.
     *
     * <p>The caller has decided that the account may: it needs the right to publish every package that the patterns
     * cover, now and later. Refused with a {@link PublisherReason}.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public Decision<TrustedPublisher> register(Registration registration, RequestContext context) {
        if (!trustedIssuer.test(registration.policy().issuer())) {
            return Decision.refused(
                    PublisherReason.ISSUER_NOT_TRUSTED,
                    "The policy's issuer is not trusted here, so nothing would ever match.");
        }
        Instant now = now();
        TrustedPublisher publisher = TrustedPublisher.of(UUID.randomUUID().toString(), registration, now);
        return unitOfWork.run(stores -> {
            stores.publishers().insert(publisher);
            appendForPackages(
                    stores,
                    publisher,
                    packageName -> new PublishEvent.PublisherAdded(
                            publisher.addedBy(),
                            packageName,
                            publisher.id(),
                            publisher.packages().toString(),
                            publisher.policy().repository(),
                            publisher.policy().workflow()),
                    now,
                    context);
            return Decision.allowed(publisher);
        });
    }

    /**
     * Removes a trusted publisher, which ends its tokens too; it and its {@code publisher.removed} events change together.
     *
     * <p>The caller has decided that {@code by} may: see {@link #find} for the packages that it is about.
     *
     * @return false when there is none with this id
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public boolean remove(String id, Subject by, RequestContext context) {
        Instant now = now();
        return isId(id)
                && unitOfWork.<Boolean>run(stores -> {
                    TrustedPublisher publisher = stores.publishers().find(id);
                    if (publisher == null || !stores.publishers().remove(id)) {
                        return false;
                    }
                    appendForPackages(
                            stores,
                            publisher,
                            packageName -> new PublishEvent.PublisherRemoved(
                                    by,
                                    packageName,
                                    id,
                                    publisher.packages().toString(),
                                    publisher.policy().repository()),
                            now,
                            context);
                    return true;
                });
    }

    private static void appendForPackages(
            PublisherStores stores,
            TrustedPublisher publisher,
            Function<@Nullable PackageName, PublishEvent> event,
            Instant now,
            RequestContext context) {
        List<@Nullable PackageName> named = new ArrayList<>(publisher.namedPackages());
        if (named.isEmpty()) {
            named.add(null);
        }
        for (PackageName packageName : named) {
            stores.events().append(RecordedEvent.of(event.apply(packageName), now, context.clientAddress()));
        }
    }

    /** The trusted publisher with this id, or null; throws when the store is broken. */
    public @Nullable TrustedPublisher find(String id) {
        return isId(id)
                ? unitOfWork.<@Nullable TrustedPublisher>run(
                        stores -> stores.publishers().find(id))
                : null;
    }

    /** The trusted publishers that cover the package, oldest first; throws when the store is broken. */
    public List<TrustedPublisher> ofPackage(PackageName packageName) {
        return unitOfWork.run(stores -> stores.publishers().ofPackage(packageName));
    }

    private static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** To the millisecond, as stores keep it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
