package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.testkit.oidc.GitHubJob;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed clients make a package that a pending publisher waits for. */
class PendingPublisherTest {
    private static final GitHubJob JOB = GitHubJob.of("acme/widget")
            .claim("repository_visibility", "private")
            .claim("actor", "octo");
    private static final PackageName NPM = PackageName.npm("@acme/widget");

    @TempDir
    Path directory;

    private World world;
    private Account acme;

    @BeforeEach
    void start() throws IOException {
        world = World.in(Files.createDirectories(directory.resolve("registry")));
        acme = world.account("acme", "maven:com.foo.**");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void the_first_npm_publish_makes_the_package_for_the_account_that_registered() throws Exception {
        pending(NPM, acme);

        Command.Result published = npmPublish();

        assertThat(published.output()).contains("+ @acme/widget@1.0.0");
        assertMade(NPM, "1.0.0");
    }

    @Test
    void the_first_mvn_deploy_makes_the_package_with_all_its_files() throws Exception {
        PackageName widget = PackageName.maven("com.foo", "widget");
        pending(widget, acme);
        Path file = Files.writeString(directory.resolve("widget.txt"), "a widget");
        String token = exchanged();

        Command.Result deployed = MavenClient.in(directory)
                .run(
                        token,
                        "deploy:deploy-file",
                        "-Durl=" + world.at("/maven"),
                        "-DrepositoryId=test",
                        "-Dfile=" + file,
                        "-Dpackaging=txt",
                        "-DgroupId=com.foo",
                        "-DartifactId=widget",
                        "-Dversion=1.0.0");

        assertThat(deployed.output()).contains("BUILD SUCCESS");
        assertMade(widget, "1.0.0");
        assertThat(world.registry.catalog().files(Release.of(widget, "1.0.0"))).hasSize(2);
    }

    private String exchanged() throws Exception {
        String identityToken = world.ci.token(JOB, world.registry.origin().getRawAuthority());
        Client client = new Client(world.registry.origin());
        return StrictJson.object(
                        client.send(client.request("/oidc/exchange")
                                        .POST(BodyPublishers.ofString("{\"token\":\"" + identityToken + "\"}")))
                                .body(),
                        JsonLimits.small())
                .string("token");
    }

    @Test
    void an_account_that_makes_the_package_first_ends_the_pending_publisher() throws Exception {
        pending(NPM, acme);
        Client client = new Client(world.registry.origin());

        assertThat(client.put(
                                "/npm/@acme%2fwidget",
                                world.token(acme, "npm:@acme/*"), NpmDocuments.json("@acme/widget", "0.1.0"))
                        .statusCode())
                .isEqualTo(201);

        assertThat(world.registry.publish().publishers().pendingOf(acme.subject()))
                .isEmpty();
        assertThat(accountEvents(acme.subject())).contains("publisher.pending-lost");
        Command.Result refused = npmPublish();
        assertThat(refused.exitCode()).isNotZero();
        assertThat(world.events(NPM, "release.published")).isEmpty();
    }

    private Command.Result npmPublish() throws Exception {
        return NpmClient.in(directory, world.at("/npm/"))
                .publish(NPM.text(), "1.0.0", world.ci.run(JOB).environment());
    }

    private void pending(PackageName name, Account account) {
        world.registry
                .publish()
                .publishers()
                .register(
                        Registration.builder(
                                        world.provider
                                                .policy(JOB.repository())
                                                .repositoryId(JOB.repositoryId())
                                                .ownerId(JOB.ownerId())
                                                .workflow(JOB.workflow())
                                                .build(),
                                        account.subject())
                                .packages(PackagePattern.exactly(name))
                                .pending()
                                .build(),
                        world.request)
                .orElseThrow(failure -> new AssertionError(failure.detail()));
    }

    private void assertMade(PackageName name, String version) {
        assertThat(world.registry.catalog().owners(name)).containsExactly(acme.subject());
        assertThat(world.registry.publish().publishers().ofPackage(name)).hasSize(1);
        assertThat(world.registry.publish().publishers().pendingOf(acme.subject()))
                .isEmpty();
        assertThat(world.registry.publish().publications().ofRelease(Release.of(name, version)))
                .singleElement()
                .satisfies(publication ->
                        assertThat(publication.workload().actor()).isEqualTo("octo"));
        assertThat(world.events(name, "release.published")).hasSize(1);
        assertThat(world.events(name, "publisher.confirmed")).hasSize(1);
    }

    private List<String> accountEvents(Subject account) {
        return world.registry.publish().events().ofAccount(account, 100).stream()
                .map(event -> event.type())
                .toList();
    }
}
