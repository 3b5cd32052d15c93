package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.testkit.passkey.SoftwareAuthenticator;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages refuse, and how strict they tell browsers to be. */
class PageSecurityTest {
    private static final String PASSWORD = "correct horse battery";
    private static final Map<String, String> SIGN_UP = Map.of("userName", "ada", "password", PASSWORD);
    private static final Map<String, String> TOKEN =
            Map.of("name", "<script>alert(1)</script>", "action", "read", "packages", "npm:@ada/*", "lifetime", "PT1H");

    @TempDir
    Path directory;

    private World world;
    private Client browser;

    @BeforeEach
    void start() throws IOException {
        world = World.in(directory);
        browser = new Client(world.registry.origin());
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private void signUp() throws Exception {
        browser.get("/sign-up");
        assertThat(browser.post("/sign-up", SIGN_UP).statusCode()).isEqualTo(303);
        browser.get("/account");
    }

    @Test
    void pages_allow_no_inline_script_no_frames_and_no_caching() throws Exception {
        HttpResponse<String> page = browser.get("/sign-up");

        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .contains("script-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("HttpOnly")
                .contains("SameSite=Lax")
                .contains("Path=/");
        assertThat(page.body()).doesNotContain("onclick").doesNotContain("style=");
    }

    @Test
    void signing_in_starts_a_new_session_and_signing_out_ends_it() throws Exception {
        browser.get("/sign-up");
        String planted = browser.cookie;
        signUp();
        String signedIn = browser.cookie;
        assertThat(signedIn).isNotNull().isNotEqualTo(planted);

        browser.cookie = planted;
        assertThat(browser.get("/account").statusCode())
                .as("the planted session")
                .isEqualTo(303);

        browser.cookie = signedIn;
        browser.get("/account");
        assertThat(browser.post("/sign-out", Map.of()).statusCode()).isEqualTo(303);
        browser.cookie = signedIn;
        assertThat(browser.get("/account").statusCode()).as("the ended session").isEqualTo(303);
    }

    @Test
    void a_session_ends_after_twelve_hours() throws Exception {
        signUp();
        world.clock.advance(Duration.ofHours(12));

        assertThat(browser.get("/account").statusCode()).isEqualTo(303);
    }

    @Test
    void a_form_from_another_origin_or_without_the_sessions_token_is_refused() throws Exception {
        signUp();
        String token = formToken(browser.get("/tokens"));

        HttpResponse<String> foreign = browser.post("/tokens", TOKEN, token, "https://evil.example");
        HttpResponse<String> forged = browser.post(
                "/tokens", TOKEN, "A".repeat(43), world.registry.origin().toString());

        for (HttpResponse<String> refused : List.of(foreign, forged)) {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("form-not-ours");
        }
        assertThat(world.registry.publish().tokens().list(ada().subject())).isEmpty();
    }

    @Test
    void a_wrong_password_and_an_unknown_name_are_refused_alike() throws Exception {
        signUp();
        browser.post("/sign-out", Map.of());
        browser.get("/sign-in");

        HttpResponse<String> wrong =
                browser.post("/sign-in", Map.of("userName", "ada", "password", "not the right one"));
        HttpResponse<String> unknown =
                browser.post("/sign-in", Map.of("userName", "eve", "password", "not the right one"));

        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"registry\"");
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(alert(wrong)).isEqualTo(alert(unknown)).contains("Check the name and the password");
    }

    @Test
    void a_short_password_and_a_taken_name_are_refused_with_what_to_do() throws Exception {
        signUp();
        Client other = new Client(world.registry.origin());
        other.get("/sign-up");

        assertThat(alert(other.post("/sign-up", Map.of("userName", "eve", "password", "short"))))
                .contains("at least 15 characters");
        assertThat(alert(other.post("/sign-up", SIGN_UP))).contains("The user name is taken");
        assertThat(world.registry.accounts().byName("eve")).isNull();
    }

    @Test
    void creating_a_token_needs_a_fresh_sign_in() throws Exception {
        signUp();
        world.clock.advance(Duration.ofMinutes(11));

        HttpResponse<String> refused = browser.post("/tokens", TOKEN);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(alert(refused)).contains("within the last ten minutes");
    }

    @Test
    void an_account_with_a_passkey_creates_tokens_only_after_signing_in_with_it() throws Exception {
        signUp();
        SoftwareAuthenticator authenticator =
                new SoftwareAuthenticator().at(world.registry.origin().toString());
        HttpResponse<String> options = script("/account/passkeys/start", Map.of());
        HttpResponse<String> added = script(
                "/account/passkeys/finish",
                Map.of("label", "Laptop", "response", authenticator.create(options.body())));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
        browser.get("/tokens");
        assertThat(alert(browser.post("/tokens", TOKEN))).contains("one of your passkeys");

        browser.get("/sign-in");
        options = script("/sign-in/passkey/start", Map.of());
        script("/sign-in/passkey/finish", Map.of("response", authenticator.get(options.body())));
        browser.get("/tokens");
        HttpResponse<String> created = browser.post("/tokens", TOKEN);

        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(created.body())
                .contains("id=\"secret\">exr_")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script>alert");
        assertThat(browser.get("/tokens").body()).doesNotContain("exr_");
    }

    @Test
    void only_owners_see_and_change_a_packages_publishers() throws Exception {
        world.registry
                .catalog()
                .create(PackageName.npm("lonely"), world.account("owner").subject(), world.clock.instant());
        signUp();

        for (String page : new String[] {"/package/publishers?name=npm:lonely", "/package/events?name=npm:lonely"}) {
            HttpResponse<String> refused = browser.get(page);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("not-an-owner");
        }
        assertThat(browser.post("/package/publishers?name=npm:lonely", Map.of()).body())
                .contains("not-an-owner");
    }

    /** As our pages' script sends it: with the token of the page that was loaded last. */
    private HttpResponse<String> script(String path, Map<String, String> document) throws Exception {
        String token = formToken(browser.get(path.startsWith("/account") ? "/account" : "/sign-in"));
        return browser.send(browser.request(path)
                .setHeader("Accept", "application/json")
                .header("Origin", world.registry.origin().toString())
                .header("X-Form-Token", token)
                .POST(BodyPublishers.ofString(JsonText.write(document))));
    }

    private Account ada() {
        Account ada = world.registry.accounts().byName("ada");
        assertThat(ada).isNotNull();
        return ada;
    }

    private static String formToken(HttpResponse<String> page) {
        return first(page, "name=\"form-token\" value=\"([^\"]+)\"");
    }

    private static String alert(HttpResponse<String> page) {
        return first(page, "(?s)<div class=\"note bad\" role=\"alert\">(.*?)</div>");
    }

    private static String first(HttpResponse<String> page, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(page.body());
        assertThat(matcher.find()).as(page.body()).isTrue();
        return matcher.group(1);
    }
}
