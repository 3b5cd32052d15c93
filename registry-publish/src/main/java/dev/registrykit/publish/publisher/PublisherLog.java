package dev.registrykit.publish.publisher;

import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.log.PublishEvent;
import dev.registrykit.publish.log.PublisherEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes events about publishers into the logs where they belong, within one unit of work. */
final class PublisherLog {
    private final PublisherStores stores;
    private final Instant now;
    private final String clientAddress;

    PublisherLog(PublisherStores stores, Instant now, String clientAddress) {
        this.stores = stores;
        this.now = now;
        this.clientAddress = clientAddress;
    }

    /** Makes an event for one log. */
    @FunctionalInterface
    interface EventFor {
        PublishEvent of(@Nullable Subject account, @Nullable PackageName packageName);
    }

    void append(PublishEvent event) {
        stores.events().append(RecordedEvent.of(event, now, clientAddress));
    }

    /**
     * One event for each package that the publisher names, or one for the account that registered it.
     *
     * <p>A pending publisher's package is somebody else's business, or nobody's: strangers could write into its log
     * otherwise.
     */
    void appendForPackages(TrustedPublisher publisher, EventFor event) {
        List<@Nullable PackageName> named = new ArrayList<>();
        if (!publisher.isPending()) {
            named.addAll(publisher.namedPackages());
        }
        if (named.isEmpty()) {
            append(event.of(publisher.addedBy(), null));
        }
        for (PackageName packageName : named) {
            append(event.of(null, packageName));
        }
    }

    void removed(TrustedPublisher publisher, Subject by) {
        appendForPackages(
                publisher,
                (account, packageName) -> new PublisherEvent.Removed(
                        by,
                        packageName,
                        publisher.id(),
                        publisher.packages().toString(),
                        publisher.policy().repository()));
    }

    /** A pending publisher names exactly one package. */
    static PackageName nameOf(TrustedPublisher pending) {
        return pending.namedPackages().get(0);
    }
}
