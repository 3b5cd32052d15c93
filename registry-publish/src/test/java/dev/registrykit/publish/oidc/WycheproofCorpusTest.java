package dev.registrykit.publish.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The JOSE vectors of Wycheproof (each {@code json_web_*_test.json}), at the level of signatures and keys: one test for
 * each vector.
 *
 * <p>What is not valid there is refused, whatever algorithm the issuer is pinned to. What is valid is admitted if its
 * algorithm is one that an issuer may have; otherwise the reason is asserted, and worked out here from the vector by
 * other code than ours.
 */
class WycheproofCorpusTest {
    private static final String ADMITTED = "admitted";
    private static final Set<String> OURS = Set.of("RS256", "ES256", "EdDSA");
    private static final Set<String> REFUSED_PARAMETERS =
            Set.of("crit", "b64", "zip", "jwk", "jku", "x5u", "x5c", "enc");

    private record Vector(String name, boolean valid, String token, Map<String, Object> keySet) {}

    @TestFactory
    Stream<DynamicTest> each_vector_is_admitted_or_refused_for_its_reason() throws Exception {
        Path folder = corpora().resolve("wycheproof");
        if (!Files.isDirectory(folder)) {
            assertThat(System.getenv("CI")).as("the corpus must be there in CI").isNotEqualTo("true");
        }
        assumeTrue(Files.isDirectory(folder), "no corpus at " + folder);
        List<Vector> vectors = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(WycheproofCorpusTest::isJose).sorted().toList()) {
                vectors.addAll(read(file));
            }
        }
        assertThat(vectors).isNotEmpty();
        return vectors.stream().map(vector -> DynamicTest.dynamicTest(vector.name(), () -> check(vector)));
    }

    private static boolean isJose(Path file) {
        return file.getFileName().toString().matches("json_web_.*_test\\.json");
    }

    private static Path corpora() {
        String property = System.getProperty("registrykit.corpora");
        String environment = System.getenv("REGISTRYKIT_CORPORA");
        return Path.of(property != null ? property : environment != null ? environment : "../shared/corpora");
    }

    private static List<Vector> read(Path file) throws IOException, ParseException {
        String group = file.getFileName().toString().replace("_test.json", "");
        List<Vector> vectors = new ArrayList<>();
        Map<String, Object> document = JSONObjectUtils.parse(Files.readString(file));
        for (Map<String, Object> each : JSONObjectUtils.getJSONObjectArray(document, "testGroups")) {
            Map<String, Object> key =
                    JSONObjectUtils.getJSONObject(each, each.containsKey("public") ? "public" : "private");
            Map<String, Object> keySet = key.containsKey("keys") ? key : Map.of("keys", List.of(key));
            for (Map<String, Object> test : JSONObjectUtils.getJSONObjectArray(each, "tests")) {
                Object token = test.containsKey("jws") ? test.get("jws") : test.get("jwe");
                vectors.add(new Vector(
                        group + " " + ((Number) test.get("tcId")).intValue() + " " + test.get("comment"),
                        "valid".equals(test.get("result")),
                        String.valueOf(token),
                        keySet));
            }
        }
        return vectors;
    }

    private static void check(Vector vector) {
        String reason = vector.valid() ? expectedOf(vector) : null;
        for (SignatureAlgorithm pinned : SignatureAlgorithm.values()) {
            String verdict = verdict(vector, pinned);
            if (reason == null) {
                assertThat(verdict).as("pinned to " + pinned).isNotEqualTo(ADMITTED);
            } else if (reason.equals(ADMITTED) && !pinned.headerName().equals(algorithmOf(vector))) {
                assertThat(verdict).as("pinned to " + pinned).isEqualTo("algorithm-not-allowed");
            } else {
                assertThat(verdict).as("pinned to " + pinned).isEqualTo(reason);
            }
        }
    }

    /** What the verifier says of it for an issuer with this algorithm: the steps before claims are looked at. */
    private static String verdict(Vector vector, SignatureAlgorithm pinned) {
        Decision<CompactJws> read = CompactJws.read(vector.token());
        return read.fold(
                jws -> {
                    if (jws.algorithm() != pinned) {
                        return "algorithm-not-allowed";
                    }
                    VerificationKey key = key(vector, pinned, jws.keyId());
                    if (key == null) {
                        return "key-unknown";
                    }
                    return jws.isSignedBy(key) ? ADMITTED : "signature-invalid";
                },
                refusal -> refusal.reason().code(),
                outage -> outage.reason().code());
    }

    private static @Nullable VerificationKey key(Vector vector, SignatureAlgorithm pinned, String keyId) {
        byte[] document = JSONObjectUtils.toJSONString(vector.keySet()).getBytes(StandardCharsets.UTF_8);
        try {
            return JsonWebKeys.parse(document, pinned).byId(keyId);
        } catch (JsonFormatException noUsableKey) {
            return null;
        }
    }

    /** What is to come out for a valid vector, whose key therefore is one for its signature. */
    private static String expectedOf(Vector vector) {
        String[] parts = vector.token().split("\\.", -1);
        if (parts.length != 3 || !isCanonical(parts[0])) {
            return "token-malformed";
        }
        Map<String, Object> header = headerOf(vector);
        if (!OURS.contains(header.get("alg"))) {
            return "algorithm-not-allowed";
        }
        if (!isCanonical(parts[1]) || !isCanonical(parts[2]) || !(header.get("kid") instanceof String)) {
            return "token-malformed";
        }
        boolean decides = header.keySet().stream().anyMatch(REFUSED_PARAMETERS::contains);
        if (decides || !"JWT".equals(header.getOrDefault("typ", "JWT"))) {
            return "header-not-allowed";
        }
        return hasUsableKey(vector, header) ? ADMITTED : "key-unknown";
    }

    /** Whether exactly one key of the set has the token's key id, and that one is strong enough and on a curve of ours. */
    private static boolean hasUsableKey(Vector vector, Map<String, Object> header) {
        List<?> named = ((List<?>) vector.keySet().get("keys"))
                .stream()
                        .filter(key -> header.get("kid").equals(((Map<?, ?>) key).get("kid")))
                        .toList();
        if (named.size() != 1) {
            return false;
        }
        Map<?, ?> key = (Map<?, ?>) named.get(0);
        return !key.containsKey("d")
                && (key.get("n") == null || Base64.getUrlDecoder().decode((String) key.get("n")).length >= 256)
                && (key.get("crv") == null || Set.of("P-256", "Ed25519").contains(key.get("crv")));
    }

    private static Object algorithmOf(Vector vector) {
        return headerOf(vector).get("alg");
    }

    private static Map<String, Object> headerOf(Vector vector) {
        String header = vector.token().split("\\.", -1)[0];
        try {
            return JSONObjectUtils.parse(new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8));
        } catch (ParseException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static boolean isCanonical(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return Arrays.equals(
                    Base64.getUrlEncoder().withoutPadding().encode(bytes), text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
