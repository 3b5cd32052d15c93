package dev.registrykit.publish;

import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.event.JdbcEventStore;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.throttle.JdbcThrottleStore;
import dev.registrykit.core.throttle.ThrottleStore;
import dev.registrykit.publish.token.TokenStore;
import dev.registrykit.publish.trusted.ExchangeStores;
import dev.registrykit.publish.trusted.ReplayStore;
import dev.registrykit.publish.trusted.TrustedPublisherStore;

/** All stores of the module in one unit of work. */
public interface PublishStores extends ExchangeStores {

    /** The stores on the module's tables, within the session's transaction. */
    static PublishStores jdbc(JdbcSession session) {
        return new Jdbc(
                TokenStore.jdbc(session),
                TrustedPublisherStore.jdbc(session),
                ReplayStore.jdbc(session),
                new JdbcEventStore(session, "rk_publish_"),
                new JdbcThrottleStore(session, "rk_publish_"));
    }

    /** The stores of a session. */
    record Jdbc(
            TokenStore tokens,
            TrustedPublisherStore publishers,
            ReplayStore replays,
            EventStore events,
            ThrottleStore throttle)
            implements PublishStores {}
}
