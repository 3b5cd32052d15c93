package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.testkit.passkey.SoftwareAuthenticator;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody with an account, a password and a passkey, who uses the pages as a browser does. */
final class Person {
    private static final String PASSWORD = "correct horse battery";
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"");

    final Client browser;
    private final World world;
    private final String name;
    private final SoftwareAuthenticator authenticator;

    private Person(World world, String name) {
        this.world = world;
        this.name = name;
        this.browser = new Client(world.registry.origin());
        this.authenticator =
                new SoftwareAuthenticator().at(world.registry.origin().toString());
    }

    /** Signs up with a password, adds a passkey, and stays signed in with the password. */
    static Person signedUp(World world, String name) throws IOException, InterruptedException {
        Person person = new Person(world, name);
        person.browser.get("/sign-up");
        person.browser.post("/sign-up", Map.of("userName", name, "password", PASSWORD));
        HttpResponse<String> options = person.script("/account", "/account/passkeys/start", Map.of());
        HttpResponse<String> added = person.script(
                "/account",
                "/account/passkeys/finish",
                Map.of("label", "Laptop", "response", person.authenticator.create(options.body())));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
        return person;
    }

    Account account() {
        return Objects.requireNonNull(world.registry.accounts().byName(name));
    }

    /** Signs in with the passkey on this sign-in page; the page that the registry leads to. */
    String signInWithPasskey(String page) throws IOException, InterruptedException {
        HttpResponse<String> shown = browser.get(page);
        Matcher code = Pattern.compile("name=\"code\" value=\"([^\"]+)\"").matcher(shown.body());
        HttpResponse<String> options = script(page, "/sign-in/passkey/start", Map.of());
        String response = authenticator.get(options.body());
        HttpResponse<String> signedIn = script(
                page,
                "/sign-in/passkey/finish",
                code.find() ? Map.of("response", response, "code", code.group(1)) : Map.of("response", response));
        assertThat(signedIn.statusCode()).as(signedIn.body()).isEqualTo(200);
        return StrictJson.object(signedIn.body(), JsonLimits.small()).string("next");
    }

    /** As the script of our pages sends it: with the token of the page that was loaded before. */
    private HttpResponse<String> script(String page, String path, Map<String, String> document)
            throws IOException, InterruptedException {
        Matcher token = FORM_TOKEN.matcher(browser.get(page).body());
        assertThat(token.find()).isTrue();
        return browser.send(browser.request(path)
                .setHeader("Accept", "application/json")
                .header("Origin", world.registry.origin().toString())
                .header("X-Form-Token", token.group(1))
                .POST(BodyPublishers.ofString(JsonText.write(document))));
    }
}
