package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.publish.token.IssuedToken;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed Maven, with a token as the server's password. */
class MavenDeployTest {
    private static final String DEPLOY = "org.apache.maven.plugins:maven-deploy-plugin:3.2.0:deploy-file";

    @TempDir
    Path directory;

    private MavenClient maven;
    private World world;
    private Account account;

    @BeforeEach
    void start() throws IOException {
        maven = MavenClient.in(directory);
        world = World.in(Files.createDirectories(directory.resolve("registry")));
        account = world.account("acme", "maven:com.foo.**", "maven:com.foobar.**");
    }

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void a_token_for_the_group_deploys_and_the_release_says_by_which_token() throws Exception {
        IssuedToken token = world.token(account, "maven:com.foo.**");

        Command.Result deployed = deploy(token, "com.foo", "1.0.0", "first");

        assertThat(deployed.output()).contains("BUILD SUCCESS");
        assertThat(read("/maven/com/foo/widget/1.0.0/widget-1.0.0.jar")).isEqualTo("first");
        assertThat(read("/maven/com/foo/widget/maven-metadata.xml")).contains("<release>1.0.0</release>");
        assertThat(world.registry
                        .catalog()
                        .releases(PackageName.maven("com.foo", "widget"))
                        .get(0)
                        .publication()
                        .credentialId())
                .isEqualTo(token.token().id());
    }

    @Test
    void a_token_for_com_foo_does_not_reach_com_foobar() throws Exception {
        assertRefused(
                deploy(world.token(account, "maven:com.foo.**"), "com.foobar", "1.0.0", "x"), "package-not-in-scope");
    }

    @Test
    void an_expired_token_is_refused() throws Exception {
        IssuedToken token = world.token(account, "maven:com.foo.**");
        world.clock.advance(Duration.ofHours(1));

        assertRefused(deploy(token, "com.foo", "1.0.0", "x"), "token-expired");
    }

    @Test
    void a_revoked_token_is_refused() throws Exception {
        IssuedToken token = world.token(account, "maven:com.foo.**");
        assertThat(world.registry.publish().tokens().revoke(token.token().id(), account.subject(), world.request))
                .isTrue();

        assertRefused(deploy(token, "com.foo", "1.0.0", "x"), "token-revoked");
    }

    @Test
    void a_read_only_token_is_refused() throws Exception {
        IssuedToken token = world.token(account, List.of(Action.READ), "maven:com.foo.**");

        assertRefused(deploy(token, "com.foo", "1.0.0", "x"), "action-not-in-scope");
    }

    @Test
    void a_release_cannot_be_deployed_again_with_other_bytes() throws Exception {
        IssuedToken token = world.token(account, "maven:com.foo.**");
        assertThat(deploy(token, "com.foo", "1.0.0", "first").output()).contains("BUILD SUCCESS");

        Command.Result again = deploy(token, "com.foo", "1.0.0", "second");

        assertRefused(again, "file-exists");
        assertThat(read("/maven/com/foo/widget/1.0.0/widget-1.0.0.jar")).isEqualTo("first");
    }

    private void assertRefused(Command.Result refused, String reason) {
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output()).contains(reason + ": ");
    }

    private Command.Result deploy(IssuedToken token, String groupId, String version, String content) throws Exception {
        Path jar = Files.writeString(directory.resolve("widget.jar"), content);
        return maven.run(
                token.secret().reveal(),
                DEPLOY,
                "-Durl=" + world.at("/maven"),
                "-DrepositoryId=test",
                "-Dfile=" + jar,
                "-DgroupId=" + groupId,
                "-DartifactId=widget",
                "-Dversion=" + version,
                "-Dpackaging=jar");
    }

    private String read(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(world.at(path)).build(), BodyHandlers.ofString())
                .body();
    }
}
