package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.testkit.RegistryKitExtension;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens that are used, revoked and listed at the same moment, and a store that goes away. */
@ExtendWith(RegistryKitExtension.class)
class TokenRacesTest {
    private static IdentityProviderServer provider;
    private static TestClock clock;

    @BeforeAll
    static void open(IdentityProviderServer shared, TestClock sharedClock) {
        provider = shared;
        clock = sharedClock;
    }

    @ParameterizedTest
    @EnumSource
    void a_token_that_is_revoked_while_it_is_used_never_works_again(StoresParameter stores) {
        Registry registry = new Registry(stores.empty(), provider, clock);
        for (int round = 0; round < 5; round++) {
            IssuedToken issued = registry.issue();
            String token = issued.secret().reveal();
            // Old enough for every use to be written down, which must not revive the token.
            clock.advance(Duration.ofMinutes(6));
            List<String> outcomes = Race.of(
                    8,
                    runner -> runner == 0 ? revoke(registry, issued) : Registry.outcome(registry.publishWith(token)));
            assertThat(outcomes.get(0)).isEqualTo("revoked");
            assertThat(outcomes.subList(1, 8)).isSubsetOf("allowed", "refused token-revoked");
            assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("refused token-revoked");
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_many_who_revoke_a_token_one_does_and_one_event_tells_of_it(StoresParameter stores) {
        Registry registry = new Registry(stores.empty(), provider, clock);
        IssuedToken issued = registry.issue();
        List<String> outcomes = Race.of(16, runner -> revoke(registry, issued));
        assertThat(Collections.frequency(outcomes, "revoked")).isEqualTo(1);
        List<String> events = registry.publish().events().ofAccount(Registry.ALICE, 100).stream()
                .map(Registry::typeAndReason)
                .toList();
        assertThat(events).containsExactlyInAnyOrder("token.issued", "token.revoked");
    }

    @ParameterizedTest
    @EnumSource
    void many_uses_at_once_are_all_allowed_and_written_down(StoresParameter stores) {
        Registry registry = new Registry(stores.empty(), provider, clock);
        String token = registry.issue().secret().reveal();
        Set<String> outcomes = new HashSet<>(Race.of(24, runner -> Registry.outcome(registry.publishWith(token))));
        assertThat(outcomes).containsExactly("allowed");
        assertThat(registry.publish().tokens().list(Registry.ALICE).get(0).lastUsedAt())
                .isEqualTo(clock.instant());
    }

    @ParameterizedTest
    @EnumSource
    void without_the_store_nothing_is_allowed_and_nothing_refused(StoresParameter stores) {
        HikariDataSource pool = stores.ownDataSource();
        Registry registry = new Registry(new JdbcUnitOfWork<>(pool, PublishStores::jdbc), provider, clock);
        registry.register(Registry.JOB);
        IssuedToken issued = registry.issue();
        pool.close();

        assertThat(Registry.outcome(registry.publishWith(issued.secret().reveal())))
                .isEqualTo("unavailable store-unavailable");
        assertThat(Registry.outcome(registry.exchange(registry.identityToken())))
                .isEqualTo("unavailable store-unavailable");
        assertThatThrownBy(registry::issue).hasMessageContaining("unavailable store-unavailable");
        assertThatThrownBy(() -> revoke(registry, issued)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> registry.publish().tokens().list(Registry.ALICE))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> registry.register(Registry.JOB)).isInstanceOf(StoreException.class);
    }

    private static String revoke(Registry registry, IssuedToken issued) {
        boolean revoked =
                registry.publish().tokens().revoke(issued.token().id(), Registry.ALICE, Registry.from("192.0.2.1"));
        return revoked ? "revoked" : "not revoked";
    }
}
