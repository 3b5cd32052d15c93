package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.publish.token.IssuedToken;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a manifest says, the tarball that is installed says too. */
class NpmTarballTest {
    private static final String NAME = "@acme/widget";
    private static final String GOOD = NpmDocuments.packageJson(NAME, "1.0.0");
    private static final String EVIL = NpmDocuments.packageJson("@acme/other", "6.6.6");

    @TempDir
    Path directory;

    private World world;
    private Client client;
    private IssuedToken token;

    @BeforeEach
    void start() throws IOException {
        world = World.in(directory);
        client = new Client(world.registry.origin());
        token = world.token(world.account("acme"), "npm:**");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    static Stream<Arguments> contradictions() throws IOException {
        byte[] good = NpmDocuments.entry("package/package.json", '0', GOOD);
        return Stream.of(
                Arguments.of(
                        "the name in the tarball's package.json",
                        NpmDocuments.tarball(NpmDocuments.packageJson("@acme/other", "1.0.0"), "")),
                Arguments.of(
                        "the version in the tarball's package.json",
                        NpmDocuments.tarball(NpmDocuments.packageJson(NAME, "1.0.1"), "")),
                Arguments.of("holds no package.json", NpmDocuments.gzip(NpmDocuments.entry("package/x", '0', ""))),
                Arguments.of(
                        "one package.json",
                        NpmDocuments.gzip(good, NpmDocuments.entry("other/package.json", '0', EVIL))),
                Arguments.of(
                        "one package.json",
                        NpmDocuments.gzip(good, NpmDocuments.entry("package/PACKAGE.json", '0', EVIL))),
                Arguments.of(
                        "an odd path",
                        NpmDocuments.gzip(good, NpmDocuments.entry("package/./package.json", '0', EVIL))),
                Arguments.of(
                        "goes on behind its end",
                        NpmDocuments.gzip(good, new byte[512], NpmDocuments.entry("package/package.json", '0', EVIL))),
                Arguments.of(
                        "neither file nor directory",
                        NpmDocuments.gzip(good, NpmDocuments.entry("package/a", '2', ""))),
                Arguments.of(
                        "the name package.json afterwards",
                        NpmDocuments.gzip(
                                good,
                                NpmDocuments.entry("PaxHeader/a", 'x', "29 path=package/package.json\n"),
                                NpmDocuments.entry("package/a", '0', EVIL))),
                Arguments.of("cannot be unpacked", truncated(NpmDocuments.tarball(GOOD, "x".repeat(5000)))));
    }

    private static byte[] truncated(byte[] tarball) {
        return Arrays.copyOf(tarball, tarball.length - 20);
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void a_tarball_that_could_be_another_package_is_refused(String why, byte[] tarball) throws Exception {
        assertInvalid(publish(NpmDocuments.with(NAME, "1.0.0", tarball)), why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_npmUser", "_hasShrinkwrap", "_anything"})
    void a_manifest_cannot_say_what_only_a_registry_says(String member) throws Exception {
        Map<String, Object> document = NpmDocuments.of(NAME, "1.0.0");
        NpmDocuments.manifest(document).put(member, "root");

        assertInvalid(publish(document), "a member that only a registry writes");
    }

    @Test
    void a_manifest_cannot_name_another_id_or_integrity() throws Exception {
        for (String member : new String[] {"_id", "_integrity"}) {
            Map<String, Object> document = NpmDocuments.of(NAME, "1.0.0");
            NpmDocuments.manifest(document).put(member, "@acme/other@1.0.0");

            assertInvalid(publish(document), "the manifest's " + member);
        }
    }

    private HttpResponse<String> publish(Map<String, Object> document) throws IOException, InterruptedException {
        return client.put("/npm/@acme%2fwidget", token, JsonText.write(document));
    }

    private void assertInvalid(HttpResponse<String> refused, String why) {
        assertThat(refused.body()).contains("\"code\":\"document-invalid\"").contains(why);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(world.registry.catalog().exists(PackageName.npm(NAME))).isFalse();
    }
}
