package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.examples.registry.catalog.ReleaseRecord;
import dev.registrykit.publish.token.ApiToken;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed npm client, which a person logs in through the browser. */
class NpmLoginTest {
    private static final PackageName WIDGET = PackageName.npm("@ada/widget");

    @TempDir
    Path directory;

    private NpmClient npm;
    private World world;
    private Person ada;

    @BeforeEach
    void start() throws Exception {
        world = World.in(Files.createDirectories(directory.resolve("registry")));
        npm = NpmClient.in(directory, world.at("/npm/"));
        ada = Person.signedUp(world, "ada");
        ada.signInWithPasskey("/sign-in");
    }

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void a_developer_logs_in_with_a_passkey_and_publishes_with_the_token_that_npm_wrote() throws Exception {
        try (NpmClient.Login login = npm.login()) {
            HttpResponse<String> page = ada.browser.get(login.page());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<dd>npm</dd>", "npm/", "127.0.0.1", "npm:**");
            assertThat(ada.browser
                            .post(
                                    "/device/approve",
                                    Map.of(
                                            "code",
                                            login.userCode(),
                                            "packages",
                                            "npm:@ada/*",
                                            "action",
                                            "publish-new-package"))
                            .statusCode())
                    .isEqualTo(303);
            Command.Result ended = login.end();
            assertThat(ended.output()).contains("Logged in on");
            assertThat(ended.exitCode()).isZero();
        }
        assertThat(npm.userConfig()).contains("_authToken=exr_cli_");
        assertThat(npm.run(Map.of(), "whoami").output()).contains("ada");

        Command.Result published = npm.publish("@ada/widget", "1.0.0", Map.of());

        assertThat(published.output()).contains("+ @ada/widget@1.0.0");
        ReleaseRecord release = world.registry.catalog().releases(WIDGET).get(0);
        assertThat(release.publication().account()).isEqualTo(ada.account().subject());
        ApiToken token =
                world.registry.publish().tokens().list(ada.account().subject()).get(0);
        assertThat(token.name()).isEqualTo("npm log-in from 127.0.0.1");
        assertThat(token.expiresAt()).isEqualTo(world.clock.instant().plus(Duration.ofHours(12)));
        assertThat(events()).contains("login.approved", "login.redeemed", "token.issued");

        Command.Result refused = npm.publish("@eve/widget", "1.0.0", Map.of());
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output()).contains("403");
        world.clock.advance(Duration.ofHours(12));
        assertThat(npm.run(Map.of(), "whoami").exitCode()).isNotZero();
    }

    @Test
    void a_log_in_that_is_denied_ends_with_the_reason_and_without_asking_for_a_password() throws Exception {
        try (NpmClient.Login login = npm.login()) {
            ada.browser.get(login.page());
            assertThat(ada.browser
                            .post("/device/deny", Map.of("code", login.userCode()))
                            .statusCode())
                    .isEqualTo(303);
            Command.Result ended = login.end();
            assertThat(ended.exitCode()).isNotZero();
            assertThat(ended.output())
                    .contains("The log-in was denied in the browser")
                    .doesNotContain("Username")
                    .doesNotContain("not supported");
        }
        assertThat(npm.userConfig()).doesNotContain("_authToken");
        assertThat(world.registry.publish().tokens().list(ada.account().subject()))
                .isEmpty();
        assertThat(events()).contains("login.denied");
    }

    private List<String> events() {
        return world.registry.publish().events().ofAccount(ada.account().subject(), 100).stream()
                .map(RecordedEvent::type)
                .toList();
    }
}
