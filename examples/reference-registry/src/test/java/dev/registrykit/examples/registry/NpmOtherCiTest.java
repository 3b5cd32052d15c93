package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.examples.registry.catalog.ReleaseRecord;
import dev.registrykit.publish.provider.CircleCi;
import dev.registrykit.publish.provider.GitLab;
import dev.registrykit.testkit.oidc.CiJob;
import dev.registrykit.testkit.oidc.CiJobs;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed npm client in jobs of CI systems that give the identity token in {@code NPM_ID_TOKEN}. */
class NpmOtherCiTest {
    private static final PackageName WIDGET = PackageName.npm("@acme/widget");
    private static final CiJob GITLAB = CiJobs.gitLab("acme/widget").claim("project_visibility", "private");
    private static final CiJob CIRCLECI = CiJobs.circleCi("acme/widget");

    @TempDir
    Path directory;

    private World world;
    private IdentityProviderServer issuer;

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void a_gitlab_job_publishes_without_any_token() throws Exception {
        startGitLab();

        WorkloadIdentity workload = publish(GITLAB);

        assertThat(workload.sourceRepository()).isEqualTo(issuer.issuer() + "/acme/widget");
        assertThat(workload.sourceRepositoryId()).isEqualTo(claim(GITLAB, "project_id"));
    }

    @Test
    void a_gitlab_job_of_a_project_of_the_same_name_with_another_id_is_refused() throws Exception {
        startGitLab();

        assertRefused(GITLAB.claim("project_id", "424242").claim("job_project_id", "424242"), "repository-id-mismatch");
    }

    @Test
    void a_circleci_job_publishes_without_any_token() throws Exception {
        startCircleCi();

        WorkloadIdentity workload = publish(CIRCLECI);

        assertThat(workload.sourceRepositoryId()).isEqualTo(claim(CIRCLECI, "oidc.circleci.com/project-id"));
        assertThat(workload.claim("vcs-origin")).isEqualTo("github.com/acme/widget");
    }

    @Test
    void a_circleci_job_that_was_run_again_with_ssh_is_refused() throws Exception {
        startCircleCi();

        assertRefused(CIRCLECI.claim("oidc.circleci.com/ssh-rerun", true), "job-refused");
    }

    private void startGitLab() throws IOException {
        start(GITLAB);
        trust(GitLab.at(issuer.issuer())
                .policy("acme/widget")
                .repositoryId(claim(GITLAB, "project_id"))
                .ownerId(claim(GITLAB, "namespace_id"))
                .workflow(".gitlab-ci.yml")
                .build());
    }

    private void startCircleCi() throws IOException {
        start(CIRCLECI);
        trust(CircleCi.at(issuer.issuer())
                .policy("github.com/acme/widget", claim(CIRCLECI, "oidc.circleci.com/pipeline-definition-id"))
                .repositoryId(claim(CIRCLECI, "oidc.circleci.com/project-id"))
                .build());
    }

    private void start(CiJob job) throws IOException {
        world = World.trusting(
                server -> {
                    issuer = server.playing(job);
                    return job.equals(GITLAB) ? GitLab.at(issuer.issuer()) : CircleCi.at(issuer.issuer());
                },
                Files.createDirectories(directory.resolve("registry")));
    }

    private void trust(WorkloadPolicy policy) {
        world.trust(policy, WIDGET, world.account("acme"));
    }

    private String claim(CiJob job, String name) {
        return String.valueOf(Objects.requireNonNull(job.claims(issuer.issuer(), "npm:localhost", world.clock.instant())
                .get(name)));
    }

    private WorkloadIdentity publish(CiJob job) throws Exception {
        Command.Result published = run(job);
        assertThat(published.output()).contains("+ @acme/widget@1.0.0");
        assertThat(published.exitCode()).isZero();
        ReleaseRecord release = world.registry.catalog().releases(WIDGET).get(0);
        assertThat(release.publication().account()).isNull();
        return release.publication().workload();
    }

    private void assertRefused(CiJob job, String reason) throws Exception {
        Command.Result refused = run(job);
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output()).contains(reason);
        assertThat(world.registry.catalog().releases(WIDGET)).isEmpty();
    }

    private Command.Result run(CiJob job) throws Exception {
        Map<String, String> variables =
                issuer.run(job).idToken("NPM_ID_TOKEN", "npm:localhost").environment();
        return NpmClient.in(directory, world.at("/npm/")).publish("@acme/widget", "1.0.0", variables);
    }
}
