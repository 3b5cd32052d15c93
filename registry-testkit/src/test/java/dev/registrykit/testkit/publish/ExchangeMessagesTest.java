package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.trusted.ExchangeRequest;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.PostgresWire;
import dev.registrykit.testkit.RegistryKitExtension;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.net.URI;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** How often a whole exchange waits for PostgreSQL: to find, to count, to mark, to insert, to commit. */
@ExtendWith(RegistryKitExtension.class)
class ExchangeMessagesTest {
    private static final int MOST = 5;
    private static final int WARM_UP = 12;

    @Test
    void an_exchange_on_a_warm_connection_hands_over_to_the_server_five_times_at_most(
            IdentityProviderServer provider, TestClock clock) {
        try (HikariDataSource direct = Databases.POSTGRESQL.pool(1)) {
            RegistryPublish.schema().createIn(direct);
            URI server = URI.create(direct.getJdbcUrl().substring("jdbc:".length()));
            try (PostgresWire wire = PostgresWire.before(server.getPort())) {
                JdbcConnectionPool pool = through(wire, server, direct.getJdbcUrl());
                Registry registry = new Registry(new JdbcUnitOfWork<>(pool, PublishStores::jdbc), provider, clock);
                registry.register(Registry.JOB);
                for (int i = 0; i < WARM_UP; i++) {
                    Registry.allowed(registry.exchange(registry.identityToken()));
                }

                assertThat(messages(wire, registry, registry.identityToken(), ExchangeRequest.whole()))
                        .as("an exchange")
                        .isBetween(3, MOST);
                ExchangeRequest narrow = ExchangeRequest.builder()
                        .packageName(Registry.WIDGET)
                        .version("1.0.0")
                        .sha256("0".repeat(64))
                        .singleUse()
                        .build();
                assertThat(messages(wire, registry, registry.identityToken(), narrow))
                        .as("an exchange for one package")
                        .isBetween(3, MOST);
                GitHubJob inEnvironment = Registry.JOB.environment("release");
                assertThat(messages(
                                wire,
                                registry,
                                provider.token(inEnvironment, Registry.AUDIENCE),
                                ExchangeRequest.whole()))
                        .as("an exchange that also gives a hint")
                        .isBetween(3, MOST);
                pool.dispose();
            }
        }
    }

    private static int messages(PostgresWire wire, Registry registry, String identityToken, ExchangeRequest request) {
        int before = wire.handedOver();
        Registry.allowed(registry.publish()
                .trustedPublishing()
                .exchange(IdentityToken.of(identityToken), request, Registry.from("192.0.2.1")));
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
