package dev.registrykit.attest;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real bundles of many ecosystems, whose expected outcome another verifier gave. */
class BundlesCorpusTest {
    /** It names no authority and no log, only keys; such a trust root is refused when it is read. */
    private static final String KEYS_ALONE = "trust/sigstore-go-public-key-validity.json";

    private static final Map<String, Map<String, Integer>> TALLY = new TreeMap<>();

    static Stream<Arguments> bundles() {
        Path corpus = Corpora.directory("bundles");
        return StrictJson.object(Corpora.read(corpus.resolve("index.json")), JsonLimits.of(4 << 20, 16, 100_000))
                .objects("entries")
                .stream()
                .map(entry -> Arguments.of(entry.string("bundle"), entry.string("expected"), entry));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("bundles")
    void a_bundle_is_never_wrongly_accepted_and_refused_only_as_unsupported(
            String bundle, String expected, JsonObject entry) {
        String outcome = outcome(entry);

        TALLY.computeIfAbsent(entry.string("group"), group -> new TreeMap<>())
                .merge(expected + " -> " + outcome, 1, Integer::sum);
        if (expected.equals("reject")) {
            assertThat(outcome).isNotEqualTo("allowed");
        } else if (expected.equals("verify")) {
            // Bundles of instances without a transparency log are not verified yet.
            assertThat(outcome).isIn("allowed", "unsupported", "log-entry-missing");
        }
    }

    @AfterAll
    static void print_the_counts() {
        TALLY.forEach((group, outcomes) -> System.out.println("corpus bundles/" + group + ": " + outcomes));
    }

    private static String outcome(JsonObject entry) {
        Path corpus = Corpora.directory("bundles");
        if (entry.string("trustedRoot").equals(KEYS_ALONE)) {
            return "unsupported";
        }
        SignerIdentity expected = SignerIdentity.of(text(entry, "identity"), text(entry, "issuer"));
        RegistryAttest attest = Corpora.verifier(corpus.resolve(entry.string("trustedRoot")));
        String sha256 = entry.isNull("digest") ? null : entry.object("digest").stringOrNull("sha256");
        ArtifactDigest digest = ArtifactDigest.sha256(sha256 == null ? "0".repeat(64) : sha256);
        return code(Bundle.parse(Corpora.read(corpus.resolve(entry.string("bundle"))))
                .then(bundle -> attest.verify(bundle, digest, SignerPolicy.signer(expected))));
    }

    private static String text(JsonObject entry, String name) {
        return !entry.has(name) || entry.isNull(name) ? "nobody" : entry.string(name);
    }
}
