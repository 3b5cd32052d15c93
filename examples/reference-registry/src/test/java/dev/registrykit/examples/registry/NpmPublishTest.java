package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.examples.registry.catalog.ReleaseRecord;
import dev.registrykit.testkit.oidc.GitHubJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed npm client, in a CI job that has no token. */
class NpmPublishTest {
    private static final PackageName WIDGET = PackageName.npm("@acme/widget");
    private static final GitHubJob JOB = GitHubJob.of("acme/widget").claim("repository_visibility", "private");

    @TempDir
    Path directory;

    private NpmClient npm;
    private World world;

    @BeforeEach
    void start() throws IOException {
        world = World.in(Files.createDirectories(directory.resolve("registry")));
        npm = NpmClient.in(directory, world.at("/npm/"));
        world.trust(JOB, WIDGET, world.account("acme"));
    }

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void a_job_of_the_registered_workflow_publishes_without_any_token() throws Exception {
        Command.Result published = publish("1.0.0", world.ci.run(JOB).environment());

        assertThat(published.output()).contains("+ @acme/widget@1.0.0");
        assertThat(published.exitCode()).isZero();
        ReleaseRecord release = world.registry.catalog().releases(WIDGET).get(0);
        assertThat(release.publication().account()).isNull();
        assertThat(release.publication().workload().runInvocation())
                .isEqualTo("https://github.com/acme/widget/actions/runs/" + JOB.runId() + "/attempts/1");
        assertThat(release.publication().workload().sourceDigest()).isEqualTo(JOB.sha());
        assertThat(npm.run(Map.of(), "view", "@acme/widget", "dist-tags.latest").output())
                .contains("1.0.0");
        assertThat(npm.run(Map.of(), "install", "@acme/widget@1.0.0").exitCode())
                .isZero();
        assertThat(directory.resolve("project/node_modules/@acme/widget/index.js"))
                .exists();
    }

    @Test
    void the_same_identity_token_is_refused_the_second_time() throws Exception {
        Map<String, String> variables = new LinkedHashMap<>(world.ci.run(JOB).environment());
        variables.put("NPM_ID_TOKEN", world.ci.token(JOB, "npm:localhost"));
        assertThat(publish("1.0.0", variables).exitCode()).isZero();

        Command.Result again = publish("1.0.1", variables);

        assertRefused(again, "token-replayed");
        assertThat(world.registry.catalog().releases(WIDGET)).hasSize(1);
    }

    @Test
    void a_repository_of_the_same_name_with_another_id_is_refused() throws Exception {
        assertRefused(JOB.ids("424242", JOB.ownerId()), "repository-id-mismatch");
    }

    @Test
    void another_workflow_file_is_refused() throws Exception {
        assertRefused(JOB.workflow(".github/workflows/test.yml"), "workflow-mismatch");
    }

    @Test
    void a_job_that_a_pull_request_of_a_stranger_started_is_refused() throws Exception {
        assertRefused(JOB.event("pull_request_target"), "event-refused");
    }

    private void assertRefused(GitHubJob job, String reason) throws Exception {
        assertRefused(publish("1.0.0", world.ci.run(job).environment()), reason);
        assertThat(world.registry.catalog().releases(WIDGET)).isEmpty();
    }

    private void assertRefused(Command.Result refused, String reason) {
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output()).contains(reason);
        assertThat(world.events(WIDGET, "exchange.refused"))
                .extracting(event -> event.details().get("reason"))
                .containsExactly(reason);
    }

    private Command.Result publish(String version, Map<String, String> variables) throws Exception {
        return npm.publish("@acme/widget", version, variables);
    }
}
