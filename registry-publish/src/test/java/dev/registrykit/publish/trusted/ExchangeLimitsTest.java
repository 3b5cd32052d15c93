package dev.registrykit.publish.trusted;

import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.TestIssuer;
import dev.registrykit.publish.World;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.PublisherRights;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers cannot do to others by sending much: keep their jobs out, or fill their logs. */
class ExchangeLimitsTest {
    private static final String ADDRESS = "192.0.2.1";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private String idToken(Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = world.issuer.claims(AUDIENCE);
        change.accept(claims);
        return world.issuer.token(claims);
    }

    private String valid() {
        return idToken(claims -> {});
    }

    private String forged() {
        String valid = valid();
        return valid.substring(0, valid.lastIndexOf('.')) + ".AAAA";
    }

    private static void asStranger(Map<String, Object> claims) {
        claims.put("repository", "evil/evil");
        claims.put("repository_id", "666");
        claims.put("repository_owner_id", "666");
        claims.put("workflow_ref", "evil/evil/.github/workflows/publish.yml@refs/heads/main");
    }

    private String exchange(String idToken, String address) {
        return exchange(world.publish, idToken, address);
    }

    private static String exchange(RegistryPublish registry, String idToken, String address) {
        RequestContext context =
                RequestContext.builder("POST", "/").clientAddress(address).build();
        return code(registry.trustedPublishing().exchange(IdentityToken.of(idToken), context));
    }

    private void flood(String idToken, String address) {
        for (int i = 0; i < 240; i++) {
            exchange(idToken, address);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ADDRESS, ""})
    void forged_tokens_never_keep_out_a_job_behind_the_same_or_no_address(String address) {
        world.register("npm:@acme/widget");
        flood(forged(), address);
        flood("nonsense", address);

        assertThat(exchange(valid(), address)).isEqualTo("allowed");
    }

    @Test
    void not_even_after_the_kept_keys_grew_old() {
        world.register("npm:@acme/widget");
        flood(forged(), ADDRESS);
        world.clock.advance(Duration.ofHours(7));
        flood(forged(), ADDRESS);
        world.clock.advance(Duration.ofMinutes(4));

        assertThat(exchange(valid(), ADDRESS)).isEqualTo("allowed");
    }

    @Test
    void a_node_without_keys_lets_a_job_in_whose_address_used_up_its_attempts_elsewhere() {
        KeyRing shared = KeyRing.ephemeral();
        world.register("npm:@acme/widget");
        RegistryPublish first = node(shared, Duration.ZERO);
        for (int i = 0; i < 240; i++) {
            exchange(first, forged(), ADDRESS);
        }
        RegistryPublish second = node(shared, Duration.ZERO);

        assertThat(exchange(second, forged(), ADDRESS)).isEqualTo("too-many-attempts");
        assertThat(exchange(node(shared, Duration.ZERO), valid(), ADDRESS)).isEqualTo("allowed");
    }

    @Test
    void forged_tokens_of_one_address_are_limited_for_five_minutes() {
        for (int i = 0; i < 120; i++) {
            assertThat(exchange(forged(), ADDRESS)).isEqualTo("signature-invalid");
        }
        assertThat(exchange(forged(), ADDRESS)).isEqualTo("too-many-attempts");
        assertThat(exchange(forged(), "192.0.2.2")).isEqualTo("signature-invalid");
        assertThat(exchange("nonsense", ADDRESS)).as("of no issuer").isEqualTo("token-malformed");

        world.clock.advance(Duration.ofMinutes(5));
        assertThat(exchange(forged(), ADDRESS)).isEqualTo("signature-invalid");
    }

    @Test
    void text_that_is_no_token_is_counted_too() {
        for (int i = 0; i < 120; i++) {
            assertThat(exchange("nonsense", ADDRESS)).isEqualTo("token-malformed");
        }
        assertThat(exchange("nonsense", ADDRESS)).isEqualTo("too-many-attempts");
    }

    @Test
    void the_addresses_of_one_ipv6_site_are_counted_together() {
        for (int i = 0; i < 120; i++) {
            assertThat(exchange("nonsense", "2001:db8:1:2::" + Integer.toHexString(i)))
                    .isEqualTo("token-malformed");
        }
        assertThat(exchange("nonsense", "2001:db8:1:2:ffff::1")).isEqualTo("too-many-attempts");
        assertThat(exchange("nonsense", "2001:db8:1:3::1")).isEqualTo("token-malformed");
    }

    @Test
    void a_token_with_an_unknown_key_is_counted_before_keys_are_fetched_for_it() {
        exchange(valid(), ADDRESS);
        world.issuer.signWith(TestIssuer.SECOND_KEY);
        String unknown = valid();
        for (int i = 0; i < 120; i++) {
            assertThat(exchange(unknown, ADDRESS)).isEqualTo("key-unknown");
        }
        int fetches = world.issuer.fetches();
        world.clock.advance(Duration.ofMinutes(4));

        assertThat(exchange(unknown, ADDRESS)).isEqualTo("too-many-attempts");
        assertThat(world.issuer.fetches()).isEqualTo(fetches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"repository", "network", "issuer"})
    void verified_jobs_are_limited_for_each_repository_network_and_issuer(String dimension) {
        world.register("npm:@acme/widget");
        int most = Map.of(
                        "repository", ExchangeLimits.PER_REPOSITORY,
                        "network", ExchangeLimits.PER_NETWORK,
                        "issuer", ExchangeLimits.PER_ISSUER)
                .get(dimension);
        assertThat(exchange(valid(), ADDRESS)).isEqualTo("allowed");
        world.execute("UPDATE rk_publish_throttle SET used = " + (most - 1) + " WHERE bucket LIKE 'exchange-job:"
                + dimension + ":%'");
        assertThat(exchange(valid(), ADDRESS)).isEqualTo("allowed");

        String late = valid();
        assertThat(exchange(late, ADDRESS)).isEqualTo("too-many-attempts");
        assertThat(world.count("rk_publish_replay")).as("nothing is burnt").isEqualTo(2);
        assertThat(exchange(valid(), "192.0.2.2"))
                .isEqualTo(dimension.equals("network") ? "allowed" : "too-many-attempts");
        String stranger = idToken(ExchangeLimitsTest::asStranger);
        assertThat(exchange(stranger, ADDRESS)).as("counted apart").isEqualTo("no-publisher");
        world.clock.advance(ExchangeLimits.WINDOW);
        assertThat(exchange(valid(), ADDRESS)).isEqualTo("allowed");
    }

    @Test
    void jobs_that_match_no_publisher_use_up_nothing_of_their_issuer() {
        world.register("npm:@acme/widget");
        assertThat(exchange(idToken(ExchangeLimitsTest::asStranger), ADDRESS)).isEqualTo("no-publisher");
        assertThat(world.count("rk_publish_throttle WHERE bucket LIKE 'exchange-job:issuer:%'"))
                .isZero();
        assertThat(exchange(valid(), ADDRESS)).isEqualTo("allowed");
        assertThat(world.count("rk_publish_throttle WHERE bucket LIKE 'exchange-job:issuer:%'"))
                .isEqualTo(1);
    }

    @Test
    void a_job_of_no_publisher_writes_nothing_into_the_log_of_a_package_that_it_names() {
        world.register("npm:@acme/widget");
        NpmExchangeEndpoint npm = world.publish.npmExchangeEndpoint("packages.example.org");
        String stranger = idToken(claims -> {
            asStranger(claims);
            claims.put("aud", "npm:packages.example.org");
        });
        for (int i = 0; i < 200; i++) {
            assertThat(npm.handle(bearing(stranger), "@acme/widget").status()).isEqualTo(403);
        }

        assertThat(world.eventsOf(WIDGET)).containsExactly("publisher.added");
        assertThat(world.count("rk_publish_event WHERE type = 'exchange.refused' AND package IS NULL"))
                .isEqualTo(20);
    }

    @Test
    void many_refusals_of_a_job_leave_twenty_events_and_push_no_earlier_one_out() {
        world.register("npm:@acme/widget");
        world.clock.advance(Duration.ofSeconds(1));
        Consumer<Map<String, Object>> wrong = claims -> claims.put("event_name", "workflow_run");
        String nearly = idToken(wrong);
        for (int i = 0; i < 200; i++) {
            assertThat(exchange(nearly, ADDRESS)).isEqualTo("event-refused");
        }

        List<String> events = world.eventsOf(WIDGET);
        assertThat(events).hasSize(21).endsWith("publisher.added");
        assertThat(Collections.frequency(events, "exchange.refused event-refused"))
                .isEqualTo(20);
        world.clock.advance(Duration.ofMinutes(10));
        assertThat(exchange(idToken(wrong), ADDRESS)).isEqualTo("event-refused");
        assertThat(world.eventsOf(WIDGET)).hasSize(22);
        assertThat(exchange(valid(), ADDRESS)).isEqualTo("allowed");
    }

    @Test
    void a_node_whose_clock_is_slow_notices_a_replay_after_one_whose_clock_is_fast_tidied_up() {
        world.register("npm:@acme/widget");
        RegistryPublish fast = node(KeyRing.ephemeral(), Duration.ofMinutes(1));
        RegistryPublish slow = node(KeyRing.ephemeral(), Duration.ofMinutes(-1));
        String idToken = valid();
        assertThat(exchange(fast, idToken, ADDRESS)).isEqualTo("allowed");

        world.clock.advance(Duration.ofSeconds(300 + 2 * 60 - 1));
        fast.housekeeping().runOnce(100);
        assertThat(exchange(slow, idToken, ADDRESS)).isEqualTo("token-replayed");

        world.clock.advance(Duration.ofSeconds(1));
        assertThat(exchange(slow, idToken, ADDRESS)).isEqualTo("token-expired");
    }

    /** Another node on the same database, whose clock is ahead by this much. */
    private RegistryPublish node(KeyRing keyRing, Duration ahead) {
        return RegistryPublish.builder(world.database, keyRing)
                .audience(AUDIENCE)
                .trust(GitHubActions.cloud())
                .publisherRights(PublisherRights.whileRegistered())
                .tokenPrefix("exr")
                .clock(() -> world.clock.instant().plus(ahead))
                .http(world.issuer)
                .build();
    }
}
