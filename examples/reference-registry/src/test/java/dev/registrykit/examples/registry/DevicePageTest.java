package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page where people approve log-ins: what it shows, and what it refuses. */
class DevicePageTest {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    @TempDir
    Path directory;

    private World world;
    private Person ada;

    @BeforeEach
    void start() throws Exception {
        world = World.in(directory);
        ada = Person.signedUp(world, "ada");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private Client terminal() {
        return new Client(world.registry.origin());
    }

    /** A log-in that a program with this name began over HTTP. */
    private JsonObject begin(String program, String scope) throws Exception {
        HttpResponse<String> began =
                form("/oauth/device_authorization", Map.of("client_id", "registry-cli", "scope", scope), program);
        assertThat(began.statusCode()).as(began.body()).isEqualTo(200);
        return StrictJson.object(began.body(), JsonLimits.small());
    }

    private HttpResponse<String> ask(JsonObject login) throws Exception {
        return form(
                "/oauth/token",
                Map.of("grant_type", GRANT, "device_code", login.string("device_code"), "client_id", "registry-cli"),
                "tool/1");
    }

    private HttpResponse<String> form(String path, Map<String, String> fields, String program) throws Exception {
        StringBuilder form = new StringBuilder();
        fields.forEach((name, value) -> form.append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('&'));
        HttpRequest.Builder request = terminal()
                .request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("User-Agent", program)
                .POST(BodyPublishers.ofString(form.toString()));
        return terminal().send(request);
    }

    private HttpResponse<String> open(JsonObject login) throws Exception {
        return ada.browser.get("/device?code=" + login.string("user_code"));
    }

    private HttpResponse<String> approve(JsonObject login, String packages) throws Exception {
        return ada.browser.post(
                "/device/approve",
                Map.of("code", login.string("user_code"), "packages", packages, "action", "publish-version"));
    }

    private String code(HttpResponse<String> answer) {
        JsonObject body = StrictJson.object(answer.body(), JsonLimits.small());
        return body.has("code") ? body.string("code") : "token";
    }

    @Test
    void somebody_who_is_not_signed_in_comes_back_to_the_log_in_after_the_passkey() throws Exception {
        JsonObject login = begin("tool/1", "read npm:@ada/*");
        String code = login.string("user_code");
        ada.browser.cookie = null;

        HttpResponse<String> away = open(login);

        assertThat(away.statusCode()).isEqualTo(303);
        assertThat(away.headers().firstValue("Location").orElseThrow()).endsWith("/sign-in?code=" + code);
        assertThat(ada.signInWithPasskey("/sign-in?code=" + code)).isEqualTo("/device?code=" + code);
    }

    @Test
    void a_sign_in_leads_to_no_address_that_a_link_names() throws Exception {
        ada.browser.cookie = null;
        for (String code :
                new String[] {"//evil.example", "https://evil.example", "BCDF-GHJK%22%3E", "BCDF-GHJK/../x"}) {
            HttpResponse<String> page = ada.browser.get("/sign-in?code=" + code);
            assertThat(page.body()).as(code).doesNotContain("name=\"code\"").doesNotContain("evil");
            HttpResponse<String> device = ada.browser.get("/device?code=" + code);
            assertThat(device.headers().firstValue("Location").orElseThrow()).endsWith("/sign-in");
        }
    }

    @Test
    void the_page_names_who_asks_for_what_from_where_until_when_and_warns() throws Exception {
        ada.signInWithPasskey("/sign-in");
        HttpResponse<String> page = open(begin("<script>alert(1)</script>", "publish-version npm:@ada/*"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("acts as <strong>ada</strong>")
                .contains("<dd>Registry command line</dd>")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script>alert")
                .contains("<code>127.0.0.1</code>", "your network")
                .contains("Publish new versions")
                .doesNotContain("Read packages")
                .contains("npm:@ada/*")
                .contains("Token until")
                .contains("Approve only if you began this yourself");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors 'none'", "form-action 'self'");
        assertThat(page.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void a_log_in_that_began_elsewhere_is_marked() throws Exception {
        ada.signInWithPasskey("/sign-in");
        RequestContext elsewhere = RequestContext.builder("POST", "/oauth/device_authorization")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .clientAddress("203.0.113.9")
                .build();
        EndpointAnswer began = world.registry
                .publish()
                .deviceAuthorizationEndpoint()
                .handle(elsewhere, "client_id=registry-cli".getBytes(StandardCharsets.US_ASCII));

        HttpResponse<String> page = open(StrictJson.object(began.body(), JsonLimits.small()));

        assertThat(page.body())
                .contains("<code>203.0.113.9</code>", "not your network")
                .contains("The program is in another network than you.");
    }

    @Test
    void what_is_approved_on_the_page_is_what_the_token_may_do() throws Exception {
        ada.signInWithPasskey("/sign-in");
        JsonObject login = begin("tool/1", "publish-version publish-new-package npm:@ada/* maven:**");
        assertThat(code(ask(login))).isEqualTo("login-pending");
        open(login);
        HttpResponse<String> approved = ada.browser.post(
                "/device/approve",
                Map.of(
                        "code",
                        login.string("user_code"),
                        "packages",
                        "npm:@ada/widget",
                        "action",
                        "publish-new-package"));
        assertThat(approved.headers().firstValue("Location").orElseThrow()).endsWith("/device?done=approved");
        assertThat(ada.browser.get("/device?done=approved").body()).contains("Go back to your terminal");

        JsonObject token = StrictJson.object(ask(login).body(), JsonLimits.small());

        assertThat(token.string("scope")).isEqualTo("publish-new-package npm:@ada/widget");
        assertThat(put("/npm/@ada%2fwidget", token.string("access_token"), "@ada/widget"))
                .isEqualTo(201);
        assertThat(put("/npm/@ada%2fgadget", token.string("access_token"), "@ada/gadget"))
                .isEqualTo(403);
        assertThat(code(ask(login))).isEqualTo("login-used");
    }

    private int put(String path, String token, String name) throws Exception {
        return terminal()
                .send(terminal()
                        .request(path)
                        .header("Authorization", "Bearer " + token)
                        .PUT(BodyPublishers.ofString(NpmDocuments.json(name, "1.0.0"))))
                .statusCode();
    }

    @Test
    void more_than_was_asked_for_is_refused_and_can_be_corrected() throws Exception {
        ada.signInWithPasskey("/sign-in");
        JsonObject login = begin("tool/1", "publish-version npm:@ada/*");
        open(login);

        HttpResponse<String> wider = approve(login, "npm:**");
        assertThat(wider.statusCode()).isEqualTo(400);
        assertThat(wider.body()).contains("more than the client asked for", "Approve: I began this");
        HttpResponse<String> nothing = approve(login, "nonsense");
        assertThat(nothing.statusCode()).isEqualTo(400);
        assertThat(nothing.body()).contains("is refused:", "Approve: I began this");
        assertThat(approve(login, "npm:@ada/*").statusCode()).isEqualTo(303);
        assertThat(code(ask(login))).isEqualTo("token");
    }

    @Test
    void a_password_is_not_enough_to_approve_but_to_deny() throws Exception {
        JsonObject login = begin("tool/1", "publish-version npm:@ada/*");
        assertThat(open(login).body())
                .contains("Approving needs a sign-in with a passkey")
                .doesNotContain("Approve: I began this");

        HttpResponse<String> refused = approve(login, "npm:@ada/*");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("not strong enough");
        assertThat(code(ask(login))).isEqualTo("login-pending");
        ada.browser.post("/device/deny", Map.of("code", login.string("user_code")));
        assertThat(code(ask(login))).isEqualTo("login-denied");
    }

    @Test
    void no_other_site_approves_for_somebody() throws Exception {
        ada.signInWithPasskey("/sign-in");
        JsonObject login = begin("tool/1", "publish-version npm:@ada/*");
        String token = open(login).body().replaceAll("(?s).*name=\"form-token\" value=\"([^\"]+)\".*", "$1");
        Map<String, String> fields =
                Map.of("code", login.string("user_code"), "packages", "npm:@ada/*", "action", "publish-version");

        for (String path : new String[] {"/device/approve", "/device/deny"}) {
            HttpResponse<String> foreign = ada.browser.post(path, fields, token, "https://evil.example");
            HttpResponse<String> forged = ada.browser.post(
                    path, fields, "A".repeat(43), world.registry.origin().toString());
            assertThat(foreign.body()).contains("form-not-ours");
            assertThat(forged.body()).contains("form-not-ours");
            assertThat(foreign.statusCode()).isEqualTo(403);
            assertThat(ada.browser.get(path).statusCode()).as("no link decides").isEqualTo(405);
        }
        assertThat(code(ask(login))).isEqualTo("login-pending");
    }

    @Test
    void codes_that_are_guessed_are_counted() throws Exception {
        ada.signInWithPasskey("/sign-in");
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> wrong = ada.browser.get("/device?code=BBBB-BBBB");
            assertThat(wrong.statusCode()).isEqualTo(404);
            assertThat(wrong.body()).contains("No log-in has this code", "Type the code");
        }
        HttpResponse<String> stopped = ada.browser.get("/device?code=BBBB-BBBB");
        assertThat(stopped.statusCode()).isEqualTo(429);
        assertThat(stopped.body()).contains("Too many attempts");
    }

    @Test
    void whoever_removes_a_lost_passkey_ends_what_was_approved_with_it_and_not_collected() throws Exception {
        ada.signInWithPasskey("/sign-in");
        JsonObject login = begin("tool/1", "publish-version npm:@ada/*");
        open(login);
        assertThat(approve(login, "npm:@ada/*").statusCode()).isEqualTo(303);
        String passkey = world.registry
                .auth()
                .passkeys()
                .list(ada.account().subject())
                .get(0)
                .id();

        assertThat(ada.browser
                        .post("/account/passkeys/remove", Map.of("id", passkey))
                        .statusCode())
                .isEqualTo(303);

        assertThat(code(ask(login))).isEqualTo("login-denied");
        assertThat(world.registry.publish().tokens().list(ada.account().subject()))
                .isEmpty();
    }

    @Test
    void a_page_of_another_site_begins_no_log_in() throws Exception {
        for (String path : new String[] {"/oauth/device_authorization", "/npm/-/v1/login"}) {
            HttpResponse<String> refused = terminal()
                    .send(terminal()
                            .request(path)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .header("Origin", "https://evil.example")
                            .POST(BodyPublishers.ofString("client_id=registry-cli")));
            assertThat(code(refused)).as(path).isEqualTo("cross-site");
        }
    }

    @Test
    void the_widest_packages_stand_first_and_how_many_more_there_are() throws Exception {
        ada.signInWithPasskey("/sign-in");
        StringBuilder scope = new StringBuilder("publish-version");
        for (int i = 0; i < 40; i++) {
            scope.append(" npm:@ada/package-").append(i);
        }
        String page =
                open(begin("tool/1", scope + " npm:@ada/* maven:org.** npm:**")).body();

        assertThat(page)
                .contains(">npm:**\nmaven:org.**\nnpm:@ada/*\nnpm:@ada/package-0\n")
                .contains("43 patterns, the widest first: scroll for 33 more.");
        assertThat(open(begin("tool/1", "publish-version npm:@ada/*")).body()).doesNotContain("scroll for");
    }

    @Test
    void a_log_in_is_decided_once() throws Exception {
        ada.signInWithPasskey("/sign-in");
        JsonObject login = begin("tool/1", "publish-version npm:@ada/*");
        open(login);
        assertThat(approve(login, "npm:@ada/*").statusCode()).isEqualTo(303);
        HttpResponse<String> again = approve(login, "npm:@ada/*");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("decided about this log-in already");
    }
}
