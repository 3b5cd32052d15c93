package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.testkit.RegistryKitExtension;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What only a real database decides about an exchange. */
@ExtendWith(RegistryKitExtension.class)
class ExchangeOnDatabasesTest {
    private static final int RUNNERS = 32;

    private static IdentityProviderServer provider;
    private static TestClock clock;

    @BeforeAll
    static void open(IdentityProviderServer shared, TestClock sharedClock) {
        provider = shared;
        clock = sharedClock;
    }

    @ParameterizedTest
    @EnumSource
    void one_identity_token_in_many_threads_is_exchanged_once(StoresParameter stores) throws SQLException {
        HikariDataSource pool = stores.emptyDataSource();
        Registry registry = registry(new JdbcUnitOfWork<>(pool, PublishStores::jdbc));
        registry.register(Registry.JOB);
        String identity = registry.identityToken();

        List<String> outcomes = Race.of(RUNNERS, runner -> Registry.outcome(registry.exchange(identity)));

        assertThat(Collections.frequency(outcomes, "allowed")).isEqualTo(1);
        assertThat(Collections.frequency(outcomes, "refused token-replayed")).isEqualTo(RUNNERS - 1);
        assertThat(count(pool, "rk_publish_token")).isEqualTo(1);
        assertThat(count(pool, "rk_publish_replay")).isEqualTo(1);
        List<String> events = registry.widgetEvents();
        assertThat(Collections.frequency(events, "exchange.granted")).isEqualTo(1);
        // Of the refusals as many are kept as a log takes in ten minutes.
        assertThat(Collections.frequency(events, "exchange.refused token-replayed"))
                .isEqualTo(20);
    }

    @ParameterizedTest
    @EnumSource
    void one_identity_token_at_many_nodes_is_exchanged_once(StoresParameter stores) {
        HikariDataSource pool = stores.emptyDataSource();
        registry(new JdbcUnitOfWork<>(pool, PublishStores::jdbc)).register(Registry.JOB);
        String identity = provider.token(Registry.JOB, Registry.AUDIENCE);

        List<String> outcomes = Race.of(4, node -> {
            Registry ofNode = registry(new JdbcUnitOfWork<>(pool, PublishStores::jdbc));
            return Registry.outcome(ofNode.exchange(identity));
        });

        assertThat(outcomes)
                .containsExactlyInAnyOrder(
                        "allowed", "refused token-replayed", "refused token-replayed", "refused token-replayed");
    }

    @ParameterizedTest
    @EnumSource
    void a_refused_exchange_burns_nothing(StoresParameter stores) throws SQLException {
        HikariDataSource pool = stores.emptyDataSource();
        Registry registry = registry(new JdbcUnitOfWork<>(pool, PublishStores::jdbc));
        registry.register(Registry.JOB.workflow(".github/workflows/other.yml"));
        String identity = registry.identityToken();

        assertThat(Registry.outcome(registry.exchange(identity))).isEqualTo("refused workflow-mismatch");
        assertThat(count(pool, "rk_publish_replay")).isZero();
        assertThat(count(pool, "rk_publish_token")).isZero();
        assertThat(registry.widgetEvents())
                .containsExactlyInAnyOrder("publisher.added", "exchange.refused workflow-mismatch");

        registry.register(Registry.JOB);
        assertThat(Registry.outcome(registry.exchange(identity))).isEqualTo("allowed");
    }

    @ParameterizedTest
    @EnumSource
    void an_exchange_whose_event_cannot_be_kept_burns_nothing(StoresParameter stores) throws SQLException {
        try (HikariDataSource pool = stores.ownDataSource()) {
            Registry registry = registry(new JdbcUnitOfWork<>(pool, PublishStores::jdbc));
            registry.register(Registry.JOB);
            String identity = registry.identityToken();
            execute(pool, "ALTER TABLE rk_publish_event RENAME TO rk_publish_event_away");

            assertThat(Registry.outcome(registry.exchange(identity))).isEqualTo("unavailable store-unavailable");
            assertThat(count(pool, "rk_publish_replay")).isZero();
            assertThat(count(pool, "rk_publish_token")).isZero();

            execute(pool, "ALTER TABLE rk_publish_event_away RENAME TO rk_publish_event");
            assertThat(Registry.outcome(registry.exchange(identity))).isEqualTo("allowed");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void a_rollback_of_the_host_un_burns(StoresParameter stores) throws SQLException {
        HikariDataSource pool = stores.emptyDataSource();
        Registry registry = registry(new JdbcUnitOfWork<>(pool, PublishStores::jdbc));
        registry.register(Registry.JOB);
        String identity = registry.identityToken();

        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            Registry joined = registry(JdbcUnitOfWork.joining(connection, PublishStores::jdbc));
            String rolledBack =
                    Registry.allowed(joined.exchange(identity)).secret().reveal();
            assertThat(Registry.outcome(joined.publishWith(rolledBack))).isEqualTo("allowed");
            connection.rollback();
            assertThat(Registry.outcome(registry.publishWith(rolledBack))).isEqualTo("refused token-invalid");
        }
        assertThat(registry.widgetEvents()).containsExactly("publisher.added");
        assertThat(Registry.outcome(registry.exchange(identity))).isEqualTo("allowed");
    }

    @ParameterizedTest
    @EnumSource
    void a_removed_publishers_token_no_longer_publishes(StoresParameter stores) {
        Registry registry = registry(stores.empty());
        var publisher = registry.register(Registry.JOB);
        IssuedToken issued = Registry.allowed(registry.exchange(registry.identityToken()));
        String token = issued.secret().reveal();
        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("allowed");

        registry.publish().publishers().remove(publisher.id(), Registry.ALICE, Registry.from("192.0.2.1"));

        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("refused publisher-removed");
    }

    @ParameterizedTest
    @EnumSource
    void whoever_is_removed_while_a_job_exchanges_publishes_nothing_afterwards(StoresParameter stores) {
        Registry registry = registry(stores.empty());
        for (int round = 0; round < 5; round++) {
            var publisher = registry.register(Registry.JOB);
            String identity = registry.identityToken();
            List<Object> results = Race.of(
                    2,
                    runner -> runner == 0
                            ? registry.publish()
                                    .publishers()
                                    .remove(publisher.id(), Registry.ALICE, Registry.from("192.0.2.1"))
                            : registry.exchange(identity));
            assertThat(results.get(0)).isEqualTo(true);
            if (results.get(1) instanceof Decision.Allowed<?> won && won.value() instanceof IssuedToken issued) {
                assertThat(Registry.outcome(registry.publishWith(issued.secret().reveal())))
                        .isEqualTo("refused publisher-removed");
            } else {
                assertThat(Registry.outcome((Decision<?>) results.get(1))).isEqualTo("refused no-publisher");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void housekeeping_never_lets_a_token_be_exchanged_again(StoresParameter stores) {
        TestClock own = TestClock.atPresent();
        try (IdentityProviderServer github = IdentityProviderServer.start(own)) {
            Registry registry = new Registry(stores.empty(), github, own);
            registry.register(Registry.JOB);
            String identity = registry.identityToken();
            Registry.allowed(registry.exchange(identity));

            String outcome = "refused token-replayed";
            for (int seconds = 0; seconds < 600 && outcome.equals("refused token-replayed"); seconds += 5) {
                own.advance(Duration.ofSeconds(5));
                Race.of(2, node -> registry.publish().housekeeping().runOnce(100));
                outcome = Registry.outcome(registry.exchange(identity));
            }
            assertThat(outcome).isEqualTo("refused token-expired");
        }
    }

    @ParameterizedTest
    @EnumSource
    void housekeeping_removes_in_the_end_all_that_is_over(StoresParameter stores) throws SQLException {
        HikariDataSource pool = stores.emptyDataSource();
        TestClock own = TestClock.atPresent();
        try (IdentityProviderServer github = IdentityProviderServer.start(own)) {
            Registry registry = new Registry(new JdbcUnitOfWork<>(pool, PublishStores::jdbc), github, own);
            registry.register(Registry.JOB);
            for (int i = 0; i < 5; i++) {
                Registry.allowed(registry.exchange(registry.identityToken()));
            }
            registry.publish().events().deliver(100, event -> {});

            own.advance(Duration.ofDays(401));
            int removed = 0;
            for (int run = registry.publish().housekeeping().runOnce(2); run > 0; ) {
                removed += run;
                run = registry.publish().housekeeping().runOnce(2);
            }
            assertThat(removed).isGreaterThanOrEqualTo(15);
        }
        for (String table :
                List.of("rk_publish_token", "rk_publish_replay", "rk_publish_event", "rk_publish_throttle")) {
            assertThat(count(pool, table)).as(table).isZero();
        }
        assertThat(count(pool, "rk_publish_publisher")).isEqualTo(1);
    }

    private static Registry registry(UnitOfWork<PublishStores> work) {
        return new Registry(work, provider, clock);
    }

    private static int count(HikariDataSource pool, String table) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void execute(HikariDataSource pool, String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
