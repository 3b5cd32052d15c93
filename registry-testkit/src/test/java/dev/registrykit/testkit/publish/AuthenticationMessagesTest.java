package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.PostgresWire;
import dev.registrykit.testkit.RegistryKitExtension;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.net.URI;
import java.time.Duration;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** How often an authentication waits for PostgreSQL: once to find, and once more where a use is written down. */
@ExtendWith(RegistryKitExtension.class)
class AuthenticationMessagesTest {
    private static final int WARM_UP = 12;

    @Test
    void an_authentication_asks_the_server_once_and_once_more_when_the_last_use_is_old(
            IdentityProviderServer provider, TestClock clock) {
        try (HikariDataSource direct = Databases.POSTGRESQL.pool(1)) {
            RegistryPublish.schema().createIn(direct);
            URI server = URI.create(direct.getJdbcUrl().substring("jdbc:".length()));
            try (PostgresWire wire = PostgresWire.before(server.getPort())) {
                JdbcConnectionPool pool = through(wire, server, direct.getJdbcUrl());
                Registry registry = new Registry(new JdbcUnitOfWork<>(pool, PublishStores::jdbc), provider, clock);
                registry.register(Registry.JOB);
                String ofAccount = registry.issue().secret().reveal();
                String ofJob = Registry.allowed(registry.exchange(registry.identityToken()))
                        .secret()
                        .reveal();
                for (String token : new String[] {ofAccount, ofJob}) {
                    for (int i = 0; i < WARM_UP; i++) {
                        clock.advance(Duration.ofSeconds(1));
                        Registry.allowed(registry.publishWith(token));
                    }
                    assertThat(messages(wire, registry, token))
                            .as("a fresh stamp")
                            .isEqualTo(1);
                    clock.advance(Duration.ofSeconds(301));
                    assertThat(messages(wire, registry, token))
                            .as("an old stamp")
                            .isEqualTo(2);
                    assertThat(messages(wire, registry, token))
                            .as("fresh again")
                            .isEqualTo(1);
                }
                pool.dispose();
            }
        }
    }

    private static int messages(PostgresWire wire, Registry registry, String token) {
        int before = wire.handedOver();
        Registry.allowed(registry.publishWith(token));
        return wire.handedOver() - before;
    }

    /** One connection that nobody tests in between: a pool that asks whether it lives would be counted too. */
    private static JdbcConnectionPool through(PostgresWire wire, URI server, String url) {
        PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
        source.setUrl(url.replace(":" + server.getPort() + "/", ":" + wire.port() + "/"));
        JdbcConnectionPool pool = JdbcConnectionPool.create(source);
        pool.setMaxConnections(1);
        return pool;
    }
}
