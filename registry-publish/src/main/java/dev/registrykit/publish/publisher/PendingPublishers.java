package dev.registrykit.publish.publisher;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.publish.log.PublisherEvent;
import java.time.Instant;
import java.util.List;

/** What happens to pending publishers, within one unit of work and with the events that tell of it. */
final class PendingPublishers {
    private final TrustedPublisherStore store;
    private final PublisherLog log;
    private final Instant now;

    PendingPublishers(PublisherStores stores, PublisherLog log, Instant now) {
        this.store = stores.publishers();
        this.log = log;
        this.now = now;
    }

    /** Confirms one and ends the others of its package; false when it is not there any more or its time is over. */
    boolean confirm(TrustedPublisher publisher) {
        PackageName packageName = PublisherLog.nameOf(publisher);
        // Held first: of two publishers that create the same package at once, the second sees that it has ended.
        List<TrustedPublisher> held = store.holdPending(packageName);
        if (!store.confirm(publisher.id(), now)) {
            return false;
        }
        log.append(new PublisherEvent.Confirmed(publisher.addedBy(), packageName, publisher.id()));
        held.stream().filter(other -> !other.id().equals(publisher.id())).forEach(this::end);
        return true;
    }

    /** Ends all pending publishers of a package that is there now. */
    int packageCreated(PackageName packageName) {
        int ended = 0;
        for (TrustedPublisher pending : store.holdPending(packageName)) {
            ended += end(pending) ? 1 : 0;
        }
        return ended;
    }

    private boolean end(TrustedPublisher pending) {
        if (expire(pending)) {
            return true;
        }
        boolean removed = store.remove(pending.id());
        if (removed) {
            log.append(new PublisherEvent.PendingLost(pending.addedBy(), pending.id(), PublisherLog.nameOf(pending)));
        }
        return removed;
    }

    /** Removes one whose time is over; whether it was. */
    boolean expire(TrustedPublisher pending) {
        boolean expired = store.expire(pending.id(), now);
        if (expired) {
            log.append(
                    new PublisherEvent.PendingExpired(pending.addedBy(), pending.id(), PublisherLog.nameOf(pending)));
        }
        return expired;
    }

    int remindAndExpire(int limit) {
        int done = 0;
        for (TrustedPublisher pending : store.pendingExpired(now, limit)) {
            done += expire(pending) ? 1 : 0;
        }
        for (TrustedPublisher pending : store.pendingUnreminded(now.plus(Publishers.REMINDER), limit)) {
            Instant until = pending.pendingUntil();
            if (until != null && store.remind(pending.id())) {
                log.append(new PublisherEvent.PendingExpiring(
                        pending.addedBy(), pending.id(), PublisherLog.nameOf(pending), until));
                done++;
            }
        }
        return done;
    }
}
