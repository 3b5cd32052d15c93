package dev.registrykit.publish.macaroon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The vectors of libmacaroons: one test for each file, verifications and one macaroon in several forms alike. */
class MacaroonCorpusTest {

    @TestFactory
    Stream<DynamicTest> each_verification_ends_as_its_vector_says() throws IOException {
        return tests("*.vtest", MacaroonCorpusTest::verify);
    }

    @TestFactory
    Stream<DynamicTest> each_macaroon_is_the_same_in_all_its_forms() throws IOException {
        return tests("serialization_*", MacaroonCorpusTest::compare);
    }

    private interface Check {
        void of(Path file) throws IOException;
    }

    private static Stream<DynamicTest> tests(String glob, Check check) throws IOException {
        Path folder = corpora().resolve("macaroons");
        if (!Files.isDirectory(folder)) {
            assertThat(System.getenv("CI")).as("the corpus must be there in CI").isNotEqualTo("true");
        }
        assumeTrue(Files.isDirectory(folder), "no corpus at " + folder);
        List<Path> found = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder, glob)) {
            files.forEach(found::add);
        }
        assertThat(found).isNotEmpty();
        return found.stream()
                .sorted()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check.of(file)));
    }

    private static Path corpora() {
        String property = System.getProperty("registrykit.corpora");
        String environment = System.getenv("REGISTRYKIT_CORPORA");
        return Path.of(property != null ? property : environment != null ? environment : "../shared/corpora");
    }

    private static void verify(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        Macaroon macaroon = decoded(lines.get(lines.size() - 1), file.toString().contains("_v1_"));
        List<String> accepted = new ArrayList<>();
        byte[] key = {};
        for (String line : lines) {
            if (line.startsWith("key ")) {
                key = line.substring(4).getBytes(StandardCharsets.UTF_8);
            } else if (line.startsWith("exact ")) {
                accepted.add(line.substring(6));
            }
        }
        boolean authorized = macaroon.isSignedWith(key)
                && macaroon.caveats().stream().map(Caveat::text).allMatch(accepted::contains);

        assertThat(lines).contains("version 1").containsAnyOf("authorized", "unauthorized");
        assertThat(authorized).isEqualTo(lines.contains("authorized"));
    }

    private static void compare(Path file) throws IOException {
        Map<String, String> forms = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            forms.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
        }
        assertThat(forms).containsOnlyKeys("v1", "v2", "v2j");
        for (Map.Entry<String, String> form : forms.entrySet()) {
            Macaroon macaroon = decoded(form.getValue(), form.getKey().equals("v1"));

            assertThat(macaroon.location()).isEqualTo("http://example.org/");
            assertThat(macaroon.isSignedWith("this is the key".getBytes(StandardCharsets.UTF_8)))
                    .isTrue();
            assertThat(Map.of(
                            "v1", MacaroonCodec.encodeV1(macaroon),
                            "v2", MacaroonCodec.encodeV2(macaroon),
                            "v2j", MacaroonCodec.encodeV2Json(macaroon)))
                    .allSatisfy((name, bytes) -> assertThat(bytes)
                            .as(form.getKey() + " written as " + name)
                            .isEqualTo(bytes(String.valueOf(forms.get(name)), name.equals("v1"))));
        }
        assertThat(Set.copyOf(forms.values())).hasSize(3);
    }

    private static Macaroon decoded(String text, boolean twice) {
        return MacaroonCodec.decode(bytes(text, twice));
    }

    /** Padding may be there or not, and version 1 is base64 of base64. */
    private static byte[] bytes(String text, boolean twice) {
        byte[] once = Base64.getUrlDecoder().decode(text);
        return twice ? Base64.getUrlDecoder().decode(once) : once;
    }
}
