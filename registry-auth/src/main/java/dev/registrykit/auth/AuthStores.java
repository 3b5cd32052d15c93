package dev.registrykit.auth;

import dev.registrykit.auth.passkey.PasskeyStores;
import dev.registrykit.auth.password.PasswordStores;
import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.throttle.ThrottleStore;

/** All stores of one unit of work of this module. */
public interface AuthStores extends PasskeyStores, PasswordStores {

    @Override
    EventStore events();

    @Override
    ThrottleStore throttle();

    /** The stores on a JDBC session, in the tables of {@link RegistryAuth#schema()}. */
    static AuthStores jdbc(JdbcSession session) {
        return new JdbcAuthStores(session);
    }
}
