package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonText;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.publish.token.IssuedToken;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused takes no room. */
class ExhaustionTest {
    private static final String JAR = "/maven/com/acme/widget/1.0.0/widget-1.0.0.jar";

    @TempDir
    Path directory;

    private World world;
    private Client client;
    private IssuedToken token;

    @BeforeEach
    void start() throws IOException {
        world = World.in(directory);
        client = new Client(world.registry.origin());
        Account acme = world.account("acme", "maven:com.acme.**");
        token = world.token(acme, "maven:**", "npm:**");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void the_bytes_of_a_refused_upload_are_not_kept() throws Exception {
        client.put(JAR, token, "one");

        assertThat(client.put(JAR, token, "two").body()).contains("\"code\":\"file-exists\"");

        assertThat(storedFiles()).isEqualTo(1);
    }

    @Test
    void the_tarball_of_a_refused_npm_version_is_not_kept() throws Exception {
        Map<String, Object> again = NpmDocuments.of("@acme/widget", "1.0.0", "other content");
        client.put("/npm/@acme%2fwidget", token, NpmDocuments.json("@acme/widget", "1.0.0"));

        assertThat(client.put("/npm/@acme%2fwidget", token, JsonText.write(again))
                        .body())
                .contains("\"code\":\"version-exists\"");

        assertThat(storedFiles()).isEqualTo(1);
    }

    @Test
    void a_manifest_of_more_than_256_kibibytes_is_refused() throws Exception {
        Map<String, Object> document = NpmDocuments.of("@acme/widget", "1.0.0");
        NpmDocuments.manifest(document).put("description", "x".repeat(256 * 1024));

        HttpResponse<String> refused = client.put("/npm/@acme%2fwidget", token, JsonText.write(document));

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("\"code\":\"too-large\"").contains("manifest");
        assertThat(storedFiles()).isZero();
    }

    private long storedFiles() throws IOException {
        long stored = 0;
        for (String part : new String[] {"blobs", "incoming"}) {
            try (Stream<Path> files = Files.walk(directory.resolve(part))) {
                stored += files.filter(Files::isRegularFile).count();
            }
        }
        return stored;
    }
}
