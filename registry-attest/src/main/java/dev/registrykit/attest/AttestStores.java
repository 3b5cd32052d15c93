package dev.registrykit.attest;

import dev.registrykit.attest.continuity.ContinuityStores;
import dev.registrykit.attest.publication.AttestationStores;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.store.Schema;

/** All stores of the module in one unit of work. */
public interface AttestStores extends ContinuityStores, AttestationStores {

    /** The stores on the module's tables, within the session's transaction. */
    static AttestStores jdbc(JdbcSession session) {
        return JdbcAttestStores.on(session);
    }

    /** The module's tables. */
    static Schema schema() {
        return Schema.of(AttestStores.class, "dev/registrykit/attest/sql", "rk_attest_history", "V1__attest.sql");
    }
}
