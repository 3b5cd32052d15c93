package dev.registrykit.publish;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.Dialect;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.provider.GitHubActions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryPublishTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private RegistryPublish.Builder builder() {
        return RegistryPublish.builder(world.database, KeyRing.ephemeral()).tokenPrefix("exr");
    }

    @Test
    void what_is_missing_fails_when_it_is_built() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RegistryPublish.builder(world.database, KeyRing.ephemeral())
                        .build())
                .withMessageContaining("tokenPrefix");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().trust(GitHubActions.cloud()).build())
                .withMessageContaining("audience");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().audience(AUDIENCE).build())
                .withMessageContaining("trust");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder()
                        .audience(AUDIENCE)
                        .trust(GitHubActions.cloud())
                        .build())
                .withMessageContaining("publisherRights");
        assertThatIllegalArgumentException().isThrownBy(() -> builder().audience(" "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().tokenPrefix("NO").build());
    }

    @Test
    void tokens_alone_need_no_ci_system() {
        RegistryPublish tokensOnly = builder().build();

        assertThat(tokensOnly.tokens()).isNotNull();
        assertThatIllegalStateException()
                .isThrownBy(tokensOnly::exchangeEndpoint)
                .withMessageContaining("Builder.trust");
    }

    @Test
    void the_schema_is_there_for_both_databases() {
        assertThat(RegistryPublish.schema().historyTable()).isEqualTo("rk_publish_history");
        for (Dialect dialect : Dialect.values()) {
            assertThat(RegistryPublish.schema().script(dialect))
                    .contains("CREATE TABLE rk_publish_token", "CREATE TABLE rk_publish_event");
        }
    }

    @Test
    void a_unit_of_work_may_join_the_hosts_transaction() throws SQLException {
        try (Connection connection = world.pool.getConnection()) {
            connection.setAutoCommit(false);
            RegistryPublish joined = RegistryPublish.builder(
                            JdbcUnitOfWork.joining(connection, PublishStores::jdbc), KeyRing.ephemeral())
                    .tokenPrefix("exr")
                    .ownerRights((owner, action, packageName) -> true)
                    .clock(world.clock)
                    .build();
            joined.tokens().issue(world.request("npm:**").build(), Assurance.PHISHING_RESISTANT, request());
            connection.rollback();
        }
        assertThat(world.count("rk_publish_token")).isZero();
        assertThat(world.count("rk_publish_event")).isZero();
    }

    @Test
    void events_are_delivered_once_unless_the_receiver_fails() {
        world.token("npm:**");
        world.clock.advance(Duration.ofSeconds(1));
        world.register("npm:@acme/widget");
        List<String> received = new ArrayList<>();

        assertThat(world.publish.events().deliver(10, event -> {
                    if (event.type().equals("publisher.added")) {
                        throw new IllegalStateException("mail server down");
                    }
                    received.add(event.type());
                }))
                .isEqualTo(1);
        assertThat(world.publish.events().deliver(10, event -> received.add("too early")))
                .isZero();
        world.clock.advance(Duration.ofMinutes(5));
        assertThat(world.publish.events().deliver(10, event -> received.add(event.type())))
                .isEqualTo(1);
        assertThat(world.publish.events().deliver(10, event -> received.add("again")))
                .isZero();
        assertThat(received).containsExactly("token.issued", "publisher.added");
    }

    @Test
    void the_newest_events_come_first_and_carry_no_address_when_there_was_none() {
        world.token("npm:**");
        world.clock.advance(Duration.ofSeconds(1));
        world.token("npm:@acme/*");

        List<RecordedEvent> events = world.publish.events().ofAccount(ALICE, 1);
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.time()).isEqualTo(world.clock.instant());
            assertThat(event.details()).containsEntry("scope", "publish-version npm:@acme/*");
        });
    }

    @Test
    void housekeeping_removes_what_matters_no_more_and_nothing_else() {
        world.register("npm:@acme/widget");
        world.token("npm:**");
        world.publish
                .trustedPublishing()
                .exchange(IdentityToken.of(world.issuer.token(world.issuer.claims(AUDIENCE))), request());
        world.publish.trustedPublishing().exchange(IdentityToken.of("nonsense"), request());
        assertThat(world.publish.housekeeping().runOnce(100)).isZero();

        world.clock.advance(Duration.ofDays(20));
        assertThat(world.publish.housekeeping().runOnce(1))
                .as("one replay mark, one of eight counts")
                .isEqualTo(2);
        assertThat(world.publish.housekeeping().runOnce(100))
                .as("the other counts: three of the registration, three of the job, one of the address")
                .isEqualTo(7);
        assertThat(world.count("rk_publish_token")).isEqualTo(2);

        world.clock.advance(Duration.ofDays(20));
        assertThat(world.publish.housekeeping().runOnce(100)).as("both tokens").isEqualTo(2);
        assertThat(world.count("rk_publish_event"))
                .as("undelivered events stay")
                .isEqualTo(3);
        assertThat(world.count("rk_publish_publisher")).isEqualTo(1);
    }
}
