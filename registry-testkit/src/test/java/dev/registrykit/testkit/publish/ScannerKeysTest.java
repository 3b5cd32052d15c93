package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.leak.SecretScanner;
import dev.registrykit.testkit.RegistryKitExtension;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.leak.FoundToken;
import dev.registrykit.testkit.leak.ReportFault;
import dev.registrykit.testkit.leak.SecretScannerServer;
import dev.registrykit.testkit.leak.SignedReport;
import dev.registrykit.testkit.memory.InMemoryPublish;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the intake of reports lives with a scanner whose keys change, vanish and cannot be read. */
@ExtendWith(RegistryKitExtension.class)
class ScannerKeysTest {
    private static final Duration LIFETIME = Duration.ofMinutes(30);
    private static final Duration STALE_LIMIT = Duration.ofHours(24);
    private static final Duration COOLDOWN = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final TestClock clock;
    private final SecretScannerServer github = SecretScannerServer.start();
    private final Registry registry;

    ScannerKeysTest(IdentityProviderServer provider, TestClock clock) {
        this.clock = clock;
        this.registry = new Registry(
                InMemoryPublish.unitOfWork(),
                provider,
                clock,
                builder -> builder.secretScanners(SecretScanner.github().withKeysAt(github.keysAddress())));
    }

    @AfterEach
    void close() {
        github.close();
    }

    @Test
    void keys_are_read_once_for_many_reports() {
        Race.of(8, runner -> code(report()));
        assertThat(code(report())).isEqualTo("200");
        clock.advance(LIFETIME.minusMillis(1));
        assertThat(code(report())).isEqualTo("200");
        assertThat(github.keyRequests()).isEqualTo(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(code(report())).isEqualTo("200");
        assertThat(github.keyRequests()).isEqualTo(2);
    }

    @Test
    void a_fresh_key_is_accepted_at_once_and_the_retired_one_is_not() {
        SignedReport before = report();
        assertThat(code(before)).isEqualTo("200");
        github.rotateKey();
        assertThat(code(report())).isEqualTo("200");
        assertThat(code(before)).isEqualTo("key-retired");
        assertThat(github.keyRequests()).isEqualTo(2);
    }

    @Test
    void a_retired_key_dies_when_the_kept_keys_are_old() {
        SignedReport before = report();
        assertThat(code(before)).isEqualTo("200");
        github.rotateKey();
        assertThat(code(before)).isEqualTo("200");
        clock.advance(LIFETIME);
        assertThat(code(before)).isEqualTo("key-retired");
    }

    @Test
    void unknown_keys_lead_to_one_reading_in_a_while_and_are_never_taken_for_a_refusal_in_between() {
        assertThat(code(report())).isEqualTo("200");
        assertThat(code(unknown())).isEqualTo("key-unknown");
        assertThat(github.keyRequests()).isEqualTo(2);

        clock.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 20; i++) {
            assertThat(code(unknown())).isEqualTo("keys-unavailable");
        }
        github.rotateKey();
        assertThat(code(report())).isEqualTo("keys-unavailable");
        assertThat(github.keyRequests()).isEqualTo(2);

        clock.advance(COOLDOWN);
        assertThat(code(report())).isEqualTo("200");
        assertThat(github.keyRequests()).isEqualTo(3);
    }

    @Test
    void what_cannot_be_a_key_id_leads_to_no_reading() {
        SignedReport good = report();
        for (String id : new String[] {"", " ", "a b", "x".repeat(129), "\u00e9", "{}"}) {
            var request = RequestContext.builder("POST", "/")
                    .header("github-public-key-identifier", id)
                    .header("GITHUB-PUBLIC-KEY-SIGNATURE", good.headers().get(1).getValue())
                    .build();
            EndpointAnswer answer = registry.publish().leakEndpoint().handle(request, good.body());
            assertThat(code(answer)).isEqualTo("key-unknown");
        }
        assertThat(github.keyRequests()).isZero();
    }

    @Test
    void during_an_outage_the_last_good_keys_serve_until_they_are_too_old() {
        assertThat(code(report())).isEqualTo("200");
        github.failWithStatus(503);
        for (Duration passed = Duration.ZERO; passed.compareTo(STALE_LIMIT) < 0; passed = passed.plusHours(1)) {
            assertThat(code(report())).as("after %s", passed).isEqualTo("200");
            clock.advance(Duration.ofHours(1));
        }
        assertThat(code(report())).isEqualTo("keys-unavailable");

        github.recover();
        clock.advance(RETRY);
        assertThat(code(report())).isEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "empty", "closed"})
    void keys_that_were_never_readable_are_an_outage(String kind) {
        SignedReport report = report();
        switch (kind) {
            case "status" -> github.failWithStatus(403);
            case "empty" -> github.serveNoKeys();
            default -> github.close();
        }
        for (int i = 0; i < 5; i++) {
            EndpointAnswer answer =
                    registry.publish().leakEndpoint().handle(report.request("192.0.2.9"), report.body());
            assertThat(code(answer)).isEqualTo("keys-unavailable");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers()).containsKey("Retry-After");
        }
        assertThat(github.keyRequests()).isLessThanOrEqualTo(1);
    }

    @Test
    void a_document_without_keys_never_takes_the_place_of_a_good_one() {
        assertThat(code(report())).isEqualTo("200");
        github.serveNoKeys();
        clock.advance(LIFETIME);
        assertThat(code(report())).isEqualTo("200");
        assertThat(github.keyRequests()).isEqualTo(2);
    }

    private SignedReport report() {
        return github.report(FoundToken.lookalikes("exr", 1));
    }

    private SignedReport unknown() {
        return github.faulty(ReportFault.UNKNOWN_KEY, FoundToken.of("exr_x"));
    }

    private String code(SignedReport report) {
        return code(registry.publish().leakEndpoint().handle(report.request("192.0.2.9"), report.body()));
    }

    private static String code(EndpointAnswer answer) {
        return answer.status() < 400
                ? "" + answer.status()
                : StrictJson.object(answer.body(), JsonLimits.small()).string("code");
    }
}
