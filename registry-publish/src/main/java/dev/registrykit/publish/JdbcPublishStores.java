package dev.registrykit.publish;

import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.event.JdbcEventStore;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.throttle.JdbcThrottleStore;
import dev.registrykit.core.throttle.ThrottleStore;
import dev.registrykit.publish.devicelogin.DeviceLoginStore;
import dev.registrykit.publish.leak.LeakStore;
import dev.registrykit.publish.publisher.TrustedPublisherStore;
import dev.registrykit.publish.token.TokenStore;
import dev.registrykit.publish.trusted.PublicationStore;
import dev.registrykit.publish.trusted.ReplayStore;

/** The stores of one session, on the module's own tables. */
record JdbcPublishStores(
        TokenStore tokens,
        TrustedPublisherStore publishers,
        ReplayStore replays,
        PublicationStore publications,
        DeviceLoginStore deviceLogins,
        LeakStore leaks,
        EventStore events,
        ThrottleStore throttle)
        implements PublishStores {
    private static final String TABLE_PREFIX = "rk_publish_";

    static JdbcPublishStores on(JdbcSession session) {
        return new JdbcPublishStores(
                TokenStore.jdbc(session),
                TrustedPublisherStore.jdbc(session),
                ReplayStore.jdbc(session),
                PublicationStore.jdbc(session),
                DeviceLoginStore.jdbc(session),
                LeakStore.jdbc(session),
                new JdbcEventStore(session, TABLE_PREFIX),
                new JdbcThrottleStore(session, TABLE_PREFIX));
    }
}
