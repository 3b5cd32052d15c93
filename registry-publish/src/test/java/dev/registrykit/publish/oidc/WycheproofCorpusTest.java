package dev.registrykit.publish.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The JSON Web Signature vectors of Wycheproof, at the level of signatures: what is admitted must be valid there, and
 * each valid compact token under RS256, with a key for RS256, must be admitted.
 */
class WycheproofCorpusTest {
    private static final List<Vector> VECTORS = new ArrayList<>();

    private record Vector(int id, String comment, boolean valid, String token, String keySet, Map<String, Object> key) {
        /** Whether it lies in what the verifier is made for: RS256 alone, with an explicit key id of a signature key. */
        boolean isOurs() {
            return valid
                    && "RS256".equals(key.get("alg"))
                    && headerOf(token).contains("\"RS256\"")
                    && token.chars().filter(c -> c == '.').count() == 2;
        }

        private static String headerOf(String token) {
            String header = token.substring(0, Math.max(0, token.indexOf('.')));
            try {
                return new String(java.util.Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException malformed) {
                return "";
            }
        }
    }

    @BeforeAll
    static void readVectors() throws Exception {
        Path file = corpora().resolve("wycheproof/json_web_signature_test.json");
        if (!Files.exists(file)) {
            assertThat(System.getenv("CI")).as("the corpus must be there in CI").isNotEqualTo("true");
        }
        assumeTrue(Files.exists(file), "no corpus at " + file);
        Map<String, Object> document = JSONObjectUtils.parse(Files.readString(file));
        for (Map<String, Object> group : JSONObjectUtils.getJSONObjectArray(document, "testGroups")) {
            Object key = group.containsKey("public") ? group.get("public") : group.get("private");
            @SuppressWarnings("unchecked")
            Map<String, Object> jwk = (Map<String, Object>) key;
            String keySet = "{\"keys\":[" + JSONObjectUtils.toJSONString(jwk) + "]}";
            for (Map<String, Object> test : JSONObjectUtils.getJSONObjectArray(group, "tests")) {
                Object jws = test.get("jws");
                String token = jws instanceof String text ? text : String.valueOf(jws);
                VECTORS.add(new Vector(
                        ((Number) test.get("tcId")).intValue(),
                        String.valueOf(test.get("comment")),
                        "valid".equals(test.get("result")),
                        token,
                        keySet,
                        jwk));
            }
        }
    }

    private static Path corpora() {
        String property = System.getProperty("registrykit.corpora");
        String environment = System.getenv("REGISTRYKIT_CORPORA");
        return Path.of(property != null ? property : environment != null ? environment : "../shared/corpora");
    }

    private static boolean admitted(Vector vector) {
        JsonWebKeys keys;
        try {
            keys = JsonWebKeys.parse(vector.keySet().getBytes(StandardCharsets.UTF_8));
        } catch (JsonFormatException noUsableKey) {
            return false;
        }
        Decision<CompactJws> read = CompactJws.read(vector.token());
        return read.fold(
                jws -> {
                    var key = keys.byId(jws.keyId());
                    return key != null && jws.isSignedBy(key);
                },
                refusal -> false,
                outage -> false);
    }

    @TestFactory
    Stream<DynamicTest> what_is_admitted_is_valid() {
        return VECTORS.stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.id() + " " + vector.comment(),
                        () -> assertThat(vector.valid() || !admitted(vector)).isTrue()));
    }

    @Test
    void valid_tokens_under_rs256_are_admitted() {
        List<Vector> ours = VECTORS.stream().filter(Vector::isOurs).toList();

        assertThat(ours).hasSizeGreaterThanOrEqualTo(7);
        assertThat(ours)
                .allSatisfy(vector -> assertThat(admitted(vector))
                        .as(vector.id() + " " + vector.comment())
                        .isTrue());
    }

    @Test
    void nothing_else_is_admitted() {
        assertThat(VECTORS.stream().filter(vector -> !vector.isOurs()).filter(WycheproofCorpusTest::admitted))
                .extracting(Vector::id)
                .isEmpty();
    }
}
