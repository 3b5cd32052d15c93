package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.testkit.oidc.GitHubJob;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages say of each file how it came in, whatever the rest of its release did. */
class ProvenanceTest {
    private static final PackageName WIDGET = PackageName.maven("com.acme", "widget");
    private static final String RELEASE = "/maven/com/acme/widget/1.0.0/widget-1.0.0";
    private static final String SNAPSHOT = "/maven/com/acme/widget/2-SNAPSHOT/widget-2-20260101.000000-1.jar";
    private static final GitHubJob JOB = GitHubJob.of("acme/widget");

    @TempDir
    Path directory;

    private World world;
    private Client client;
    private IssuedToken token;
    private String jobToken;

    @BeforeEach
    void start() throws Exception {
        world = World.in(directory);
        client = new Client(world.registry.origin());
        Account acme = world.account("acme", "maven:com.acme.**");
        world.trust(JOB, WIDGET, acme);
        token = world.token(acme, "maven:**");
        jobToken = exchange();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void a_file_that_a_token_adds_to_a_jobs_release_is_not_shown_as_the_jobs() throws Exception {
        putAsJob(RELEASE + ".pom", "<project/>");
        assertThat(client.put(RELEASE + ".jar", token, "planted").statusCode()).isEqualTo(201);

        assertThat(shown("widget-1.0.0.pom")).contains("by a CI job of").contains("acme/widget");
        assertThat(shown("widget-1.0.0.jar")).contains("by acme with a token").doesNotContain("CI job");
        assertThat(page()).contains("Not all files came in this way");
    }

    @Test
    void a_snapshot_that_a_token_replaces_is_no_longer_shown_as_the_jobs() throws Exception {
        putAsJob(SNAPSHOT, "built");
        assertThat(shown("widget-2-20260101.000000-1.jar")).contains("by a CI job of");
        assertThat(page()).doesNotContain("Not all files came in this way");

        client.put(SNAPSHOT, token, "planted");

        assertThat(shown("widget-2-20260101.000000-1.jar")).contains("by acme with a token");
    }

    @Test
    void the_same_bytes_sent_again_do_not_change_who_brought_them() throws Exception {
        putAsJob(RELEASE + ".jar", "built");

        assertThat(client.put(RELEASE + ".jar", token, "built").statusCode()).isEqualTo(200);

        assertThat(shown("widget-1.0.0.jar")).contains("by a CI job of");
    }

    private void putAsJob(String path, String body) throws IOException, InterruptedException {
        assertThat(client.send(client.request(path)
                                .header("Authorization", "Bearer " + jobToken)
                                .PUT(BodyPublishers.ofString(body)))
                        .statusCode())
                .isEqualTo(201);
    }

    private String exchange() throws Exception {
        String idToken = world.ci.token(JOB, world.registry.origin().getRawAuthority());
        HttpRequest.Builder request =
                client.request("/oidc/exchange").POST(BodyPublishers.ofString("{\"token\":\"" + idToken + "\"}"));
        return StrictJson.object(client.send(request).body(), JsonLimits.small())
                .string("token");
    }

    private String page() throws Exception {
        return client.get("/package?name=" + WIDGET).body();
    }

    /** What the page says about this file. */
    private String shown(String fileName) throws Exception {
        String after = page().split(">" + fileName + "</a>", 2)[1];
        return after.split("</li>", 2)[0];
    }
}
