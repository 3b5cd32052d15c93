package dev.registrykit.attest;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case of sigstore-conformance, with the artifact itself and with its digest alone. */
class SigstoreConformanceCorpusTest {
    private static final String IDENTITY =
            "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/"
                    + ".github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
    private static final String ISSUER = "https://token.actions.githubusercontent.com";

    /** Sound bundles that are refused as unsupported, with what is missing. Nothing may be added without a review. */
    private static final Map<String, String> NOT_YET = Map.of(
            "intoto-with-custom-trust-root", "the log entry is of kind intoto 0.0.2",
            "managed-key-happy-path", "signed by a bare public key",
            "rekor2-dsse-happy-path", "an envelope logged as hashedrekord 0.0.2");

    private static final Map<String, Integer> TALLY = new TreeMap<>();

    static Stream<Arguments> cases() throws IOException {
        Path corpus = Corpora.directory("sigstore-conformance");
        try (Stream<Path> all = Files.list(corpus)) {
            return all
                    .filter(Files::isDirectory)
                    .map(directory -> directory.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream()
                    .flatMap(name -> Stream.of(Arguments.of(name, "path"), Arguments.of(name, "digest")));
        }
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("cases")
    void a_case_has_its_outcome_for_its_reason(String name, String mode) {
        String outcome = outcome(name, mode.equals("digest"));

        String result;
        if (outcome.equals("allowed") != name.endsWith("_fail")) {
            result = "right";
        } else {
            result = outcome.equals("allowed") ? "wrongly accepted" : "not yet supported";
        }
        TALLY.merge(result, 1, Integer::sum);
        if (name.endsWith("_fail")) {
            assertThat(outcome).isEqualTo(ConformanceReasons.EXPECTED.get(name));
        } else {
            assertThat(outcome).isEqualTo(NOT_YET.containsKey(name) ? "unsupported" : "allowed");
        }
    }

    @Test
    void what_is_not_supported_yet_is_still_in_the_corpus() {
        Path corpus = Corpora.directory("sigstore-conformance");

        assertThat(NOT_YET.keySet())
                .allSatisfy(name -> assertThat(corpus.resolve(name)).isDirectory());
        assertThat(ConformanceReasons.EXPECTED.keySet())
                .allSatisfy(name -> assertThat(corpus.resolve(name)).isDirectory());
    }

    @AfterAll
    static void print_the_counts() {
        int cases = TALLY.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println("corpus sigstore-conformance: " + cases + " cases " + TALLY);
    }

    private static String outcome(String name, boolean byDigest) {
        Path corpus = Corpora.directory("sigstore-conformance");
        Path directory = corpus.resolve(name);
        Path own = directory.resolve("trusted_root.json");
        Path artifact = directory.resolve("artifact");
        ArtifactDigest whole =
                ArtifactDigest.of(Corpora.read(Files.exists(artifact) ? artifact : corpus.resolve("a.txt")));
        ArtifactDigest digest = byDigest
                ? ArtifactDigest.sha256(java.util.Objects.requireNonNull(
                        whole.hex(dev.registrykit.attest.bundle.DigestAlgorithm.SHA256)))
                : whole;
        RegistryAttest attest = Corpora.verifier(Files.exists(own) ? own : corpus.resolve("default-trusted-root.json"));
        SignerIdentity expected = SignerIdentity.of(
                text(directory.resolve("identity"), IDENTITY), text(directory.resolve("issuer"), ISSUER));
        return code(Bundle.parse(Corpora.read(directory.resolve("bundle.sigstore.json")))
                .then(bundle -> attest.verify(bundle, digest, SignerPolicy.signer(expected))));
    }

    private static String text(Path file, String otherwise) {
        return Files.exists(file) ? new String(Corpora.read(file), StandardCharsets.UTF_8).strip() : otherwise;
    }
}
