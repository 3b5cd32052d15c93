package dev.registrykit.testkit.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.sigstore.KeylessVerificationException;
import dev.sigstore.KeylessVerifier;
import dev.sigstore.TrustedRootProvider;
import dev.sigstore.VerificationOptions;
import dev.sigstore.VerificationOptions.CertificateMatcher;
import dev.sigstore.bundle.Bundle;
import dev.sigstore.strings.StringMatcher;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The miniature's good bundles are good to verifiers that know nothing of it: sigstore-java, and the one within npm. */
class SecondOpinionTest {
    private static final String SIGNER =
            "https://github.com/acme/widget/.github/workflows/release.yml@refs/tags/v1.0.0";
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final WorkloadIdentity JOB = WorkloadIdentity.builder(ISSUER)
            .sourceRepository("https://github.com/acme/widget")
            .sourceRepositoryId("123")
            .sourceRepositoryOwnerId("456")
            .buildConfig(SIGNER)
            .buildSigner(SIGNER)
            .build();
    private static final byte[] ARTIFACT = "the artifact".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    private final MiniatureSigstore sigstore = MiniatureSigstore.at(InstantSource.system());
    private Path trustedRoot;

    @BeforeEach
    void publish() throws IOException {
        trustedRoot = Files.write(directory.resolve("trusted_root.json"), sigstore.trustedRoot());
        Files.write(directory.resolve("keys.json"), sigstore.keysJson());
    }

    private BundleBuilder statement() {
        return sigstore.job(JOB)
                .statement("widget", ARTIFACT, "https://example.org/predicate/v1", Map.of("good", true));
    }

    @ParameterizedTest
    @CsvSource({"V0_2, REKOR_1", "V0_3, REKOR_1", "V0_3_FIRST_SPELLING, REKOR_1", "V0_3, REKOR_2"})
    void sigstore_java_accepts_an_artifacts_signature(BundleFormat format, LogKind log) {
        assertAccepted(
                sigstore.job(JOB).artifact(ARTIFACT).format(format).log(log).build());
    }

    @Test
    void sigstore_java_accepts_a_statement() {
        assertAccepted(statement().build());
    }

    @ParameterizedTest
    @CsvSource({"LOG_UNKNOWN", "CHECKPOINT_SIGNED_BY_ANOTHER", "CERTIFICATE_SIGNED_BY_ANOTHER", "SIGNED_BY_ANOTHER_KEY"
    })
    void sigstore_java_refuses_what_is_broken(BundleFault fault) {
        byte[] bundle = sigstore.job(JOB).artifact(ARTIFACT).fault(fault).build();

        assertThatThrownBy(() -> verifyByJava(bundle)).isInstanceOf(KeylessVerificationException.class);
    }

    private void assertAccepted(byte[] bundle) {
        assertThatCode(() -> verifyByJava(bundle)).doesNotThrowAnyException();
    }

    private void verifyByJava(byte[] bundle) throws Exception {
        KeylessVerifier verifier = KeylessVerifier.builder()
                .trustedRootProvider(TrustedRootProvider.from(trustedRoot))
                .build();
        VerificationOptions expected = VerificationOptions.builder()
                .addCertificateMatchers(CertificateMatcher.fulcio()
                        .subjectAlternativeName(StringMatcher.string(SIGNER))
                        .issuer(StringMatcher.string(ISSUER))
                        .build())
                .build();
        verifier.verify(
                Keys.sha256(ARTIFACT),
                Bundle.from(new StringReader(new String(bundle, StandardCharsets.UTF_8))),
                expected);
    }

    /** What npm's verifier can judge, and whether it should be accepted. */
    static Stream<Arguments> npmsCases() {
        return Stream.of(
                Arguments.of("hashedrekord", LogKind.REKOR_1, false, null),
                Arguments.of("dsse", LogKind.REKOR_1, true, null),
                Arguments.of("intoto", LogKind.REKOR_1_INTOTO, true, null),
                Arguments.of("broken proof", LogKind.REKOR_1, false, BundleFault.CHECKPOINT_SIGNED_BY_ANOTHER),
                Arguments.of("broken intoto", LogKind.REKOR_1_INTOTO, true, BundleFault.ENTRY_OF_ANOTHER_SIGNATURE),
                Arguments.of("foreign authority", LogKind.REKOR_1, true, BundleFault.CERTIFICATE_SIGNED_BY_ANOTHER));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("npmsCases")
    void the_verifier_within_npm_agrees(String name, LogKind log, boolean ofStatement, BundleFault fault)
            throws Exception {
        BundleBuilder builder = ofStatement ? statement() : sigstore.job(JOB).artifact(ARTIFACT);
        builder.log(log);
        if (fault != null) {
            builder.fault(fault);
        }
        assertThat(verifyByNpm(builder.build())).isEqualTo(fault == null ? "verified" : "refused");
    }

    /** Runs npm's own copy of sigstore-js. */
    private String verifyByNpm(byte[] bundle) throws Exception {
        Path modules = npmModules();
        Path script = directory.resolve("verify.cjs");
        Files.writeString(script, """
                const path = require('path'), fs = require('fs');
                const [modules, root, bundle, artifact] = process.argv.slice(2);
                const from = (name) => require(require.resolve(name, {paths: [modules]}));
                const {TrustedRoot} = from('@sigstore/protobuf-specs');
                const {bundleFromJSON} = from('@sigstore/bundle');
                const {Verifier, toTrustMaterial, toSignedEntity} = from('@sigstore/verify');
                const material = toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(fs.readFileSync(root))));
                try {
                  const parsed = bundleFromJSON(JSON.parse(fs.readFileSync(bundle)));
                  const entity = toSignedEntity(parsed, parsed.content.$case === 'messageSignature' ? fs.readFileSync(artifact) : undefined);
                  new Verifier(material).verify(entity);
                  console.log('verified');
                } catch (error) {
                  console.error(error.message);
                  console.log(error.name === 'VerificationError' || error.code ? 'refused' : 'failed: ' + error.stack);
                }
                """);
        Path bundleFile = Files.write(directory.resolve("bundle.json"), bundle);
        Path artifactFile = Files.write(directory.resolve("artifact"), ARTIFACT);
        Process node = new ProcessBuilder(List.of(
                        "node",
                        script.toString(),
                        modules.toString(),
                        trustedRoot.toString(),
                        bundleFile.toString(),
                        artifactFile.toString()))
                .redirectError(directory.resolve("errors").toFile())
                .start();
        String printed = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(node.waitFor())
                .as(Files.readString(directory.resolve("errors")))
                .isZero();
        return printed;
    }

    private static Path npmModules() throws Exception {
        List<String> tried = new ArrayList<>();
        try {
            Process npm = new ProcessBuilder("npm", "root", "--global").start();
            Path root = Path.of(new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            Path modules = root.resolve("npm").resolve("node_modules");
            if (npm.waitFor() == 0 && Files.isDirectory(modules.resolve("@sigstore"))) {
                return modules;
            }
            tried.add(modules.toString());
        } catch (IOException missing) {
            tried.add("no npm");
        }
        String message = "npm brings no sigstore-js: " + JsonText.write(Map.of("tried", tried));
        if ("true".equals(System.getenv("CI"))) {
            fail(message);
        }
        abort(message);
        throw new IllegalStateException(message);
    }
}
