package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.publish.token.ApiToken;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages do to a token after it was made: bound to addresses, narrowed, replaced; each by somebody just signed in. */
class TokenChangesTest {
    private static final Pattern SECRET = Pattern.compile("id=\"secret\">([^<]+)<");

    @TempDir
    Path directory;

    private World world;
    private Person ada;

    @BeforeEach
    void start() throws Exception {
        world = World.in(directory);
        ada = Person.signedUp(world, "ada");
        ada.signInWithPasskey("/sign-in");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private HttpResponse<String> create(Map<String, String> more) throws Exception {
        ada.browser.get("/tokens");
        Map<String, String> fields = new HashMap<>(Map.of(
                "name", "Laptop", "action", "publish-new-package", "packages", "npm:@ada/*", "lifetime", "PT168H"));
        fields.putAll(more);
        return ada.browser.post("/tokens", fields);
    }

    private String created(Map<String, String> more) throws Exception {
        return secret(create(more));
    }

    private static String secret(HttpResponse<String> page) {
        Matcher secret = SECRET.matcher(page.body());
        assertThat(secret.find()).as(page.body()).isTrue();
        return secret.group(1);
    }

    private List<ApiToken> tokens() {
        return world.registry.publish().tokens().list(ada.account().subject());
    }

    private String id() {
        return tokens().get(0).id();
    }

    private HttpResponse<String> change(String what, String id, Map<String, String> fields) throws Exception {
        HttpResponse<String> page = ada.browser.get("/tokens/" + what + "?id=" + id);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return send(what, id, fields);
    }

    private HttpResponse<String> send(String what, String id, Map<String, String> fields) throws Exception {
        Map<String, String> all = new HashMap<>(fields);
        all.put("id", id);
        return ada.browser.post("/tokens/" + what, all);
    }

    private int publish(String secret, String name) throws Exception {
        Client npm = new Client(world.registry.origin());
        return npm.send(npm.request("/npm/" + name.replace("/", "%2f"))
                        .header("Authorization", "Bearer " + secret)
                        .PUT(BodyPublishers.ofString(NpmDocuments.json(name, "1.0.0"))))
                .statusCode();
    }

    private int whoami(String secret) throws Exception {
        Client npm = new Client(world.registry.origin());
        return npm.send(npm.request("/npm/-/whoami").header("Authorization", "Bearer " + secret))
                .statusCode();
    }

    private static String problem(HttpResponse<String> page) {
        Matcher alert = Pattern.compile("role=\"alert\"><p>(.*?)</p>").matcher(page.body());
        assertThat(alert.find()).as(page.body()).isTrue();
        return page.statusCode() + " " + alert.group(1).replaceAll("<[^>]+>", "");
    }

    @Test
    void a_token_can_be_bound_to_addresses_when_it_is_created() throws Exception {
        String here = created(Map.of("addresses", "127.0.0.1\n2001:db8::/32"));
        assertThat(ada.browser.get("/tokens").body()).contains("<dt>Only from</dt><dd><code>127.0.0.1</code>");
        String elsewhere = created(Map.of("addresses", "192.0.2.0/24"));

        assertThat(whoami(here)).isEqualTo(200);
        assertThat(whoami(elsewhere)).isEqualTo(403);
        HttpResponse<String> refused = create(Map.of("addresses", "192.0.2.1/24"));
        assertThat(problem(refused))
                .startsWith(
                        "400 &#39;192.0.2.1/24&#39; is refused: an address range has no bit set behind its prefix.");
        assertThat(refused.body()).contains(">192.0.2.1/24</textarea>");
        assertThat(tokens()).hasSize(2);
    }

    @Test
    void a_token_is_narrowed_to_packages_addresses_and_a_sooner_end() throws Exception {
        String secret = created(Map.of());
        HttpResponse<String> narrowed =
                change("narrow", id(), Map.of("packages", "npm:@ada/widget", "addresses", "", "ends", "PT1H"));
        assertThat(narrowed.statusCode()).as(narrowed.body()).isEqualTo(303);

        assertThat(publish(secret, "@ada/gadget")).isEqualTo(403);
        assertThat(publish(secret, "@ada/widget")).isEqualTo(201);
        assertThat(ada.browser.get("/tokens?done=narrowed").body())
                .contains("The token was narrowed")
                .contains("<dt>Narrowed to</dt>", "packages npm:@ada/widget", "expires ");
        change("narrow", id(), Map.of("packages", "", "addresses", "192.0.2.7", "ends", ""));
        assertThat(whoami(secret)).isEqualTo(403);
        // The list has the newest first.
        world.clock.advance(Duration.ofSeconds(1));
        String other = created(Map.of());
        change("narrow", id(), Map.of("packages", "", "addresses", "", "ends", "PT1H"));
        world.clock.advance(Duration.ofHours(1));
        assertThat(whoami(other)).isEqualTo(401);
    }

    @Test
    void what_would_not_narrow_is_refused_and_can_be_corrected() throws Exception {
        created(Map.of());
        HttpResponse<String> wider = change("narrow", id(), Map.of("packages", "npm:**", "addresses", "", "ends", ""));
        assertThat(problem(wider)).startsWith("400 &#39;npm:**&#39; is not within what the token may.");
        assertThat(wider.body()).contains(">npm:**</textarea>");
        assertThat(problem(change("narrow", id(), Map.of("packages", "", "addresses", "", "ends", ""))))
                .startsWith("400 A restriction has at least one dimension.");
        assertThat(problem(change("narrow", id(), Map.of("packages", "", "addresses", "", "ends", "PT9999H"))))
                .startsWith("400 That end is not one of the list.");
        assertThat(problem(change("replace", id(), Map.of("overlap", "PT9999H"))))
                .startsWith("400 That time is not one of the list.");
        assertThat(tokens()).hasSize(1).allMatch(token -> token.restrictions().isEmpty());
    }

    @Test
    void a_token_is_replaced_at_once() throws Exception {
        String old = created(Map.of());
        String replaced = id();
        HttpResponse<String> page = change("replace", replaced, Map.of("overlap", "PT0S"));

        String secret = secret(page);
        assertThat(secret).startsWith("exr_").isNotEqualTo(old);
        assertThat(whoami(old)).isEqualTo(401);
        assertThat(publish(secret, "@ada/widget")).isEqualTo(201);
        assertThat(ada.browser.get("/tokens").body()).doesNotContain("exr_");
        assertThat(ada.browser.get("/tokens/replace?id=" + replaced).statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_token_is_replaced_with_time_to_write_the_new_one_down() throws Exception {
        String old = created(Map.of("addresses", "127.0.0.1"));
        String replaced = id();
        String secret = secret(change("replace", replaced, Map.of("overlap", "PT1H")));

        assertThat(whoami(old)).isEqualTo(200);
        assertThat(whoami(secret)).isEqualTo(200);
        assertThat(ada.browser.get("/tokens").body()).contains(">replaced</span>");
        assertThat(send("replace", replaced, Map.of("overlap", "PT1H")).statusCode())
                .isEqualTo(404);
        world.clock.advance(Duration.ofHours(1));
        assertThat(whoami(old)).isEqualTo(401);
        assertThat(whoami(secret)).isEqualTo(200);
        assertThat(tokens()).hasSize(2);
    }

    @Test
    void only_somebody_who_signed_in_just_now_changes_a_token() throws Exception {
        String secret = created(Map.of());
        world.clock.advance(Duration.ofMinutes(11));
        assertThat(problem(change("narrow", id(), Map.of("ends", "PT1H", "packages", "", "addresses", ""))))
                .startsWith("403 This needs a sign-in within the last ten minutes.");
        assertThat(problem(change("replace", id(), Map.of("overlap", "PT0S"))))
                .startsWith("403 This needs a sign-in within the last ten minutes.");
        assertThat(whoami(secret)).isEqualTo(200);
        assertThat(tokens()).hasSize(1).allMatch(token -> token.restrictions().isEmpty());

        ada.signInWithPasskey("/sign-in");
        assertThat(change("replace", id(), Map.of("overlap", "PT0S")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void nobody_changes_the_token_of_another_or_from_another_site() throws Exception {
        String secret = created(Map.of());
        String id = id();
        Person eve = Person.signedUp(world, "eve");
        eve.signInWithPasskey("/sign-in");
        eve.browser.get("/tokens");
        for (String what : new String[] {"narrow", "replace"}) {
            Map<String, String> fields =
                    Map.of("id", id, "overlap", "PT0S", "ends", "PT1H", "packages", "", "addresses", "");
            assertThat(eve.browser.get("/tokens/" + what + "?id=" + id).statusCode())
                    .isEqualTo(404);
            assertThat(eve.browser.post("/tokens/" + what, fields).statusCode()).isEqualTo(404);
            HttpResponse<String> page = ada.browser.get("/tokens/" + what + "?id=" + id);
            String token = page.body().replaceAll("(?s).*name=\"form-token\" value=\"([^\"]+)\".*", "$1");
            assertThat(ada.browser
                            .post("/tokens/" + what, fields, token, "https://evil.example")
                            .body())
                    .contains("form-not-ours");
        }
        assertThat(whoami(secret)).isEqualTo(200);
        assertThat(tokens()).hasSize(1).allMatch(token -> token.restrictions().isEmpty());
    }
}
