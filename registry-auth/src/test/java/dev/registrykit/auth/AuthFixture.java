package dev.registrykit.auth;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.UnitOfWork;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;

/** Tables of this module in a fresh H2 database. */
public final class AuthFixture {
    private final JdbcDataSource dataSource = new JdbcDataSource();

    public AuthFixture() {
        dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        RegistryAuth.schema().createIn(dataSource);
    }

    public RegistryAuth.Builder builder() {
        return RegistryAuth.builder(dataSource, KeyRing.ephemeral());
    }

    public UnitOfWork<AuthStores> unitOfWork() {
        return new JdbcUnitOfWork<>(dataSource, AuthStores::jdbc);
    }

    public static <T> T allowed(Decision<T> decision) {
        return decision.orElseThrow(failure -> new AssertionError("not allowed: " + failure));
    }

    /** Why it was not allowed. */
    public static Reason reason(Decision<?> decision) {
        return decision.fold(
                value -> {
                    throw new AssertionError("allowed: " + value);
                },
                refusal -> refusal.reason(),
                outage -> outage.reason());
    }
}
