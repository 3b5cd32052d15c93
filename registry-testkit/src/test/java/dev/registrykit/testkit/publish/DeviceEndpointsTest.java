package dev.registrykit.testkit.publish;

import static dev.registrykit.testkit.publish.CommandLine.CLIENT;
import static dev.registrykit.testkit.publish.CommandLine.TERMINAL;
import static dev.registrykit.testkit.publish.CommandLine.code;
import static dev.registrykit.testkit.publish.CommandLine.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.devicelogin.DeviceClient;
import dev.registrykit.publish.devicelogin.DeviceLoginSettings;
import dev.registrykit.publish.devicelogin.NpmLoginEndpoint;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.memory.InMemoryPublish;
import dev.registrykit.testkit.publish.CommandLine.Started;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Log-ins as clients see them over HTTP: OAuth's form, and npm's. */
class DeviceEndpointsTest {
    private static final URI DONE = URI.create("https://packages.example.org/npm/-/v1/done");

    private final TestClock clock = TestClock.atPresent();
    private final CommandLine registry = new CommandLine(InMemoryPublish.unitOfWork(), KeyRing.ephemeral(), clock);
    private final NpmLoginEndpoint npm = registry.publish.npmLoginEndpoint(DONE);

    @Test
    void answers_hold_what_oauth_says_and_are_not_cached() {
        EndpointAnswer answer = registry.begin(Map.of("client_id", CLIENT), CommandLine.form(TERMINAL));

        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Cache-Control", "no-store");
        JsonObject body = CommandLine.json(answer);
        assertThat(body.names())
                .containsExactlyInAnyOrder(
                        "device_code",
                        "user_code",
                        "verification_uri",
                        "verification_uri_complete",
                        "expires_in",
                        "interval");
        assertThat(body.integer("expires_in")).isEqualTo(600);
        assertThat(body.integer("interval")).isEqualTo(5);
        Started login = new Started(body.string("device_code"), body.string("user_code"), body);
        registry.approve(login);
        EndpointAnswer token = registry.ask(login);
        assertThat(token.headers()).containsEntry("Cache-Control", "no-store");
        assertThat(CommandLine.json(token).names())
                .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
        assertThat(CommandLine.json(token).integer("expires_in")).isEqualTo(12 * 3600);
    }

    @Test
    void a_form_that_could_be_read_in_two_ways_is_refused() {
        for (String body : new String[] {
            "",
            "client_id",
            "client_id=",
            "client_id=%",
            "client_id=%4",
            "client_id=%zz",
            "client_id=%ff",
            "x=1",
            "client_id=acme-cli&client_id=acme-cli",
            "client_id=acme-cli&scope=read&scope=read",
            "client_id=acme-cli&x=" + "y".repeat(17_000)
        }) {
            assertThat(error(begin(body, "application/x-www-form-urlencoded")))
                    .as(body)
                    .isEqualTo("400 invalid_request request-malformed");
        }
        for (String type : new String[] {"application/json", "multipart/form-data", ""}) {
            assertThat(error(begin("client_id=acme-cli", type))).isEqualTo("400 invalid_request request-malformed");
        }
        String form = "&client%5fid=acme%2dcli&unknown=1&scope=&";
        assertThat(begin(form, "application/x-www-form-urlencoded; charset=UTF-8")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void only_the_device_codes_grant_is_there() {
        Started login = registry.begin();
        assertThat(error(ask("grant_type=password&device_code=" + login.deviceCode() + "&client_id=" + CLIENT)))
                .isEqualTo("400 unsupported_grant_type grant-type-unsupported");
        assertThat(error(ask("device_code=" + login.deviceCode() + "&client_id=" + CLIENT)))
                .isEqualTo("400 invalid_request request-malformed");
        String grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code";
        assertThat(error(ask(grant + "&client_id=" + CLIENT))).isEqualTo("400 invalid_request request-malformed");
        assertThat(error(ask(grant + "&device_code=" + login.deviceCode())))
                .isEqualTo("400 invalid_request request-malformed");
        assertThat(error(ask(grant + "&client_id=" + CLIENT + "&device_code=" + login.deviceCode())))
                .isEqualTo("400 authorization_pending login-pending");
    }

    @Test
    void a_web_page_of_another_site_begins_no_log_in_and_uses_none_of_a_networks_up() {
        String[][] foreign = {
            {"Origin", "https://evil.example"},
            {"Origin", "null"},
            {"Origin", "https://packages.example.org:8443"},
            {"Origin", "http://packages.example.org"},
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "same-site"}
        };
        for (int i = 0; i < 12; i++) {
            for (String[] header : foreign) {
                RequestContext page = browser(header);
                assertThat(error(registry.begin(Map.of("client_id", CLIENT), page)))
                        .as(String.join(" ", header))
                        .isEqualTo("400 invalid_request cross-site");
                EndpointAnswer npms = npm.start(page);
                assertThat(npms.status()).isEqualTo(503);
                assertThat(code(npms)).isEqualTo("cross-site");
            }
        }
        RequestContext own = browser("Origin", "https://packages.example.org", "Sec-Fetch-Site", "same-origin");
        assertThat(registry.begin(Map.of("client_id", CLIENT), own).status()).isEqualTo(200);
        startNpm();
        registry.begin();
    }

    private static RequestContext browser(String... headers) {
        RequestContext.Builder request = RequestContext.builder("POST", "/oauth")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .clientAddress(TERMINAL);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    @Test
    void another_method_is_told_which_one_to_use() {
        RequestContext get = RequestContext.builder("GET", "/oauth").build();
        for (EndpointAnswer answer : new EndpointAnswer[] {
            registry.publish.deviceTokenEndpoint().handle(get, new byte[0]),
            registry.publish.deviceAuthorizationEndpoint().handle(get, new byte[0])
        }) {
            assertThat(error(answer)).isEqualTo("405 invalid_request method-not-allowed");
            assertThat(answer.headers()).containsEntry("Allow", "POST");
        }
    }

    @Test
    void what_an_error_says_fits_oauths_alphabet() {
        String said = CommandLine.json(ask("grant_type=password")).string("error_description");
        assertThat(said).matches("[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]+");
    }

    @Test
    void npm_waits_gets_its_token_once_and_is_never_made_to_ask_for_a_password() {
        Npm login = startNpm();
        assertThat(login.page()).startsWith("https://packages.example.org/device?code=");
        assertThat(login.done()).startsWith(DONE + "/");

        EndpointAnswer waiting = done(login);
        assertThat(waiting.status()).isEqualTo(202);
        assertThat(waiting.headers()).containsEntry("Retry-After", "5");
        EndpointAnswer early = done(login);
        assertThat(early.status()).isEqualTo(202);
        assertThat(Integer.parseInt(early.headers().get("Retry-After"))).isGreaterThan(5);

        registry.approve(new Started("", login.userCode(), CommandLine.json(waiting)));
        EndpointAnswer answer = done(login);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(CommandLine.json(answer).string("token")).startsWith("exr_");
        assertThat(CommandLine.json(answer).names()).containsExactly("token");

        EndpointAnswer again = done(login);
        assertThat(again.status()).isEqualTo(200);
        assertThat(CommandLine.json(again).has("token")).isFalse();
        assertThat(code(again)).isEqualTo("login-used");
    }

    @Test
    void npm_is_told_why_there_is_no_token() {
        Npm denied = startNpm();
        Registry.allowed(
                registry.publish.deviceLogin().deny(denied.userCode(), CommandLine.ALICE, CommandLine.browser()));
        Npm late = startNpm();
        clock.advance(Duration.ofMinutes(10));

        assertNoToken(done(denied), "login-denied", "denied in the browser");
        assertNoToken(done(late), "login-expired", "time of this log-in is over");
        assertNoToken(npm.done(get(), "A".repeat(43)), "login-unknown", "No log-in has this code");
        assertNoToken(npm.done(get(), "../x"), "login-unknown", "No log-in has this code");
    }

    private static void assertNoToken(EndpointAnswer answer, String code, String said) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(CommandLine.json(answer).has("token")).isFalse();
        assertThat(code(answer)).isEqualTo(code);
        assertThat(answer.headers().get("npm-notice")).contains(said);
    }

    @Test
    void a_network_that_begins_too_often_gets_a_status_that_npm_does_not_take_for_a_missing_web_log_in() {
        for (int i = 0; i < 60; i++) {
            startNpm();
        }
        EndpointAnswer refused = npm.start(CommandLine.form(TERMINAL));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo("too-many-attempts");
        assertThat(refused.headers()).containsKey("Retry-After");
    }

    @Test
    void npms_codes_are_nothing_to_other_clients() {
        Npm login = startNpm();
        Registry.allowed(registry.approve(
                new Started("", login.userCode(), CommandLine.json(npm.start(CommandLine.form(TERMINAL)))),
                CommandLine.ALICE,
                Assurance.PHISHING_RESISTANT));
        assertThat(code(registry.ask(login.code(), CLIENT, TERMINAL))).isEqualTo("client-mismatch");
        assertThat(CommandLine.json(done(login)).has("token")).isTrue();
    }

    @Test
    void npms_log_in_is_there_only_where_the_operator_allows_npm() {
        RegistryPublish others = RegistryPublish.builder(InMemoryPublish.unitOfWork(), KeyRing.ephemeral())
                .tokenPrefix("exr")
                .ownerRights((owner, action, name) -> true)
                .deviceLogin(DeviceLoginSettings.builder(URI.create("https://packages.example.org/device"))
                        .clients(DeviceClient.of(CLIENT, "Acme"))
                        .build())
                .build();
        assertThatThrownBy(() -> others.npmLoginEndpoint(DONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DeviceClient.npm()");
        URI plain = URI.create("http://packages.example.org/done");
        assertThatThrownBy(() -> registry.publish.npmLoginEndpoint(plain)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_method_without_a_body_does_not_use_the_log_in_up() {
        Npm login = startNpm();
        registry.approve(new Started("", login.userCode(), CommandLine.json(npm.start(CommandLine.form(TERMINAL)))));
        RequestContext head = RequestContext.builder("HEAD", "/npm/-/v1/done/x")
                .clientAddress(TERMINAL)
                .build();
        EndpointAnswer answer = npm.done(head, login.code());
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("Allow", "GET");
        assertThat(npm.start(get()).status()).isEqualTo(405);
        assertThat(CommandLine.json(done(login)).has("token")).isTrue();
    }

    /** What npm got. */
    private record Npm(String page, String done) {
        String userCode() {
            return page.substring(page.indexOf('=') + 1);
        }

        String code() {
            return done.substring(done.lastIndexOf('/') + 1);
        }
    }

    private Npm startNpm() {
        EndpointAnswer answer = npm.start(CommandLine.form(TERMINAL));
        assertThat(answer.status()).isEqualTo(200);
        return new Npm(
                CommandLine.json(answer).string("loginUrl"),
                CommandLine.json(answer).string("doneUrl"));
    }

    private EndpointAnswer done(Npm login) {
        return npm.done(get(), login.code());
    }

    private static RequestContext get() {
        return RequestContext.builder("GET", "/npm/-/v1/done/x")
                .clientAddress(TERMINAL)
                .build();
    }

    private EndpointAnswer begin(String body, String type) {
        return registry.publish
                .deviceAuthorizationEndpoint()
                .handle(typed(type), body.getBytes(StandardCharsets.US_ASCII));
    }

    private EndpointAnswer ask(String body) {
        return registry.publish
                .deviceTokenEndpoint()
                .handle(CommandLine.form(TERMINAL), body.getBytes(StandardCharsets.US_ASCII));
    }

    private static RequestContext typed(String type) {
        RequestContext.Builder request =
                RequestContext.builder("POST", "/oauth").clientAddress(TERMINAL);
        return type.isEmpty()
                ? request.build()
                : request.header("Content-Type", type).build();
    }
}
