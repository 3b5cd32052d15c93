package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.testkit.RegistryKitExtension;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.memory.InMemoryPublish;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import dev.registrykit.testkit.oidc.SigningKey;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an exchange lives with an issuer whose keys change, vanish and cannot be read. */
@ExtendWith(RegistryKitExtension.class)
class IssuerKeysTest {
    private static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final Duration STALE_LIMIT = Duration.ofHours(6);
    private static final Duration COOLDOWN = Duration.ofSeconds(30);

    private final IdentityProviderServer provider;
    private final TestClock clock;
    private Registry registry;

    IssuerKeysTest(IdentityProviderServer provider, TestClock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    @BeforeEach
    void register() {
        registry = new Registry(InMemoryPublish.unitOfWork(), provider, clock);
        registry.register(Registry.JOB);
    }

    @Test
    void keys_are_read_once_for_many_exchanges() {
        Race.of(8, runner -> exchange());
        assertThat(exchange()).isEqualTo("allowed");
        assertThat(provider.keySetRequests()).isEqualTo(1);
        assertThat(provider.discoveryRequests()).isEqualTo(1);
    }

    @Test
    void a_fresh_key_is_accepted_at_once_and_the_old_one_still() {
        String old = registry.identityToken();
        assertThat(exchange()).isEqualTo("allowed");
        provider.rotateKeys();
        assertThat(exchange()).isEqualTo("allowed");
        assertThat(Registry.outcome(registry.exchange(old))).isEqualTo("allowed");
        assertThat(provider.keySetRequests()).isEqualTo(2);
    }

    @Test
    void a_withdrawn_key_dies_when_the_kept_keys_are_old() {
        SigningKey first = provider.signingKey();
        assertThat(exchange()).isEqualTo("allowed");
        provider.rotateKeys();
        provider.withdraw(first);

        clock.advance(LIFETIME);
        String stolen = forgedBy(first);
        assertThat(Registry.outcome(registry.exchange(stolen))).isEqualTo("refused key-unknown");
        assertThat(exchange()).isEqualTo("allowed");
    }

    @Test
    void a_withdrawn_key_dies_as_soon_as_another_reason_leads_to_a_reading() {
        SigningKey first = provider.signingKey();
        assertThat(exchange()).isEqualTo("allowed");
        provider.rotateKeys();
        provider.withdraw(first);
        assertThat(exchange()).isEqualTo("allowed");
        assertThat(Registry.outcome(registry.exchange(forgedBy(first)))).isEqualTo("refused key-unknown");
    }

    @Test
    void during_an_outage_the_last_good_keys_serve_until_they_are_too_old() {
        assertThat(exchange()).isEqualTo("allowed");
        provider.failWithStatus(503);
        for (Duration passed = Duration.ZERO; passed.compareTo(STALE_LIMIT) < 0; passed = passed.plusHours(1)) {
            assertThat(exchange()).as("after %s", passed).isEqualTo("allowed");
            clock.advance(Duration.ofHours(1));
        }
        assertThat(exchange()).isEqualTo("unavailable keys-unavailable");

        provider.recover();
        clock.advance(COOLDOWN);
        assertThat(exchange()).isEqualTo("allowed");
    }

    @Test
    void during_an_outage_an_unknown_key_is_no_reason_to_refuse() {
        assertThat(exchange()).isEqualTo("allowed");
        provider.rotateKeys();
        provider.failWithStatus(500);
        String token = registry.identityToken();
        assertThat(Registry.outcome(registry.exchange(token))).isEqualTo("unavailable keys-unavailable");

        provider.recover();
        clock.advance(COOLDOWN);
        assertThat(Registry.outcome(registry.exchange(token))).isEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"status", "broken", "empty", "redirect", "other issuer", "other host", "closed", "oversized"})
    void keys_that_were_never_readable_are_an_outage_and_burn_nothing(String kind) {
        String token = registry.identityToken();
        breakProvider(kind);
        assertThat(Registry.outcome(registry.exchange(token))).isEqualTo("unavailable keys-unavailable");
        assertThat(registry.widgetEvents()).containsExactly("publisher.added");
        if (!kind.equals("closed")) {
            provider.recover();
            clock.advance(COOLDOWN);
            assertThat(Registry.outcome(registry.exchange(token))).isEqualTo("allowed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "broken", "empty", "redirect", "other issuer", "other host", "oversized"})
    void no_failure_takes_the_place_of_the_last_good_keys(String kind) {
        assertThat(exchange()).isEqualTo("allowed");
        clock.advance(LIFETIME);
        breakProvider(kind);
        assertThat(exchange()).isEqualTo("allowed");
        assertThat(exchange()).isEqualTo("allowed");
    }

    @Test
    void a_provider_that_does_not_answer_is_an_outage() {
        provider.hang();
        assertThat(exchange()).isEqualTo("unavailable keys-unavailable");
    }

    @Test
    void a_flood_of_unknown_keys_leads_to_one_reading_in_each_cooldown() {
        assertThat(exchange()).isEqualTo("allowed");
        assertThat(provider.keySetRequests()).isEqualTo(1);

        Set<String> outcomes = new HashSet<>(Race.of(16, this::exchangeUnderAStrangeKey));
        assertThat(outcomes).containsExactly("refused key-unknown");
        assertThat(provider.keySetRequests()).isEqualTo(2);

        clock.advance(COOLDOWN.minusMillis(1));
        exchangeUnderAStrangeKey(17);
        assertThat(provider.keySetRequests()).isEqualTo(2);
        clock.advance(Duration.ofMillis(1));
        exchangeUnderAStrangeKey(18);
        exchangeUnderAStrangeKey(19);
        assertThat(provider.keySetRequests()).isEqualTo(3);
        assertThat(exchange()).isEqualTo("allowed");
    }

    @Test
    void an_outage_leads_to_one_reading_in_each_cooldown() {
        provider.failWithStatus(500);
        for (int i = 0; i < 20; i++) {
            assertThat(exchange()).isEqualTo("unavailable keys-unavailable");
        }
        assertThat(provider.discoveryRequests()).isEqualTo(1);
    }

    @Test
    void an_issuer_that_is_not_trusted_is_never_asked(IdentityProviderServer trusted) {
        try (IdentityProviderServer stranger = IdentityProviderServer.start(clock)) {
            String token = stranger.token(Registry.JOB, Registry.AUDIENCE);
            assertThat(Registry.outcome(registry.exchange(token))).isEqualTo("refused issuer-not-trusted");
            assertThat(stranger.discoveryRequests() + stranger.keySetRequests()).isZero();
            assertThat(trusted.discoveryRequests() + trusted.keySetRequests()).isZero();
        }
    }

    @Test
    void keys_that_are_no_signing_keys_are_passed_over() {
        SigningKey good = provider.signingKey();
        SigningKey bad = SigningKey.rsa("bad");
        List<String> keys = new ArrayList<>();
        keys.add(bad.publicJwk().replace("\"sig\"", "\"enc\""));
        keys.add(SigningKey.p256("curve").publicJwk());
        keys.add("{\"kty\":\"oct\",\"kid\":\"shared\",\"k\":\"AAAA\"}");
        keys.add(good.publicJwk());
        provider.serveKeySet("{\"keys\":[" + String.join(",", keys) + "]}");
        assertThat(exchange()).isEqualTo("allowed");
        assertThat(Registry.outcome(registry.exchange(forgedBy(bad)))).isEqualTo("refused key-unknown");
    }

    @Test
    void a_key_id_that_is_there_twice_names_no_key() {
        SigningKey twin = SigningKey.rsa("twin");
        SigningKey other = SigningKey.rsa("twin");
        provider.serveKeySet("{\"keys\":[" + provider.signingKey().publicJwk() + "," + twin.publicJwk() + ","
                + other.publicJwk() + "]}");
        assertThat(Registry.outcome(registry.exchange(forgedBy(twin)))).isEqualTo("refused key-unknown");
        assertThat(Registry.outcome(registry.exchange(forgedBy(other)))).isEqualTo("refused key-unknown");
        assertThat(exchange()).isEqualTo("allowed");
    }

    private void breakProvider(String kind) {
        switch (kind) {
            case "status" -> provider.failWithStatus(404);
            case "broken" -> provider.serveBrokenJson();
            case "empty" -> provider.serveNoKeys();
            case "redirect" -> provider.redirectTo(URI.create(provider.issuer() + "/elsewhere"));
            case "other issuer" ->
                provider.serveDiscovery("{\"issuer\":\"https://attacker.invalid\",\"jwks_uri\":\"" + provider.issuer()
                        + "/.well-known/jwks\"}");
            case "other host" ->
                provider.serveDiscovery(
                        "{\"issuer\":\"" + provider.issuer() + "\",\"jwks_uri\":\"http://127.0.0.1:1/jwks\"}");
            case "oversized" -> provider.serveKeySet(provider.keySet() + " ".repeat(512 * 1024));
            case "closed" -> provider.close();
            default -> throw new IllegalArgumentException(kind);
        }
    }

    private String exchange() {
        return Registry.outcome(registry.exchange(registry.identityToken()));
    }

    private String exchangeUnderAStrangeKey(int number) {
        return Registry.outcome(registry.exchange(provider.forge(Registry.JOB, Registry.AUDIENCE)
                .header("kid", "strange-" + number)
                .token()));
    }

    private String forgedBy(SigningKey key) {
        return provider.forge(Registry.JOB, Registry.AUDIENCE)
                .signedBy(key, "RS256")
                .header("kid", key.id())
                .token();
    }
}
