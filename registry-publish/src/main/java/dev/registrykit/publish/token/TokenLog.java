package dev.registrykit.publish.token;

import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.log.PublishEvent;
import dev.registrykit.publish.log.TokenEvent;
import dev.registrykit.publish.publisher.TrustedPublisher;
import java.time.Instant;
import java.util.List;

/** Writes events about tokens into the logs where they belong, within one unit of work. */
final class TokenLog {
    private final TokenStores stores;
    private final Instant at;
    private final String clientAddress;

    TokenLog(TokenStores stores, Instant at, String clientAddress) {
        this.stores = stores;
        this.at = at;
        this.clientAddress = clientAddress;
    }

    void append(PublishEvent event) {
        stores.events().append(RecordedEvent.of(event, at, clientAddress));
    }

    /** In the owner's log; a workload's has none, so it is told in the logs of its packages, or of its publisher's account. */
    void revoked(ApiToken token, Subject by) {
        List<PackageName> named = token.owner() != null
                ? List.of()
                : token.packages().stream()
                        .filter(PackagePattern::isExact)
                        .map(pattern -> PackageName.ofString(pattern.toString()))
                        .toList();
        for (PackageName name : named) {
            append(new TokenEvent.Revoked(null, name, token.id(), token.name(), by));
        }
        if (named.isEmpty()) {
            String publisherId = token.publisherId();
            TrustedPublisher publisher =
                    publisherId == null ? null : stores.publishers().find(publisherId);
            Subject account = publisher == null ? token.owner() : publisher.addedBy();
            append(new TokenEvent.Revoked(account, null, token.id(), token.name(), by));
        }
    }
}
