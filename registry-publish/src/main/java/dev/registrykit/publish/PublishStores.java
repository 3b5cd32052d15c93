package dev.registrykit.publish;

import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.publish.devicelogin.DeviceLoginStores;
import dev.registrykit.publish.leak.LeakStores;
import dev.registrykit.publish.trusted.ExchangeStores;

/** All stores of the module in one unit of work. */
public interface PublishStores extends ExchangeStores, DeviceLoginStores, LeakStores {

    /** The stores on the module's tables, within the session's transaction. */
    static PublishStores jdbc(JdbcSession session) {
        return JdbcPublishStores.on(session);
    }
}
