package dev.registrykit.publish.oidc;

import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.publish.SettableClock;
import dev.registrykit.publish.TestIssuer;
import dev.registrykit.publish.provider.GitHubActions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerKeysTest {
    private static final int ONE_READING = 2;

    private final SettableClock clock = new SettableClock();
    private final TestIssuer issuer = new TestIssuer(TestIssuer.CLOUD, clock);
    private final IdentityVerifier verifier = new IdentityVerifier(List.of(GitHubActions.cloud()), issuer, clock);

    private String verify() {
        return verifyWith(verifier, issuer);
    }

    private static String verifyWith(IdentityVerifier verifier, TestIssuer issuer) {
        return code(verifier.verify(IdentityToken.of(issuer.token(issuer.claims(AUDIENCE))), AUDIENCE));
    }

    @Test
    void keys_are_read_once_in_their_lifetime() {
        for (int i = 0; i < 10; i++) {
            assertThat(verify()).isEqualTo("allowed");
        }
        assertThat(issuer.fetches()).isEqualTo(ONE_READING);

        clock.advance(IssuerKeys.LIFETIME);
        assertThat(verify()).isEqualTo("allowed");
        assertThat(issuer.fetches()).isEqualTo(2 * ONE_READING);
    }

    @Test
    void a_withdrawn_key_stops_working_when_the_lifetime_is_over() {
        verify();
        issuer.publish(TestIssuer.SECOND_KEY);
        assertThat(verify()).isEqualTo("allowed");

        clock.advance(IssuerKeys.LIFETIME);
        assertThat(verify()).isEqualTo("key-unknown");
    }

    @Test
    void a_new_key_is_found_at_once() {
        verify();
        issuer.publish(TestIssuer.FIRST_KEY, TestIssuer.SECOND_KEY);
        issuer.signWith(TestIssuer.SECOND_KEY);

        assertThat(verify()).isEqualTo("allowed");
        assertThat(issuer.fetches()).isEqualTo(2 * ONE_READING);
    }

    @Test
    void unknown_keys_lead_to_one_reading_in_a_cooldown() {
        verify();
        issuer.signWith(TestIssuer.SECOND_KEY);
        for (int i = 0; i < 50; i++) {
            assertThat(verify()).isEqualTo("key-unknown");
        }
        assertThat(issuer.fetches()).isEqualTo(2 * ONE_READING);

        clock.advance(IssuerKeys.COOLDOWN);
        verify();
        assertThat(issuer.fetches()).isEqualTo(3 * ONE_READING);
    }

    @Test
    void one_who_waited_for_a_reading_with_an_earlier_time_in_hand_does_not_repeat_it() {
        AtomicReference<Instant> lookedBefore = new AtomicReference<>();
        InstantSource watch = () -> {
            Instant before = lookedBefore.getAndSet(null);
            return before == null ? clock.instant() : before;
        };
        IdentityVerifier waiting = new IdentityVerifier(List.of(GitHubActions.cloud()), issuer, watch);
        verifyWith(waiting, issuer);
        issuer.signWith(TestIssuer.SECOND_KEY);
        Instant before = clock.instant().plusSeconds(1);
        clock.advance(Duration.ofSeconds(2));
        assertThat(verifyWith(waiting, issuer)).isEqualTo("key-unknown");

        lookedBefore.set(before);
        assertThat(verifyWith(waiting, issuer)).isEqualTo("key-unknown");
        assertThat(issuer.fetches()).isEqualTo(2 * ONE_READING);
    }

    @Test
    void the_last_good_set_outlives_an_outage_up_to_its_limit() {
        verify();
        issuer.down(true);
        clock.advance(IssuerKeys.STALE_LIMIT.minusSeconds(1));
        assertThat(verify()).isEqualTo("allowed");

        clock.advance(Duration.ofSeconds(1));
        assertThat(verify()).isEqualTo("unavailable keys-unavailable");

        issuer.down(false);
        clock.advance(IssuerKeys.FIRST_RETRY);
        assertThat(verify()).isEqualTo("allowed");
    }

    @Test
    void an_outage_is_not_met_with_a_flood_of_readings() {
        verify();
        issuer.down(true);
        clock.advance(IssuerKeys.LIFETIME);
        int before = issuer.fetches();
        for (int i = 0; i < 20; i++) {
            assertThat(verify()).isEqualTo("allowed");
        }
        assertThat(issuer.fetches()).isEqualTo(before + 1);
    }

    @Test
    void an_issuer_that_was_never_reached_is_unavailable() {
        issuer.down(true);
        for (int i = 0; i < 5; i++) {
            assertThat(verify()).isEqualTo("unavailable keys-unavailable");
        }
        assertThat(issuer.fetches()).isEqualTo(1);

        issuer.down(false);
        clock.advance(IssuerKeys.FIRST_RETRY);
        assertThat(verify()).isEqualTo("allowed");
    }

    @Test
    void an_unknown_key_during_an_outage_is_not_told_to_be_unknown() {
        verify();
        issuer.down(true);
        issuer.signWith(TestIssuer.SECOND_KEY);

        assertThat(verify()).isEqualTo("unavailable keys-unavailable");
        assertThat(verify()).isEqualTo("unavailable keys-unavailable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"keys\":[]}",
                "{}",
                "[]",
                "",
                "{\"keys\":{}}",
                "{\"keys\":[1]}",
                "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"key-1\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"key-1\",\"k\":\"AAAA\"}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"key-1\",\"n\":\"AQAB=\",\"e\":\"AQAB\"}]}",
                "<html>maintenance</html>"
            })
    void an_empty_or_broken_set_never_takes_the_place_of_a_good_one(String broken) {
        verify();
        issuer.publish(broken);
        clock.advance(IssuerKeys.LIFETIME);

        assertThat(verify()).isEqualTo("allowed");
    }

    @Test
    void a_discovery_document_that_names_another_issuer_or_host_is_not_believed() {
        for (String document : List.of(
                TestIssuer.discovery("https://evil.example", TestIssuer.CLOUD + "/.well-known/jwks"),
                TestIssuer.discovery(TestIssuer.CLOUD + "/", TestIssuer.CLOUD + "/.well-known/jwks"),
                TestIssuer.discovery(TestIssuer.CLOUD, "https://evil.example/jwks"),
                TestIssuer.discovery(TestIssuer.CLOUD, "http://token.actions.githubusercontent.com/jwks"),
                TestIssuer.discovery(TestIssuer.CLOUD, "https://token.actions.githubusercontent.com:8443/jwks"),
                TestIssuer.discovery(TestIssuer.CLOUD, "https://a:b@token.actions.githubusercontent.com/jwks"),
                TestIssuer.discovery(TestIssuer.CLOUD, "https://token.actions.githubusercontent.com@evil.example/"),
                TestIssuer.discovery(TestIssuer.CLOUD, "file:///etc/passwd"),
                TestIssuer.discovery(TestIssuer.CLOUD, "/jwks"),
                TestIssuer.discovery(TestIssuer.CLOUD, ":"),
                "{\"issuer\":\"" + TestIssuer.CLOUD + "\"}",
                "{}")) {
            TestIssuer lying = new TestIssuer(TestIssuer.CLOUD, clock);
            lying.discover(document);
            IdentityVerifier fresh = new IdentityVerifier(List.of(GitHubActions.cloud()), lying, clock);

            assertThat(verifyWith(fresh, lying)).as(document).isEqualTo("unavailable keys-unavailable");
            assertThat(lying.fetches()).as("only the discovery document").isEqualTo(1);
        }
    }

    @Test
    void keys_that_are_weak_private_or_meant_for_something_else_are_passed_over() {
        String good = TestIssuer.FIRST_KEY.toPublicJWK().toJSONString();
        RSAKey weak = TestIssuer.key("key-1", 1024 + 512);
        for (String unusable : List.of(
                weak.toPublicJWK().toJSONString(),
                TestIssuer.FIRST_KEY.toJSONString(),
                good.replace("\"use\":\"sig\"", "\"use\":\"enc\""),
                good.replace("\"use\":\"sig\"", "\"key_ops\":[\"encrypt\"]"),
                good.replace("\"use\":\"sig\"", "\"key_ops\":[]"),
                good.replace("RS256", "PS256"),
                good.replace("\"e\":\"AQAB\"", "\"e\":\"AQ\""),
                good.replace("\"e\":\"AQAB\"", "\"e\":\"AQAA\""),
                good.replace("\"kid\":\"key-1\"", "\"kid\":\"\""))) {
            TestIssuer other = new TestIssuer(TestIssuer.CLOUD, clock);
            other.publish("{\"keys\":[" + unusable + ","
                    + TestIssuer.SECOND_KEY.toPublicJWK().toJSONString() + "]}");
            IdentityVerifier fresh = new IdentityVerifier(List.of(GitHubActions.cloud()), other, clock);

            assertThat(verifyWith(fresh, other)).as(unusable).isEqualTo("key-unknown");
            other.signWith(TestIssuer.SECOND_KEY);
            assertThat(verifyWith(fresh, other)).as("the other key of the set").isEqualTo("allowed");
        }
    }

    @Test
    void a_key_id_that_occurs_twice_names_no_key() {
        RSAKey same = TestIssuer.key("key-1", 2048);
        for (RSAKey[] keys : List.of(
                new RSAKey[] {TestIssuer.FIRST_KEY, same, TestIssuer.SECOND_KEY},
                new RSAKey[] {same, TestIssuer.FIRST_KEY, TestIssuer.FIRST_KEY, TestIssuer.SECOND_KEY})) {
            TestIssuer other = new TestIssuer(TestIssuer.CLOUD, clock);
            other.publish(keys);
            IdentityVerifier fresh = new IdentityVerifier(List.of(GitHubActions.cloud()), other, clock);
            assertThat(verifyWith(fresh, other)).isEqualTo("key-unknown");
        }
    }

    @Test
    void a_slow_issuer_holds_up_nobody_who_asks_another_one() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        String slowIssuer = "https://slow.example.org";
        TestIssuer slow = new TestIssuer(slowIssuer, clock);
        HttpFetch network = (uri, maxBytes, timeout) -> {
            if (!"slow.example.org".equals(uri.getHost())) {
                return issuer.get(uri, maxBytes, timeout);
            }
            asked.countDown();
            await(released);
            return slow.get(uri, maxBytes, timeout);
        };
        IdentityVerifier both =
                new IdentityVerifier(List.of(GitHubActions.cloud(), GitHubActions.at(slowIssuer)), network, clock);
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> verifyWith(both, slow));
        await(asked);

        assertThat(CompletableFuture.supplyAsync(() -> verifyWith(both, issuer)).get(20, TimeUnit.SECONDS))
                .isEqualTo("allowed");
        released.countDown();
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("allowed");
    }

    @Test
    void nobody_waits_for_a_reading_while_the_kept_set_can_answer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        HttpFetch network = (uri, maxBytes, timeout) -> {
            if (issuer.fetches() >= ONE_READING) {
                asked.countDown();
                await(released);
            }
            return issuer.get(uri, maxBytes, timeout);
        };
        IdentityVerifier slow = new IdentityVerifier(List.of(GitHubActions.cloud()), network, clock);
        verifyWith(slow, issuer);
        clock.advance(IssuerKeys.LIFETIME);
        CompletableFuture<String> reading = CompletableFuture.supplyAsync(() -> verifyWith(slow, issuer));
        await(asked);

        assertThat(CompletableFuture.supplyAsync(() -> verifyWith(slow, issuer)).get(20, TimeUnit.SECONDS))
                .isEqualTo("allowed");
        assertThat(reading).isNotDone();
        released.countDown();
        assertThat(reading.get(20, TimeUnit.SECONDS)).isEqualTo("allowed");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
