package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.publish.token.IssuedToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Maven and npm protocols refuse, and in which form. */
class ProtocolRefusalsTest {
    private static final String JAR = "/maven/com/acme/widget/1.0.0/widget-1.0.0.jar";
    private static final String METADATA = "/maven/com/acme/widget/maven-metadata.xml";

    @TempDir
    Path directory;

    private World world;
    private Client client;
    private IssuedToken token;

    @BeforeEach
    void start() throws IOException {
        world = World.in(directory);
        client = new Client(world.registry.origin());
        Account account = world.account("acme", "maven:com.acme.**");
        token = world.token(account, "maven:**", "npm:**");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void maven_is_told_in_the_status_line_that_a_token_is_missing() throws Exception {
        String answer = raw("PUT " + JAR + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close");

        assertThat(answer)
                .startsWith("HTTP/1.1 401 token-missing: ")
                .containsIgnoringCase("WWW-Authenticate: Basic realm=\"registry\"")
                .containsIgnoringCase("Content-Type: application/problem+json")
                .contains("\"code\":\"token-missing\"");
    }

    @Test
    void npm_is_told_in_its_own_json_that_a_token_is_missing() throws Exception {
        HttpResponse<String> answer = client.get("/npm/-/whoami");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"registry\"");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).contains("\"error\":\"").contains("\"code\":\"token-missing\"");
    }

    @Test
    void the_same_bytes_may_be_sent_again_and_other_bytes_not() throws Exception {
        assertThat(put(JAR, "one").statusCode()).isEqualTo(201);
        assertThat(put(JAR, "one").statusCode()).isEqualTo(200);
        assertRefused(put(JAR, "two"), 409, "file-exists");
        assertThat(client.get(JAR).body()).isEqualTo("one");
    }

    @Test
    void a_checksum_must_be_that_of_the_stored_file_and_is_served_from_it() throws Exception {
        put(JAR, "one");

        assertThat(put(JAR + ".sha1", sha1("one")).statusCode()).isEqualTo(200);
        assertRefused(put(JAR + ".sha1", sha1("two")), 400, "checksum-mismatch");
        assertThat(client.get(JAR + ".sha1").body()).isEqualTo(sha1("one"));
        assertRefused(put("/maven/com/acme/widget/1.0.0/widget-1.0.0.pom.md5", "00"), 409, "file-missing");
    }

    @Test
    void metadata_and_snapshots_may_be_replaced() throws Exception {
        String snapshot = "/maven/com/acme/widget/2-SNAPSHOT/widget-2-20260101.000000-1.jar";
        put(JAR, "one");

        assertThat(put(METADATA, "<metadata/>").statusCode()).isEqualTo(201);
        assertThat(put(METADATA, "<metadata>2</metadata>").statusCode()).isEqualTo(201);
        assertThat(client.get(METADATA).body()).isEqualTo("<metadata>2</metadata>");
        assertThat(put(snapshot, "one").statusCode()).isEqualTo(201);
        assertThat(put(snapshot, "two").statusCode()).isEqualTo(201);
        assertThat(client.get(snapshot).body()).isEqualTo("two");
    }

    @Test
    void a_release_takes_no_more_files_after_an_hour() throws Exception {
        put(JAR, "one");
        world.clock.advance(Duration.ofMinutes(61));
        token = world.token(world.registry.accounts().byName("acme"), "maven:com.acme.**");

        assertRefused(put("/maven/com/acme/widget/1.0.0/widget-1.0.0-sources.jar", "more"), 409, "release-closed");
    }

    @Test
    void a_group_that_was_not_granted_and_a_package_of_somebody_else_are_refused() throws Exception {
        put(JAR, "one");
        IssuedToken stranger = world.token(world.account("stranger"), "maven:**", "npm:**");

        assertRefused(client.put(JAR.replace("1.0.0", "1.0.1"), stranger, "x"), 403, "owner-may-not");
        assertRefused(client.put("/maven/org/other/a/1/a-1.jar", stranger, "x"), 403, "owner-may-not");
        assertRefused(
                client.put("/npm/@acme%2fwidget", stranger, NpmDocuments.json("@acme/widget", "1.0.0")),
                403,
                "owner-may-not");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/maven/../../../etc/passwd",
                "/maven/com/acme/..%2f..%2f..%2fregistry.key",
                "/maven/com/acme/%2e%2e/%2e%2e/registry.key",
                "/maven/com/acme/widget/1.0.0/..\\..\\widget-1.0.0.jar",
                "/maven/com/acme/widget/1.0.0/widget-1.0.0.jar%00.pom",
                "/maven/com/acme//widget/1.0.0/widget-1.0.0.jar",
                "/maven/com/acme/widget/1.0.0/other-1.0.0.jar",
                "/maven/blobs/incoming",
                "/npm/..%2f..%2fregistry.key",
                "/npm/@acme%2f..%2f..%2fregistry.key",
                "/npm/widget/-/..%2f..%2fregistry.key",
                "/npm/%2e%2e/-/x.tgz",
                "/assets/../registry.key",
                "/assets/%2e%2e/V1__registry.sql",
            })
    void a_path_that_is_not_of_the_protocol_reads_and_writes_nothing(String path) throws Exception {
        String credentials = "\r\nAuthorization: " + Client.basic(token);
        for (String method : new String[] {"GET", "PUT"}) {
            String answer = raw(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4"
                    + "\r\nConnection: close" + credentials + "\r\n\r\nevil");

            assertThat(answer).matches("(?s)HTTP/1\\.1 (400|404|405) .*");
        }
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    static Stream<Consumer<Map<String, Object>>> brokenDocuments() {
        return Stream.of(
                document -> document.put("name", "@acme/other"),
                document -> document.put("_id", "@acme/other"),
                document -> document.put("access", "restricted"),
                document -> document.put("versions", Map.of()),
                document -> document.put("_attachments", Map.of()),
                document -> document.put("dist-tags", Map.of("latest", "9.9.9")),
                document -> document.put("dist-tags", Map.of("1.0", "1.0.0")),
                document -> attachment(document).put("length", 1),
                document -> attachment(document).put("data", "AAAA"),
                document -> dist(document).put("integrity", "sha512-AAAA"),
                document -> dist(document).put("shasum", "00"),
                document -> manifest(document).put("version", "1.0.1"));
    }

    @ParameterizedTest
    @MethodSource("brokenDocuments")
    void a_document_that_contradicts_itself_is_refused(Consumer<Map<String, Object>> change) throws Exception {
        Map<String, Object> document = NpmDocuments.of("@acme/widget", "1.0.0");
        change.accept(document);

        HttpResponse<String> answer = client.put("/npm/@acme%2fwidget", token, JsonText.write(document));

        assertRefused(answer, 400, "document-invalid");
        assertThat(world.registry.catalog().exists(PackageName.npm("@acme/widget")))
                .isFalse();
    }

    @Test
    void a_published_npm_version_cannot_be_published_again() throws Exception {
        String document = NpmDocuments.json("@acme/widget", "1.0.0");
        assertThat(client.put("/npm/@acme%2fwidget", token, document).statusCode())
                .isEqualTo(201);

        assertRefused(client.put("/npm/@acme%2fwidget", token, document), 409, "version-exists");
    }

    @Test
    void uploads_are_served_so_that_no_browser_takes_them_for_a_page() throws Exception {
        put("/maven/com/acme/widget/1.0.0/widget-1.0.0.html", "<script>alert(1)</script>");

        HttpResponse<String> answer = client.get("/maven/com/acme/widget/1.0.0/widget-1.0.0.html");

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(answer.headers().firstValue("Content-Security-Policy")).hasValue("default-src 'none'; sandbox");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Content-Disposition")).hasValue("attachment");
    }

    private void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    private HttpResponse<String> put(String path, String body) throws IOException, InterruptedException {
        return client.put(path, token, body);
    }

    private static String sha1(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends exactly these bytes, which a well-behaved client would not. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), world.registry.origin().getPort())) {
            String whole = request.contains("\r\n\r\n") ? request : request + "\r\n\r\n";
            socket.getOutputStream().write(whole.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> only(Map<String, Object> document, String member) {
        Map<String, Object> inner = (Map<String, Object>) document.get(member);
        return (Map<String, Object>) inner.values().iterator().next();
    }

    private static Map<String, Object> attachment(Map<String, Object> document) {
        return only(document, "_attachments");
    }

    private static Map<String, Object> manifest(Map<String, Object> document) {
        return only(document, "versions");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> dist(Map<String, Object> document) {
        return (Map<String, Object>) manifest(document).get("dist");
    }
}
