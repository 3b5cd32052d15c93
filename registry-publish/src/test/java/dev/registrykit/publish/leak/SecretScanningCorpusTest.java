package dev.registrykit.publish.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The public vectors of GitHub's signatures: one test for each, with the headers in all their spellings. */
class SecretScanningCorpusTest {
    @TestFactory
    Stream<DynamicTest> each_vector_is_taken_or_refused_for_its_signature() throws IOException {
        Path file = corpora().resolve("github-secret-scanning/vectors.json");
        if (!Files.exists(file)) {
            assertThat(System.getenv("CI")).as("the corpus must be there in CI").isNotEqualTo("true");
        }
        assumeTrue(Files.exists(file), "no corpus at " + file);
        JsonObject corpus = StrictJson.object(Files.readAllBytes(file), JsonLimits.small());
        byte[] keys = JsonText.write(corpus.object("publicKeysResponse")).getBytes(StandardCharsets.UTF_8);
        List<JsonObject> vectors = corpus.objects("vectors");
        assertThat(vectors).isNotEmpty();
        return vectors.stream()
                .map(vector -> DynamicTest.dynamicTest(vector.string("name"), () -> check(vector, keys)));
    }

    private static Path corpora() {
        String property = System.getProperty("registrykit.corpora");
        String environment = System.getenv("REGISTRYKIT_CORPORA");
        return Path.of(property != null ? property : environment != null ? environment : "../shared/corpora");
    }

    private static void check(JsonObject vector, byte[] keys) {
        try (World world = new World(
                builder -> builder.secretScanners(SecretScanner.github()).http((uri, maxBytes, timeout) -> {
                    assertThat(uri).hasToString("https://api.github.com/meta/public_keys/secret_scanning");
                    return keys;
                }))) {
            for (String spelling : List.of("GitHub-Public-Key-", "GITHUB-PUBLIC-KEY-", "github-public-key-")) {
                EndpointAnswer answer = world.publish
                        .leakEndpoint()
                        .handle(
                                RequestContext.builder("POST", "/")
                                        .header(spelling + "Identifier", vector.string("keyIdentifier"))
                                        .header(
                                                (spelling + "Signature").toUpperCase(Locale.ROOT),
                                                vector.string("signature"))
                                        .build(),
                                vector.string("payload").getBytes(StandardCharsets.UTF_8));
                String body = new String(answer.body(), StandardCharsets.UTF_8);
                if (vector.string("expected").equals("valid")) {
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(body)
                            .isEqualTo("[{\"token_raw\":\"cb4985f91f740272c0234202299f43808034d7f5\","
                                    + "\"token_type\":\"github_oauth_token\",\"label\":\"false_positive\"}]");
                } else {
                    assertThat(answer.status()).isEqualTo(403);
                    assertThat(body).contains("\"signature-invalid\"").doesNotContain("cb4985f9");
                }
            }
        }
    }
}
