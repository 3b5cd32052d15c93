package dev.registrykit.attest.openpgp;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.registrykit.attest.Corpora;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.PackageName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and signatures that we did not make: GnuPG's, RFC 9580's, and one of Maven Central. */
class OtherToolsTest {
    private static final Path GPG = Path.of("/usr/bin/gpg");
    private static final PackageName WIDGET = PackageName.maven("com.example", "widget");

    /** RFC 9580, appendix A.3. */
    private static final String VERSION_6 = """
            -----BEGIN PGP PUBLIC KEY BLOCK-----

            xioGY4d/4xsAAAAg+U2nu0jWCmHlZ3BqZYfQMxmZu52JGggkLq2EVD34laPCsQYf
            GwoAAABCBYJjh3/jAwsJBwUVCg4IDAIWAAKbAwIeCSIhBssYbE8GCaaX5NUt+mxy
            KwwfHifBilZwj2Ul7Ce62azJBScJAgcCAAAAAK0oIBA+LX0ifsDm185Ecds2v8lw
            gyU2kCcUmKfvBXbAf6rhRYWzuQOwEn7E/aLwIwRaLsdry0+VcallHhSu4RN6HWaE
            QsiPlR4zxP/TP7mhfVEe7XWPxtnMUMtf15OyA51YBM4qBmOHf+MZAAAAIIaTJINn
            +eUBXbki+PSAld2nhJh/LVmFsS+60WyvXkQ1wpsGGBsKAAAALAWCY4d/4wKbDCIh
            BssYbE8GCaaX5NUt+mxyKwwfHifBilZwj2Ul7Ce62azJAAAAAAQBIKbpGG2dWTX8
            j+VjFM21J0hqWlEg+bdiojWnKfA5AQpWUtWnNwDEM0g12vYxoWM8Y81W+bHBw805
            I8kWVkXU6vFOi+HWvv/ira7ofJu16NnoUkhclkUrk0mXubZvyl4GBg==
            -----END PGP PUBLIC KEY BLOCK-----
            """;

    @TempDir
    Path home;

    @Test
    void the_version_6_key_of_the_specification_is_read_and_its_own_signature_verified() {
        assertThat(OpenPgpKeys.check(
                        VERSION_6.getBytes(StandardCharsets.US_ASCII), Instant.parse("2026-01-01T00:00:00Z")))
                .isEqualTo(
                        Decision.allowed(List.of("cb186c4f0609a697e4d52dfa6c722b0c1f1e27c18a56708f6525ec27bad9acc9")));
    }

    @Test
    void a_signature_of_maven_central_is_read() throws RefusedException {
        List<DocumentSignature> signatures = DocumentSignature.read(Corpora.central("sigstore-java-2.0.0.jar.asc"));

        assertThat(signatures).hasSize(1);
        assertThat(signatures.get(0).createdAt()).isEqualTo(Instant.ofEpochSecond(1_763_671_524));
        assertThat(signatures.get(0).hashAlgorithm()).isEqualTo("SHA-512");
        assertThat(signatures.get(0).issuerKeyId()).isEqualTo(0x00E008229F5DAF37L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa2048"})
    void a_signature_of_gnupg_is_verified_until_its_key_is_revoked(String algorithm) throws Exception {
        assumeTrue(Files.isExecutable(GPG), "skipped: there is no gpg");
        Path artifact = Files.writeString(home.resolve("artifact"), "the artifact");
        gpg("--quick-generate-key", "releases@example.com", algorithm, "cert,sign", "1y");
        String fingerprint = fingerprint();
        gpg("--quick-add-key", fingerprint, algorithm, "sign", "1y");
        gpg("--armor", "--output", home + "/key.asc", "--export", fingerprint);
        gpg("--armor", "--output", home + "/by-sub.asc", "--detach-sign", artifact.toString());
        gpg(
                "--local-user",
                fingerprint + "!",
                "--output",
                home + "/by-primary.sig",
                "--detach-sign",
                artifact.toString());
        gpg("--textmode", "--armor", "--output", home + "/text.asc", "--detach-sign", artifact.toString());
        gpg("--output", home + "/signed.gpg", "--sign", artifact.toString());

        assertThat(answer("key.asc", "by-sub.asc")).isEqualTo("allowed");
        assertThat(answer("key.asc", "by-primary.sig")).isEqualTo("allowed");
        assertThat(answer("key.asc", "text.asc")).isEqualTo("openpgp-not-detached");
        // A compressed packet whose length is left open.
        assertThat(answer("key.asc", "signed.gpg")).isEqualTo("openpgp-malformed");

        String revocation = Files.readString(home.resolve("openpgp-revocs.d").resolve(fingerprint + ".rev"));
        Path certificate =
                Files.writeString(home.resolve("revocation.asc"), revocation.replace(":-----BEGIN", "-----BEGIN"));
        gpg("--import", certificate.toString());
        gpg("--armor", "--output", home + "/revoked.asc", "--export", fingerprint);
        assertThat(answer("revoked.asc", "by-sub.asc")).isEqualTo("openpgp-key-revoked");
        assertThat(answer("revoked.asc", "by-primary.sig")).isEqualTo("openpgp-key-revoked");
    }

    private String answer(String keyFile, String signature) throws IOException {
        // GnuPG signs by the machine's clock.
        Instant now = Files.getLastModifiedTime(home.resolve(signature)).toInstant();
        return code(OpenPgpKeys.builder()
                .allow("com.example", Files.readAllBytes(home.resolve(keyFile)))
                .build()
                .verify(
                        WIDGET,
                        Files.readAllBytes(home.resolve("artifact")),
                        Files.readAllBytes(home.resolve(signature)),
                        now.plus(Duration.ofMinutes(1))));
    }

    private String fingerprint() throws IOException, InterruptedException {
        return gpg("--with-colons", "--list-keys")
                .lines()
                .filter(line -> line.startsWith("fpr:"))
                .map(line -> line.split(":", -1)[9])
                .findFirst()
                .orElseThrow();
    }

    private String gpg(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                GPG.toString(),
                "--homedir",
                home.toString(),
                "--batch",
                "--yes",
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                "",
                "--no-auto-key-locate"));
        command.addAll(List.of(arguments));
        Path output = home.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        String text = Files.readString(output);
        assertThat(ended && process.exitValue() == 0).as(text).isTrue();
        return text;
    }

    @AfterEach
    void end_the_agent_that_gnupg_started() throws IOException, InterruptedException {
        if (Files.isExecutable(Path.of("/usr/bin/gpgconf"))) {
            new ProcessBuilder("/usr/bin/gpgconf", "--homedir", home.toString(), "--kill", "all")
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        }
    }
}
