package dev.registrykit.auth;

import dev.registrykit.auth.passkey.ChallengeStore;
import dev.registrykit.auth.passkey.PasskeyStore;
import dev.registrykit.auth.password.PasswordStore;
import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.event.JdbcEventStore;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.throttle.JdbcThrottleStore;
import dev.registrykit.core.throttle.ThrottleStore;

/** The module's stores on one JDBC session. */
record JdbcAuthStores(JdbcSession session) implements AuthStores {
    static final String TABLE_PREFIX = "rk_auth_";

    @Override
    public ChallengeStore challenges() {
        return new JdbcChallengeStore(session);
    }

    @Override
    public PasskeyStore passkeys() {
        return new JdbcPasskeyStore(session);
    }

    @Override
    public PasswordStore passwords() {
        return new JdbcPasswordStore(session);
    }

    @Override
    public EventStore events() {
        return new JdbcEventStore(session, TABLE_PREFIX);
    }

    @Override
    public ThrottleStore throttle() {
        return new JdbcThrottleStore(session, TABLE_PREFIX);
    }
}
