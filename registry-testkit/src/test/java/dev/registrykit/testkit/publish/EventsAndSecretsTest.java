package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.testkit.Captured;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.RegistryKitExtension;
import dev.registrykit.testkit.TableDump;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every change makes its event, and nothing but the caller ever gets a secret. */
@ExtendWith(RegistryKitExtension.class)
class EventsAndSecretsTest {
    private final IdentityProviderServer provider;
    private final TestClock clock;
    private final List<RecordedEvent> delivered = new ArrayList<>();
    private Registry registry;

    EventsAndSecretsTest(IdentityProviderServer provider, TestClock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void every_change_makes_one_event_and_reading_makes_none(Databases kind) {
        open(PublishDatabase.empty(kind, 8).dataSource());

        TrustedPublisher publisher = registry.register(Registry.JOB);
        assertThat(newEvents()).containsExactly("publisher.added");
        IssuedToken job = Registry.allowed(registry.exchange(registry.identityToken()));
        assertThat(newEvents()).containsExactly("exchange.granted");
        IssuedToken laptop = registry.issue();
        assertThat(newEvents()).containsExactly("token.issued");

        Registry.allowed(registry.publishWith(laptop.secret().reveal()));
        registry.publish().tokens().list(Registry.ALICE);
        registry.publish().publishers().find(publisher.id());
        registry.publish().publishers().ofPackage(Registry.WIDGET);
        registry.publish().events().ofAccount(Registry.ALICE, 10);
        registry.publish().housekeeping().runOnce(10);
        assertThat(newEvents()).isEmpty();

        registry.publishWith(laptop.secret().reveal(), PackageName.maven("com.acmefoo", "widget"));
        assertThat(newEvents()).containsExactly("token.refused package-not-in-scope");
        assertThat(registry.publish().tokens().revoke(laptop.token().id(), Registry.ALICE, Registry.from("")))
                .isTrue();
        assertThat(newEvents()).containsExactly("token.revoked");
        assertThat(registry.publish().tokens().revoke(laptop.token().id(), Registry.ALICE, Registry.from("")))
                .isFalse();
        assertThat(newEvents()).isEmpty();
        registry.publishWith(laptop.secret().reveal());
        assertThat(newEvents()).containsExactly("token.refused token-revoked");
        registry.publish().tokens().revokeAsOperator(job.token().id(), Registry.ALICE, Registry.from(""));
        assertThat(newEvents()).containsExactly("token.revoked");

        registry.publish().publishers().remove(publisher.id(), Registry.ALICE, Registry.from(""));
        assertThat(newEvents()).containsExactly("publisher.removed");
        assertThat(registry.publish().publishers().remove(publisher.id(), Registry.ALICE, Registry.from("")))
                .isFalse();
        registry.exchange(registry.identityToken());
        assertThat(newEvents()).containsExactly("exchange.refused no-publisher");
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void no_secret_is_kept_logged_or_shown(Databases kind) throws Exception {
        HikariDataSource pool = PublishDatabase.empty(kind, 8).dataSource();
        open(pool);
        Set<String> secrets = new HashSet<>();
        StringBuilder shown = new StringBuilder();

        String logged = Captured.outputOf(() -> {
            registry.register(Registry.JOB);
            String identity = registry.identityToken();
            shown.append(IdentityToken.of(identity));
            IssuedToken job = Registry.allowed(registry.exchange(identity));
            IssuedToken laptop = registry.issue();
            shown.append(job).append(job.token()).append(job.secret()).append(laptop);
            String jobToken = job.secret().reveal();
            String laptopToken = laptop.secret().reveal();
            secrets.addAll(List.of(identity, jobToken, laptopToken));

            shown.append(registry.exchange(identity));
            shown.append(registry.publishWith(laptopToken)).append(registry.publishWith(jobToken));
            shown.append(registry.publishWith(laptopToken, PackageName.npm("other")));
            shown.append(registry.publishWith(identity));
            shown.append(basic(laptopToken));
            clock.advance(Duration.ofDays(31));
            shown.append(registry.publishWith(laptopToken)).append(registry.publishWith(jobToken));
            shown.append(registry.exchange(identity));
            provider.close();
            clock.advance(Duration.ofDays(1));
            String unread = registry.identityToken();
            secrets.add(unread);
            shown.append(registry.exchange(unread));
            registry.publish().events().deliver(100, event -> {
                shown.append(event).append(event.details());
                throw new IllegalStateException("the mail server is down");
            });
        });

        assertThat(logged).as("the log was watched").contains("the mail server is down");
        assertThat(logged).as("an outage is logged").contains("could not be read");
        assertThat(shown.toString()).contains("token-replayed", "token-expired", "keys-unavailable");
        String dump = TableDump.of(pool, "rk_publish_");
        assertThat(dump).contains("exchange.granted", "token.refused");
        for (String secret : secrets) {
            for (String part : parts(secret)) {
                assertThat(logged).as("the log").doesNotContain(part);
                assertThat(shown.toString()).as("what is shown").doesNotContain(part);
                assertThat(dump).as("the database").doesNotContain(part);
            }
        }
    }

    @Test
    void a_broken_database_does_not_make_secrets_show() throws Exception {
        HikariDataSource pool = Databases.H2.pool(2);
        RegistryPublish.schema().createIn(pool);
        open(pool);
        registry.register(Registry.JOB);
        String identity = registry.identityToken();
        String token = registry.issue().secret().reveal();
        pool.close();
        StringBuilder shown = new StringBuilder();
        String logged = Captured.outputOf(
                () -> shown.append(registry.exchange(identity)).append(registry.publishWith(token)));
        assertThat(shown.toString()).contains("store-unavailable");
        assertThat(logged).contains("the store could not be reached");
        for (String part : List.of(identity, token, token.substring(4))) {
            assertThat(logged + shown).doesNotContain(part);
        }
    }

    /** The token and the parts that are as good as the whole: a signature, and a body without its prefix. */
    private static List<String> parts(String secret) {
        List<String> parts = new ArrayList<>(List.of(secret));
        parts.add(secret.contains(".") ? secret.substring(secret.lastIndexOf('.') + 1) : secret.substring(4));
        parts.add(Base64.getEncoder().encodeToString(("alice:" + secret).getBytes(StandardCharsets.UTF_8)));
        return parts;
    }

    private Object basic(String token) {
        String pair = Base64.getEncoder().encodeToString(("alice:" + token).getBytes(StandardCharsets.UTF_8));
        RequestContext request = RequestContext.builder("PUT", "/maven/x")
                .header("Authorization", "Basic " + pair)
                .build();
        return request + " " + registry.publish().tokens().authenticate(request);
    }

    private void open(HikariDataSource pool) {
        registry = new Registry(new JdbcUnitOfWork<>(pool, PublishStores::jdbc), provider, clock);
    }

    /** What came through the outbox since the last call, as type and reason. */
    private List<String> newEvents() {
        delivered.clear();
        registry.publish().events().deliver(100, delivered::add);
        return delivered.stream().map(Registry::typeAndReason).toList();
    }
}
