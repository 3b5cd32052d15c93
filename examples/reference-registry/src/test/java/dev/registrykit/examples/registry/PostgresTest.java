package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.publish.token.IssuedToken;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same registry with its tables in PostgreSQL, and started twice on them. */
class PostgresTest {
    private static final String JAR = "/maven/com/acme/widget/1.0.0/widget-1.0.0.jar";

    @TempDir
    Path directory;

    @Test
    void a_registry_publishes_signs_up_and_remembers_on_postgresql() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            try (World world = World.on(url, directory)) {
                publishAndSignUp(world);
            }
            try (World again = World.on(url, directory)) {
                Client client = new Client(again.registry.origin());
                assertThat(client.get(JAR).body()).isEqualTo("one");
                assertThat(client.get("/npm/@acme%2fwidget").body()).contains("\"latest\":\"1.0.0\"");
                assertThat(again.registry.accounts().byName("ada")).isNotNull();
            }
        }
    }

    private static void publishAndSignUp(World world) throws Exception {
        Account account = world.account("acme", "maven:com.acme.**");
        IssuedToken token = world.token(account, "maven:com.acme.**", "npm:@acme/*");
        Client client = new Client(world.registry.origin());
        assertThat(client.put(JAR, token, "one").statusCode()).isEqualTo(201);
        assertThat(client.put(JAR, token, "two").body()).contains("file-exists");
        String document = NpmDocuments.json("@acme/widget", "1.0.0");
        assertThat(client.put("/npm/@acme%2fwidget", token, document).statusCode())
                .isEqualTo(201);
        assertThat(client.put("/npm/@acme%2fwidget", token, document).body()).contains("version-exists");
        client.get("/sign-up");
        assertThat(client.post("/sign-up", Map.of("userName", "ada", "password", "correct horse battery"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(client.get("/account").body()).contains("npm:@ada/*");
        assertThat(client.get("/account/events").body()).contains("password.set");
    }
}
