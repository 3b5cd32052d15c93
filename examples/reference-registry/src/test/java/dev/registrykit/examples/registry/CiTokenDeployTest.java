package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.provider.GitLab;
import dev.registrykit.testkit.oidc.CiJob;
import dev.registrykit.testkit.oidc.CiJobs;
import dev.registrykit.testkit.oidc.GitHubJob;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mvn deploy} of a project in CI jobs that have no secret, with the example {@code ci-token} around it. */
class CiTokenDeployTest {
    private static final PackageName WIDGET = PackageName.maven("com.foo", "widget");
    private static final String MASK = "::add-mask::";

    @TempDir
    Path directory;

    private MavenClient maven;
    private World world;

    @BeforeEach
    void require_maven() throws IOException {
        maven = MavenClient.in(Files.createDirectories(directory.resolve("job")));
    }

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void a_github_job_deploys_and_its_token_ends_with_the_command() throws Exception {
        GitHubJob job = GitHubJob.of("acme/widget");
        world = World.in(Files.createDirectories(directory.resolve("registry")));
        world.trust(job, WIDGET, world.account("acme"));

        Command.Result deployed = deploy(world.ci.run(job).environment());

        assertDeployed(deployed);
        assertThat(workload().sourceRepository()).isEqualTo("https://github.com/acme/widget");
        List<String> hidden = deployed.output()
                .lines()
                .filter(line -> line.startsWith(MASK))
                .map(line -> line.substring(MASK.length()))
                .toList();
        assertThat(hidden).hasSize(3).contains(token());
        assertPrintsNoneOf(hidden, deployed);
        assertTokenIsRevoked();
    }

    @Test
    void a_gitlab_job_deploys_and_its_token_ends_with_the_command() throws Exception {
        CiJob job = CiJobs.gitLab("acme/widget");
        world = World.trusting(
                server -> GitLab.at(server.playing(job).issuer()),
                Files.createDirectories(directory.resolve("registry")));
        Map<String, ?> claims = job.claims(world.ci.issuer(), audience(), world.clock.instant());
        world.trust(
                GitLab.at(world.ci.issuer())
                        .policy("acme/widget")
                        .repositoryId(String.valueOf(claims.get("project_id")))
                        .ownerId(String.valueOf(claims.get("namespace_id")))
                        .workflow(".gitlab-ci.yml")
                        .build(),
                WIDGET,
                world.account("acme"));
        Map<String, String> variables =
                world.ci.run(job).idToken("REGISTRY_ID_TOKEN", audience()).environment();

        Command.Result deployed = deploy(variables);

        assertDeployed(deployed);
        assertThat(workload().sourceRepository()).isEqualTo(world.ci.issuer() + "/acme/widget");
        assertThat(deployed.output()).doesNotContain(MASK);
        assertPrintsNoneOf(List.of(variables.get("REGISTRY_ID_TOKEN"), token()), deployed);
        assertTokenIsRevoked();
    }

    @Test
    void a_job_of_another_repository_is_told_why_and_maven_is_not_started() throws Exception {
        world = World.in(Files.createDirectories(directory.resolve("registry")));
        world.trust(GitHubJob.of("acme/widget"), WIDGET, world.account("acme"));

        Command.Result refused = deploy(world.ci.run(GitHubJob.of("acme/other")).environment());

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output().lines().filter(line -> !line.startsWith(MASK)))
                .singleElement()
                .asString()
                .startsWith("ci-token: stopped: The exchange failed (403). no-publisher: ");
        assertThat(directory.resolve("job/token")).doesNotExist();
    }

    /** The job's script: the token is also written down, so that the test knows it. */
    private Command.Result deploy(Map<String, String> job) throws Exception {
        Files.writeString(directory.resolve("job/pom.xml"), pom());
        Path resources = Files.createDirectories(directory.resolve("job/src/main/resources"));
        Files.writeString(resources.resolve("widget.txt"), "a widget");
        Map<String, String> variables = new LinkedHashMap<>(job);
        variables.put("HOME", System.getProperty("user.home"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Path.of("..", "ci-token", "CiToken.java").toAbsolutePath().toString(),
                "--exchange",
                world.at("/oidc/exchange").toString(),
                "--audience",
                audience(),
                "--",
                "sh",
                "-c",
                "printf %s \"$REGISTRY_TOKEN\" >token; exec \"$@\"",
                "sh"));
        command.addAll(maven.command("${env.REGISTRY_TOKEN}", "deploy"));
        return Command.run(directory.resolve("job"), variables, command);
    }

    private String pom() {
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.foo</groupId>
                  <artifactId>widget</artifactId>
                  <version>1.0.0</version>
                  <properties>
                    <maven.test.skip>true</maven.test.skip>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <distributionManagement>
                    <repository><id>test</id><url>%s</url></repository>
                  </distributionManagement>
                  <build><plugins>
                    <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.16.0</version></plugin>
                    <plugin><artifactId>maven-deploy-plugin</artifactId><version>3.2.0</version></plugin>
                    <plugin><artifactId>maven-install-plugin</artifactId><version>3.2.0</version>
                      <configuration><skip>true</skip></configuration></plugin>
                    <plugin><artifactId>maven-jar-plugin</artifactId><version>3.5.1</version></plugin>
                    <plugin><artifactId>maven-resources-plugin</artifactId><version>3.5.0</version></plugin>
                    <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.6.1</version></plugin>
                  </plugins></build>
                </project>
                """.formatted(world.at("/maven"));
    }

    private void assertDeployed(Command.Result deployed) throws Exception {
        assertThat(deployed.output()).contains("BUILD SUCCESS").doesNotContain("ci-token: ");
        assertThat(deployed.exitCode()).isZero();
        HttpRequest get = HttpRequest.newBuilder(world.at("/maven/com/foo/widget/1.0.0/widget-1.0.0.jar"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(get, BodyHandlers.ofByteArray())
                        .body())
                .isEqualTo(Files.readAllBytes(directory.resolve("job/target/widget-1.0.0.jar")));
    }

    private void assertPrintsNoneOf(List<String> tokens, Command.Result result) {
        assertThat(result.output().lines().filter(line -> !line.startsWith(MASK)))
                .noneMatch(line -> tokens.stream().anyMatch(line::contains));
    }

    private void assertTokenIsRevoked() throws Exception {
        byte[] pair = ("token:" + token()).getBytes(StandardCharsets.UTF_8);
        HttpRequest again = HttpRequest.newBuilder(world.at("/maven/com/foo/widget/1.0.1/widget-1.0.1.pom"))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair))
                .PUT(BodyPublishers.ofString("<project/>"))
                .build();
        HttpResponse<String> refused = HttpClient.newHttpClient().send(again, BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("\"code\":\"token-revoked\"");
    }

    private WorkloadIdentity workload() {
        return world.registry.catalog().releases(WIDGET).get(0).publication().workload();
    }

    private String token() throws IOException {
        return Files.readString(directory.resolve("job/token"));
    }

    private String audience() {
        return world.registry.origin().getRawAuthority();
    }
}
