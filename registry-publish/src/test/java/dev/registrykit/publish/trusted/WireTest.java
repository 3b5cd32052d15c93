package dev.registrykit.publish.trusted;

import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.World;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exchanges of PyPI, crates.io and PEP 807, as their clients speak them. */
class WireTest {
    private static final URI AUDIENCE_URL = URI.create("https://upload.example.org/_/oidc/audience");
    private static final URI MINT_URL = URI.create("https://upload.example.org/_/oidc/mint-token");
    private static final String PYTP = "application/vnd.pypi.pytp.v1+json";

    private final World world = new World();
    private final PyPiExchangeEndpoint pypi = world.publish.pyPiExchangeEndpoint();
    private final CratesExchangeEndpoint crates = world.publish.cratesExchangeEndpoint();
    private final Pep807Endpoint pep807 = world.publish.pep807Endpoint(AUDIENCE_URL, MINT_URL, "/legacy/", "");

    @AfterEach
    void close() {
        world.close();
    }

    private static JsonObject json(EndpointAnswer answer) {
        assertThat(answer.headers()).containsEntry("Cache-Control", "no-store");
        return StrictJson.object(answer.body(), JsonLimits.small());
    }

    private static RequestContext request(String method, String... headers) {
        RequestContext.Builder request = RequestContext.builder(method, "/").clientAddress("192.0.2.1");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String idToken() {
        return world.issuer.token(world.issuer.claims(AUDIENCE));
    }

    private String publishes(String token) {
        return code(world.tokens().authenticate(bearing(token), Action.PUBLISH_VERSION, WIDGET));
    }

    private static JsonObject pyPiError(EndpointAnswer answer) {
        assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
        assertThat(json(answer).string("message")).isEqualTo("Token request failed");
        JsonObject error = json(answer).objects("errors").get(0);
        assertThat(error.string("description")).isNotBlank();
        return error;
    }

    @Test
    void pypi_clients_learn_the_audience() {
        EndpointAnswer answer = pypi.audience(request("GET"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(json(answer).string("audience")).isEqualTo(AUDIENCE);
    }

    @Test
    void pypi_clients_get_a_token_with_the_members_that_they_read() {
        world.register("npm:@acme/widget");
        EndpointAnswer answer = pypi.mintToken(request("POST"), utf8("{\"token\":\"" + idToken() + "\"}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(json(answer).names()).containsExactly("success", "token", "expires");
        assertThat(json(answer).booleanOrNull("success")).isTrue();
        assertThat(json(answer).integer("expires"))
                .isEqualTo(world.clock.instant().getEpochSecond() + 900);
        assertThat(publishes(json(answer).string("token"))).isEqualTo("allowed");
    }

    @Test
    void pypi_clients_are_shown_code_and_description_with_status_422() {
        EndpointAnswer answer = pypi.mintToken(request("POST"), utf8("{\"token\":\"" + idToken() + "\"}"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(pyPiError(answer).string("code")).isEqualTo("no-publisher");
        assertThat(answer.headers()).doesNotContainKey("WWW-Authenticate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"token\":1}", "{\"jwt\":\"x\"}", "{\"token\":\"x\",\"features\":[]}"})
    void pypi_bodies_of_another_form_are_refused(String body) {
        EndpointAnswer answer = pypi.mintToken(request("POST"), utf8(body));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(pyPiError(answer).string("code")).isEqualTo("request-malformed");
    }

    @Test
    void a_pypi_outage_keeps_its_own_status_so_that_clients_try_again() {
        world.issuer.down(true);
        EndpointAnswer answer = pypi.mintToken(request("POST"), utf8("{\"token\":\"" + idToken() + "\"}"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsKey("Retry-After");
        assertThat(pyPiError(answer).string("code")).isEqualTo("keys-unavailable");
    }

    @Test
    void cargo_s_action_gets_a_token_and_ends_it() {
        world.register("npm:@acme/widget");
        EndpointAnswer answer = crates.handle(request("POST"), utf8("{\"jwt\":\"" + idToken() + "\"}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(json(answer).names()).containsExactly("token");
        String token = json(answer).string("token");
        assertThat(publishes(token)).isEqualTo("allowed");

        RequestContext end = request("DELETE", "Authorization", "Bearer " + token);
        assertThat(crates.handle(end, new byte[0]).status()).isEqualTo(204);
        assertThat(publishes(token)).isEqualTo("token-revoked");
        assertThat(crates.handle(end, new byte[0]).status()).isEqualTo(204);
        assertThat(world.count("rk_publish_event WHERE type = 'token.returned'"))
                .isEqualTo(1);
    }

    @Test
    void a_job_that_is_slower_than_its_token_does_not_fail_at_the_end() {
        world.register("npm:@acme/widget");
        String token = json(crates.handle(request("POST"), utf8("{\"jwt\":\"" + idToken() + "\"}")))
                .string("token");
        world.clock.advance(Duration.ofMinutes(16));

        assertThat(crates.handle(request("DELETE", "Authorization", "Bearer " + token), new byte[0])
                        .status())
                .isEqualTo(204);
    }

    @Test
    void cargo_s_action_is_shown_the_detail_of_an_error() {
        EndpointAnswer answer = crates.handle(request("POST"), utf8("{\"jwt\":\"" + idToken() + "\"}"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(json(answer).objects("errors").get(0).string("detail"))
                .startsWith("No trusted publisher is registered");
    }

    @Test
    void what_is_no_token_of_an_exchange_is_not_ended() {
        String laptop = world.token("npm:@acme/widget");
        EndpointAnswer account = crates.handle(request("DELETE", "Authorization", "Bearer " + laptop), new byte[0]);
        EndpointAnswer wrong = crates.handle(request("DELETE", "Authorization", "Bearer " + idToken()), new byte[0]);
        EndpointAnswer none = crates.handle(request("DELETE"), new byte[0]);

        assertThat(account.status()).isEqualTo(403);
        assertThat(publishes(laptop)).isEqualTo("allowed");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(none.status()).isEqualTo(401);
    }

    @Test
    void python_clients_discover_the_two_addresses() {
        EndpointAnswer answer = pep807.discovery(request("GET", "Accept", PYTP), "/legacy/");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("Content-Type", PYTP);
        assertThat(json(answer).string("audience-endpoint")).isEqualTo(AUDIENCE_URL.toString());
        assertThat(json(answer).string("token-mint-endpoint")).isEqualTo(MINT_URL.toString());
        assertThat(json(answer).strings("features")).containsExactly("single-use-token", "multi-use-token");
        assertThat(json(answer).strings("default-features")).containsExactly("multi-use-token");
        assertThat(pep807.discovery(request("GET"), "").status()).isEqualTo(200);
    }

    @Test
    void discovery_of_another_upload_address_is_not_found() {
        EndpointAnswer other = pep807.discovery(request("GET"), "/simple/");
        EndpointAnswer missing = pep807.discovery(request("GET"), null);

        assertThat(other.status()).isEqualTo(404);
        assertThat(other.headers()).containsEntry("Content-Type", "application/problem+json");
        assertThat(json(other).string("code")).isEqualTo("not-offered");
        assertThat(missing.status()).isEqualTo(400);
        assertThat(json(missing).string("code")).isEqualTo("request-malformed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/vnd.pypi.pytp.v1+json | 200",
                "Application/Vnd.Pypi.Pytp.V1+JSON;q=0.5 | 200",
                "text/html, application/vnd.pypi.pytp.v1+json | 200",
                "*/* | 200",
                "application/* | 200",
                "application/json | 406",
                "application/vnd.pypi.pytp.v2+json | 406",
                "*/*, application/vnd.pypi.pytp.v1+json;q=0 | 406",
                "*/*;q=0.0 | 406",
                "text/html | 406"
            })
    void an_accept_header_that_does_not_fit_is_told_so(String accept, int status) {
        RequestContext get = request("GET", "Accept", accept);

        assertThat(pep807.audience(get).status()).isEqualTo(status);
        assertThat(pep807.discovery(get, "/legacy/").status()).isEqualTo(status);
        EndpointAnswer mint = pep807.mintToken(request("POST", "Accept", accept), utf8("{}"));
        assertThat(mint.status()).isEqualTo(status == 200 ? 400 : status);
        assertThat(json(mint).string("code")).isEqualTo(status == 200 ? "request-malformed" : "not-acceptable");
    }

    @Test
    void python_clients_get_the_audience_and_a_token_of_fifteen_minutes() {
        world.register("npm:@acme/widget");
        assertThat(json(pep807.audience(request("GET", "Accept", PYTP))).string("audience"))
                .isEqualTo(AUDIENCE);
        EndpointAnswer answer =
                pep807.mintToken(request("POST", "Accept", PYTP), utf8("{\"token\":\"" + idToken() + "\"}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("Content-Type", PYTP);
        assertThat(json(answer).names()).containsExactly("token", "expires");
        assertThat(json(answer).integer("expires") - world.clock.instant().getEpochSecond())
                .isBetween(900L, 21_600L);
        assertThat(publishes(json(answer).string("token"))).isEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[\"single-use-token\",\"multi-use-token\"]", "[\"forever\"]", "\"single-use-token\"", "[1]"})
    void features_that_are_not_offered_are_refused(String features) {
        world.register("npm:@acme/widget");
        EndpointAnswer answer = pep807.mintToken(
                request("POST", "Accept", PYTP),
                utf8("{\"token\":\"" + idToken() + "\",\"features\":" + features + "}"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
        assertThat(json(answer).string("code")).isEqualTo("request-malformed");
        assertThat(world.count("rk_publish_token")).isZero();
    }

    @Test
    void a_single_use_token_is_one_and_others_are_not() {
        world.register("npm:@acme/widget");
        String single = ",\"features\":[\"single-use-token\"]}";
        String multi = ",\"features\":[\"multi-use-token\"]}";

        assertThat(pep807.mintToken(request("POST"), utf8("{\"token\":\"" + idToken() + "\"" + single))
                        .status())
                .isEqualTo(200);
        assertThat(pep807.mintToken(request("POST"), utf8("{\"token\":\"" + idToken() + "\"" + multi))
                        .status())
                .isEqualTo(200);
        assertThat(world.count("rk_publish_token WHERE single_use")).isEqualTo(1);
        assertThat(world.count("rk_publish_token")).isEqualTo(2);
    }

    @Test
    void other_methods_are_answered_with_those_that_are_taken() {
        assertThat(pypi.audience(request("POST")).headers()).containsEntry("Allow", "GET");
        assertThat(pypi.mintToken(request("GET"), new byte[0]).headers()).containsEntry("Allow", "POST");
        assertThat(crates.handle(request("PUT"), new byte[0]).headers()).containsEntry("Allow", "POST, DELETE");
        assertThat(pep807.discovery(request("POST"), "/legacy/").headers()).containsEntry("Allow", "GET");
        for (EndpointAnswer answer : new EndpointAnswer[] {
            pypi.audience(request("POST")),
            pypi.mintToken(request("GET"), new byte[0]),
            crates.handle(request("HEAD"), new byte[0]),
            pep807.audience(request("POST")),
            pep807.mintToken(request("DELETE"), new byte[0])
        }) {
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.headers()).containsEntry("Cache-Control", "no-store");
        }
    }

    @Test
    void addresses_that_clients_would_not_follow_are_refused_at_once() {
        URI other = URI.create("https://other.example.org/mint");
        URI http = URI.create("http://upload.example.org/mint");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> world.publish.pep807Endpoint(AUDIENCE_URL, other, "/legacy/"));
        assertThatIllegalArgumentException().isThrownBy(() -> world.publish.pep807Endpoint(http, http, "/legacy/"));
        assertThatIllegalArgumentException().isThrownBy(() -> world.publish.pep807Endpoint(AUDIENCE_URL, MINT_URL));
        URI loopback = URI.create("http://localhost:8080/mint");
        assertThat(world.publish.pep807Endpoint(loopback, loopback, "/legacy/")).isNotNull();
    }

    @Test
    void python_clients_are_not_given_tokens_that_live_shorter_than_the_protocol_says() {
        try (World brief = new World(builder -> builder.tokenLifetime(Duration.ofMinutes(14)))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> brief.publish.pep807Endpoint(AUDIENCE_URL, MINT_URL, "/legacy/"))
                    .withMessageContaining("tokenLifetime");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new World(builder -> builder.tokenLifetime(Duration.ofMinutes(61))));
        try (World hour = new World(builder -> builder.tokenLifetime(Duration.ofHours(1)))) {
            hour.register("npm:@acme/widget");
            Map<String, Object> claims = hour.issuer.claims(AUDIENCE);
            EndpointAnswer answer = hour.publish
                    .pep807Endpoint(AUDIENCE_URL, MINT_URL, "/legacy/")
                    .mintToken(request("POST"), utf8("{\"token\":\"" + hour.issuer.token(claims) + "\"}"));
            assertThat(json(answer).integer("expires") - hour.clock.instant().getEpochSecond())
                    .isEqualTo(3_600);
        }
    }
}
