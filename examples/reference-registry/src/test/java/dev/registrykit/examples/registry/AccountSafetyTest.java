package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.TokenRequest;
import dev.registrykit.testkit.passkey.SoftwareAuthenticator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an account's pages do with odd input, and what ends when a credential goes. */
class AccountSafetyTest {
    private static final String PASSWORD = "correct horse battery";
    private static final Map<String, String> ADA = Map.of("userName", "ada", "password", PASSWORD);

    @TempDir
    Path directory;

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private World world;
    private Client browser;
    private SoftwareAuthenticator authenticator;

    @BeforeEach
    void start() throws IOException {
        world = World.on(url, directory);
        browser = new Client(world.registry.origin());
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void a_token_may_be_named_like_an_account_and_the_events_are_still_shown() throws Exception {
        signUp();
        for (String name : new String[] {"user:", "user:x y"}) {
            ApiTokens tokens = world.registry.publish().tokens();
            IssuedToken issued = tokens.issue(
                            TokenRequest.builder(ada().subject())
                                    .name(name)
                                    .actions(Action.READ)
                                    .packages(PackagePattern.parse("npm:**"))
                                    .expiresAt(world.clock.instant().plus(Duration.ofHours(1)))
                                    .build(),
                            Assurance.PHISHING_RESISTANT,
                            world.request)
                    .orElseThrow(failure -> new AssertionError(failure.toString()));
            assertThat(tokens.revoke(issued.token().id(), ada().subject(), world.request))
                    .isTrue();
        }

        HttpResponse<String> events = browser.get("/account/events");

        assertThat(events.statusCode()).isEqualTo(200);
        assertThat(events.body())
                .contains("<code>user:</code>")
                .contains("<code>user:x y</code>")
                .contains("<dt>by</dt><dd><code>ada</code>");
    }

    @Test
    void removing_a_passkey_ends_the_accounts_other_sessions() throws Exception {
        signUp();
        addPasskey(browser);
        Client other = signedInByPasskey();
        Client here = signedInByPasskey();

        assertThat(removePasskey(here).statusCode()).isEqualTo(303);

        assertThat(other.get("/account").statusCode()).as("the other session").isEqualTo(303);
        assertThat(browser.get("/account").statusCode()).as("the first session").isEqualTo(303);
        assertThat(here.get("/account").statusCode()).as("this session").isEqualTo(200);
    }

    @Test
    void removing_a_passkey_needs_a_fresh_sign_in_even_with_a_passkey() throws Exception {
        signUp();
        addPasskey(browser);
        Client here = signedInByPasskey();
        world.clock.advance(Duration.ofMinutes(11));

        HttpResponse<String> refused = removePasskey(here);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("stronger-sign-in-needed").contains("within the last ten minutes");
        assertThat(world.registry.auth().passkeys().list(ada().subject())).hasSize(1);
    }

    @Test
    void a_sign_up_that_cannot_be_completed_leaves_neither_account_nor_password() throws Exception {
        world.registry
                .catalog()
                .grantNamespace(
                        PackagePattern.parse("npm:@ada/*"),
                        world.account("owner").subject());
        browser.get("/sign-up");

        HttpResponse<String> refused = browser.post("/sign-up", ADA);

        assertThat(refused.body()).contains("The user name is taken");
        assertThat(count("rk_auth_password")).isZero();
        assertThat(world.registry.accounts().byName("ada")).isNull();
    }

    @Test
    void a_sign_up_whose_password_is_refused_leaves_the_name_free() throws Exception {
        browser.get("/sign-up");

        assertThat(browser.post("/sign-up", Map.of("userName", "ada", "password", "short"))
                        .body())
                .contains("at least 15 characters");

        assertThat(count("reg_account")).isZero();
        assertThat(count("reg_namespace")).isZero();
        assertThat(browser.post("/sign-up", ADA).statusCode()).isEqualTo(303);
    }

    @Test
    void a_name_with_a_zero_in_it_is_nobodys_on_postgresql_too() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                World other = World.on(postgres.getJdbcUrl("postgres", "postgres"), directory)) {
            Client client = new Client(other.registry.origin());
            client.get("/sign-in");

            HttpResponse<String> refused = client.post("/sign-in", Map.of("userName", "ada\0", "password", PASSWORD));

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("Check the name and the password");
        }
    }

    private void signUp() throws Exception {
        browser.get("/sign-up");
        assertThat(browser.post("/sign-up", ADA).statusCode()).isEqualTo(303);
    }

    private void addPasskey(Client client) throws Exception {
        authenticator = new SoftwareAuthenticator().at(world.registry.origin().toString());
        String options = script(client, "/account/passkeys/start", Map.of()).body();
        HttpResponse<String> added = script(
                client,
                "/account/passkeys/finish",
                Map.of("label", "Laptop", "response", authenticator.create(options)));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
    }

    private Client signedInByPasskey() throws Exception {
        Client client = new Client(world.registry.origin());
        String options = script(client, "/sign-in/passkey/start", Map.of()).body();
        HttpResponse<String> done =
                script(client, "/sign-in/passkey/finish", Map.of("response", authenticator.get(options)));
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        return client;
    }

    private HttpResponse<String> removePasskey(Client client) throws Exception {
        client.get("/account");
        String id =
                world.registry.auth().passkeys().list(ada().subject()).get(0).id();
        return client.post("/account/passkeys/remove", Map.of("id", id));
    }

    /** As our pages' script sends it: with the token of the page that was loaded last. */
    private HttpResponse<String> script(Client client, String path, Map<String, String> document) throws Exception {
        String page = client.get(path.startsWith("/account") ? "/account" : "/sign-in")
                .body();
        Matcher token =
                Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"").matcher(page);
        assertThat(token.find()).as(page).isTrue();
        return client.send(client.request(path)
                .setHeader("Accept", "application/json")
                .header("Origin", world.registry.origin().toString())
                .header("X-Form-Token", token.group(1))
                .POST(BodyPublishers.ofString(JsonText.write(document))));
    }

    private Account ada() {
        return Objects.requireNonNull(world.registry.accounts().byName("ada"));
    }

    private long count(String table) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
