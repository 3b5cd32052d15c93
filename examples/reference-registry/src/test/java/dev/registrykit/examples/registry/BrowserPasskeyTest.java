package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.testkit.oidc.GitHubJob;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real browser with a virtual authenticator; pictures of every page are kept in {@code target/screenshots}. */
class BrowserPasskeyTest {
    private static final GitHubJob JOB = GitHubJob.of("ada/widget").environment("release");
    private static final PackageName WIDGET = PackageName.npm("@ada/widget");

    @TempDir
    Path directory;

    private final Path pictures = Path.of("target", "screenshots");
    private final HttpClient http = HttpClient.newHttpClient();
    private World world;
    private Chromium browser;

    @BeforeEach
    void start() throws Exception {
        Path program = Command.require("chromium", "chromium-browser", "google-chrome");
        Files.createDirectories(pictures);
        world = World.in(Files.createDirectories(directory.resolve("registry")));
        world.forge.add(JOB);
        browser = Chromium.start(program, directory.resolve("profile"));
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (world != null) {
            world.close();
        }
    }

    @Test
    void somebody_signs_up_with_a_passkey_signs_in_with_it_again_and_publishes_with_a_token() throws Exception {
        signUp();
        signOutAndIn();
        String secret = createToken();
        assertThat(whoami(secret)).contains("\"username\":\"ada\"");
        publish(secret);
        logInACommandLine();
        trustAWorkflow();
        lookAround();
    }

    private void signUp() throws Exception {
        browser.open(world.at("/"));
        picture("home-empty");
        browser.open(world.at("/sign-up"));
        picture("sign-up");
        browser.fill("#passkey-name", "ada");
        browser.click("form[data-passkey] button");
        assertThat(browser.path()).isEqualTo("/account");
        assertThat(browser.text("document.querySelector('h1').textContent")).isEqualTo("ada");
        assertThat(browser.text("document.querySelectorAll('main .cards li').length"))
                .isEqualTo("1");
    }

    private void signOutAndIn() throws Exception {
        browser.click("nav form button");
        assertThat(browser.path()).isEqualTo("/sign-in");
        picture("sign-in");
        browser.open(world.at("/tokens"));
        assertThat(browser.path()).as("signed out").isEqualTo("/sign-in");
        browser.click("form[data-passkey] button");
        assertThat(browser.path()).isEqualTo("/account");
        assertThat(browser.text("document.querySelector('.lead').textContent")).contains("with a passkey");
        picture("account");
    }

    private String createToken() throws Exception {
        Account ada = Objects.requireNonNull(world.registry.accounts().byName("ada"));
        world.registry.catalog().grantNamespace(PackagePattern.parse("maven:org.ada.**"), ada.subject());
        browser.open(world.at("/tokens"));
        browser.fill("#token-name", "Laptop");
        browser.fill("#packages", "maven:org.ada.**\\nnpm:@ada/*");
        browser.text("document.querySelector('[value=publish-new-package]').checked = true");
        browser.click("form.stack button");
        picture("tokens");
        return replaceAndNarrow();
    }

    private String replaceAndNarrow() throws Exception {
        browser.click(".actions a[href*=replace]");
        picture("token-replace");
        browser.click("form.stack button");
        picture("tokens-replaced");
        String secret = browser.text("document.getElementById('secret').textContent");
        browser.click(".actions a[href*=narrow]");
        browser.fill("#packages", "pypi:**");
        browser.click("form.stack button");
        assertThat(browser.text("document.querySelector('[role=alert]').textContent"))
                .contains("is not within what the token may");
        picture("token-narrow");
        browser.fill("#packages", "maven:org.ada.**\\nnpm:@ada/*");
        browser.fill("#addresses", "127.0.0.0/8");
        browser.click("form.stack button");
        assertThat(browser.text("document.querySelector('main').textContent"))
                .contains("addresses 127.0.0.0/8")
                .contains("replaced");
        picture("tokens-narrowed");
        return secret;
    }

    private String whoami(String secret) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(world.at("/npm/-/whoami"))
                                .header("Authorization", "Bearer " + secret)
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private void publish(String secret) throws Exception {
        assertThat(put("/maven/org/ada/engine/1.0.0/engine-1.0.0.pom", secret, "<project/>"))
                .isEqualTo(201);
        assertThat(put("/npm/@ada%2fwidget", secret, NpmDocuments.json("@ada/widget", "1.0.0")))
                .isEqualTo(201);
    }

    private void logInACommandLine() throws Exception {
        browser.open(world.at("/device"));
        picture("device-code");
        String userCode = beginAtATerminal();
        browser.fill("#code", userCode);
        browser.click("form.stack button");
        assertThat(browser.path()).isEqualTo("/device");
        assertThat(browser.text("document.querySelector('.usercode code').textContent"))
                .isEqualTo(userCode);
        picture("device");
        browser.click("form.stack button");
        assertThat(browser.text("document.querySelector('[role=status]').textContent"))
                .contains("Go back to your terminal");
        picture("device-approved");
        longScope();
    }

    private void longScope() throws Exception {
        StringBuilder scope = new StringBuilder("client_id=registry-cli&scope=publish-version");
        for (int i = 0; i < 40; i++) {
            scope.append("+npm:@ada/package-").append(i);
        }
        String body = http.send(
                        HttpRequest.newBuilder(world.at("/oauth/device_authorization"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(scope + "+npm:**"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        String code = StrictJson.object(body, JsonLimits.small()).string("user_code");
        browser.open(world.at("/device?code=" + code));
        assertThat(browser.text("document.getElementById('packages').value")).startsWith("npm:**");
        picture("device-long");
    }

    private String beginAtATerminal() throws IOException, InterruptedException {
        String body = http.send(
                        HttpRequest.newBuilder(world.at("/npm/-/v1/login"))
                                .header("User-Agent", "npm/11.0.0 node/v22.0.0 linux x64 workspaces/false")
                                .POST(BodyPublishers.ofString("{}"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        String page = StrictJson.object(body, JsonLimits.small()).string("loginUrl");
        return page.substring(page.indexOf('=') + 1);
    }

    private void trustAWorkflow() throws Exception {
        browser.open(world.at("/package/publishers?name=npm:@ada/widget"));
        browser.fill("#repository", JOB.repository());
        browser.fill("#workflow", "publish.yml");
        browser.click("button[value=look-up]");
        assertThat(browser.text("document.querySelector('#repositoryId').value"))
                .isEqualTo(JOB.repositoryId());
        assertThat(browser.text("document.querySelector('#ownerId').value")).isEqualTo(JOB.ownerId());
        browser.click("button[value=add]");
        assertThat(browser.text("document.querySelector('[role=alert]').textContent"))
                .contains("environment-missing");
        picture("publishers-warning");
        browser.fill("#environment", "release");
        browser.click("button[value=add]");
        assertThat(browser.text("document.querySelector('[role=status]').textContent"))
                .contains("was added");
        picture("publishers");
        refuseAndPublish();
        allowNothingElse();
        waitForAPackage();
    }

    private void allowNothingElse() throws Exception {
        browser.open(world.at("/package/publishers?name=npm:@ada/widget"));
        browser.click("button[name=only]");
        assertThat(browser.text("document.querySelector('[role=status]').textContent"))
                .contains("Only trusted publishers");
        picture("publishers-only");
        assertThat(world.registry.publish().publishers().isTrustedPublishingRequired(WIDGET))
                .isTrue();
    }

    /** Nobody knows this repository, so the person confirms that its ids are pinned later. */
    private void waitForAPackage() throws Exception {
        browser.open(world.at("/account/pending"));
        picture("pending");
        browser.fill("#package", "npm:@ada/gadget");
        browser.fill("#repository", "ada/gadget");
        browser.fill("#workflow", "publish.yml");
        browser.fill("#versionTag", "v{version}");
        browser.click("button[value=look-up]");
        assertThat(browser.text("document.querySelector('[role=alert]').textContent"))
                .contains("There is no such repository");
        browser.click("button[value=add]");
        assertThat(browser.text("document.querySelector('[role=alert]').textContent"))
                .contains("pinned-later")
                .contains("name-not-resolved");
        picture("pending-warning");
        browser.click("button[value=add]");
        assertThat(browser.text("document.querySelector('[role=status]').textContent"))
                .contains("pending publisher was added");
        assertThat(browser.text("document.querySelector('main').textContent"))
                .contains("npm:@ada/gadget")
                .contains("pinned on first use")
                .contains("Waits until");
        picture("account-pending");
    }

    /** A job without the environment is refused, one in it publishes: both show in the package's events. */
    private void refuseAndPublish() throws Exception {
        assertThat(exchange(GitHubJob.of("ada/widget")).statusCode()).isEqualTo(403);
        HttpResponse<String> granted = exchange(JOB);
        assertThat(granted.statusCode()).as(granted.body()).isEqualTo(200);
        String token = StrictJson.object(granted.body(), JsonLimits.small()).string("token");
        assertThat(put("/npm/@ada%2fwidget", token, NpmDocuments.json("@ada/widget", "1.1.0")))
                .isEqualTo(201);
        assertThat(world.events(WIDGET, "exchange.refused"))
                .extracting(event -> event.details().get("reason"))
                .containsExactly("environment-mismatch");
    }

    private HttpResponse<String> exchange(GitHubJob job) throws IOException, InterruptedException {
        String idToken = world.ci.token(job, world.registry.origin().getRawAuthority());
        return http.send(
                HttpRequest.newBuilder(world.at("/oidc/exchange"))
                        .POST(BodyPublishers.ofString("{\"token\":\"" + idToken + "\"}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private int put(String path, String secret, String body) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(world.at(path))
                                .header("Authorization", "Bearer " + secret)
                                .PUT(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private void lookAround() throws Exception {
        for (String page : new String[] {
            "/", "/package?name=npm:@ada/widget", "/package/events?name=npm:@ada/widget", "/account/events", "/nowhere"
        }) {
            browser.open(world.at(page));
            picture(
                    page.equals("/")
                            ? "home"
                            : page.replaceAll("\\?.*", "").substring(1).replace('/', '-'));
        }
        assertThat(browser.text("document.querySelector('main').textContent")).contains("not-found");
        browser.open(world.at("/package?name=npm:@ada/widget"));
        assertThat(browser.text("document.querySelector('main').textContent"))
                .contains("trusted publishing")
                .contains("github.com/ada/widget/actions/runs/" + JOB.runId())
                .contains("by ada");
        browser.tab();
        assertThat(browser.text("document.activeElement.textContent")).isEqualTo("Skip to the content");
    }

    /** Four pictures of the page as it is; it must be usable in a narrow window, and its fields need labels. */
    private void picture(String name) throws Exception {
        assertThat(browser.text("[...document.querySelectorAll('input:not([type=hidden]), textarea, select')]"
                        + ".filter(field => field.labels.length === 0).map(field => field.name)"))
                .as("fields without a label on " + name)
                .isEmpty();
        for (int width : new int[] {1200, 360}) {
            browser.resize(width);
            assertThat(Integer.parseInt(browser.text("document.documentElement.scrollWidth")))
                    .as("width of " + name)
                    .isLessThanOrEqualTo(width);
            for (String colours : new String[] {"light", "dark"}) {
                browser.colours(colours);
                browser.screenshot(pictures.resolve(name + "-" + width + "-" + colours + ".png"));
            }
        }
    }
}
