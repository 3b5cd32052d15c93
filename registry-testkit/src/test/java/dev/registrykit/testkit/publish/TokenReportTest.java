package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.testkit.RegistryKitExtension;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.memory.InMemoryPublish;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Anyone who holds a token can end it, and learns nothing else. */
@ExtendWith(RegistryKitExtension.class)
class TokenReportTest {
    private static final String FINDER = "198.51.100.7";

    private final IdentityProviderServer provider;
    private final TestClock clock;
    private Registry registry;

    TokenReportTest(IdentityProviderServer provider, TestClock clock) {
        this.provider = provider;
        this.clock = clock;
        this.registry = new Registry(InMemoryPublish.unitOfWork(), provider, clock);
    }

    @ParameterizedTest
    @EnumSource
    void a_token_that_anyone_reports_is_ended_and_its_owner_told(StoresParameter stores) {
        registry = new Registry(stores.empty(), provider, clock);
        IssuedToken issued = registry.issue();
        String token = issued.secret().reveal();

        assertThat(report(token, FINDER).status()).isEqualTo(202);
        assertThat(report(token, FINDER).status()).isEqualTo(202);

        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("refused token-revoked");
        List<RecordedEvent> told = registry.publish().events().ofAccount(Registry.ALICE, 10).stream()
                .filter(event -> event.type().equals("token.leaked"))
                .toList();
        assertThat(told).singleElement().satisfies(event -> {
            assertThat(event.details())
                    .containsEntry("scanner", "anyone")
                    .containsEntry("token", issued.token().id())
                    .containsEntry("revoked", "now")
                    .doesNotContainKey("url");
            assertThat(event.clientAddress()).as("who reported it").isEmpty();
        });
    }

    @Test
    void a_token_one_that_ended_and_one_that_never_was_are_answered_alike() {
        IssuedToken live = registry.issue();
        IssuedToken revoked = registry.issue();
        registry.publish().tokens().revoke(revoked.token().id(), Registry.ALICE, Registry.from(""));
        EndpointAnswer first = report(live.secret().reveal(), FINDER);
        for (String other : List.of(
                revoked.secret().reveal(),
                "exr_" + "0".repeat(36),
                "x",
                "",
                live.token().id())) {
            EndpointAnswer answer = report(other, FINDER);
            assertThat(answer.status()).isEqualTo(first.status());
            assertThat(answer.headers()).isEqualTo(first.headers());
            assertThat(answer.body()).isEqualTo(first.body()).isEmpty();
        }
    }

    @Test
    void reports_of_one_network_are_limited_whatever_they_report() {
        String token = registry.issue().secret().reveal();
        for (int i = 0; i < 30; i++) {
            assertThat(report("exr_" + i, "2001:db8::" + i).status()).isEqualTo(202);
        }
        assertThat(code(report(token, "2001:db8::ffff"))).isEqualTo("too-many-reports");
        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("allowed");
        assertThat(report(token, "2001:db8:0:1::1").status()).isEqualTo(202);
        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("refused token-revoked");

        clock.advance(Duration.ofMinutes(10));
        assertThat(report(token, "2001:db8::ffff").status()).isEqualTo(202);
    }

    @Test
    void requests_without_an_address_share_one_limit() {
        for (int i = 0; i < 30; i++) {
            assertThat(report("exr_" + i, "").status()).isEqualTo(202);
        }
        assertThat(code(report("exr_30", ""))).isEqualTo("too-many-reports");
        assertThat(report("exr_30", FINDER).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"token\":1}",
                "{\"token\":null}",
                "{\"token\":\"a\",\"token\":\"b\"}",
                "{\"token\":\"a\",\"url\":\"https://x.example/\"}",
                "{\"tokens\":[\"a\"]}",
                "{\"token\":\"a\"} x"
            })
    void anything_else_is_refused_and_not_quoted(String body) {
        EndpointAnswer answer = handle("POST", body.getBytes(StandardCharsets.UTF_8), FINDER);
        assertThat(code(answer)).isEqualTo("report-malformed");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("x.example");
    }

    @Test
    void only_post_is_taken() {
        EndpointAnswer answer = handle("GET", new byte[0], FINDER);
        assertThat(code(answer)).isEqualTo("method-not-allowed");
        assertThat(answer.headers()).containsEntry("Allow", "POST");
    }

    private EndpointAnswer report(String token, String address) {
        byte[] body = JsonText.write(Map.of("token", token)).getBytes(StandardCharsets.UTF_8);
        return handle("POST", body, address);
    }

    private EndpointAnswer handle(String method, byte[] body, String address) {
        RequestContext request = RequestContext.builder(method, "/report-token")
                .clientAddress(address)
                .build();
        return registry.publish().tokenReportEndpoint().handle(request, body);
    }

    private static String code(EndpointAnswer answer) {
        return StrictJson.object(answer.body(), JsonLimits.small()).string("code");
    }
}
