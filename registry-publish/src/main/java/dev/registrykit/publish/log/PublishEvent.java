package dev.registrykit.publish.log;

import dev.registrykit.core.event.SecurityEvent;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackagePattern;
import java.util.Collection;

/**
 * What happened to tokens and trusted publishers.
 *
 * <p>An event that concerns several packages is stored once for each. Refused attempts are events too, because they are
 * what an owner wants to see after an attack.
 */
public sealed interface PublishEvent extends SecurityEvent
        permits TokenEvent, PublisherEvent, ExchangeEvent, LeakEvent, LoginEvent {

    /**
     * A scope as an event tells it, in at most 480 characters: the widest packages first, and how many more there are, so
     * that nothing wide hides behind much that is narrow.
     */
    static String scope(Collection<Action> actions, Collection<PackagePattern> packages) {
        return EventDetails.listed(actions, 160) + " "
                + EventDetails.listed(
                        packages.stream().sorted(PackagePattern.WIDEST_FIRST).toList(), 319);
    }
}
