package dev.registrykit.attest;

import static dev.registrykit.attest.Refusals.code;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustRootException;
import dev.registrykit.core.decision.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** One directory of sigstore-conformance: a bundle, and what is expected of its signer. */
final class ConformanceCase {
    private static final String IDENTITY =
            "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/"
                    + ".github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
    private static final String ISSUER = "https://token.actions.githubusercontent.com";

    private final Path corpus = Corpora.directory("sigstore-conformance");
    private final Path directory;

    ConformanceCase(String name) {
        this.directory = corpus.resolve(name);
    }

    static List<String> names() {
        try (Stream<Path> all = Files.list(Corpora.directory("sigstore-conformance"))) {
            return all.filter(directory -> Files.exists(directory.resolve("bundle.sigstore.json")))
                    .map(directory -> directory.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    byte[] bundle() {
        return Corpora.read(directory.resolve("bundle.sigstore.json"));
    }

    Path trustRoot() {
        Path own = directory.resolve("trusted_root.json");
        return Files.exists(own) ? own : corpus.resolve("default-trusted-root.json");
    }

    ArtifactDigest artifact() {
        Path own = directory.resolve("artifact");
        return ArtifactDigest.of(Corpora.read(Files.exists(own) ? own : corpus.resolve("a.txt")));
    }

    SignerIdentity signer() {
        return SignerIdentity.of(
                text(directory.resolve("identity"), IDENTITY), text(directory.resolve("issuer"), ISSUER));
    }

    private static String text(Path file, String otherwise) {
        return Files.exists(file) ? new String(Corpora.read(file), StandardCharsets.UTF_8).strip() : otherwise;
    }

    /** {@code allowed}, or the code of the reason; {@code trust-root-broken} when the registry would not start with it. */
    String outcome(boolean byDigest) {
        ArtifactDigest whole = artifact();
        ArtifactDigest digest =
                byDigest ? ArtifactDigest.sha256(Objects.requireNonNull(whole.hex(DigestAlgorithm.SHA256))) : whole;
        try {
            return code(Bundle.parse(bundle()).then(bundle -> verify(bundle, digest)));
        } catch (TrustRootException broken) {
            return "trust-root-broken";
        }
    }

    private Decision<VerifiedAttestation> verify(Bundle bundle, ArtifactDigest digest) {
        Path key = directory.resolve("key.pub");
        if (!Files.exists(key)) {
            return Corpora.verifier(trustRoot()).verify(bundle, digest, SignerPolicy.signer(signer()));
        }
        String hint = Objects.requireNonNullElse(bundle.keyHint(), "");
        return RegistryAttest.builder()
                .trustRoot(TrustRoot.file(trustRoot()))
                .trustedKeys(PlainKeys.pem(hint, key))
                .build()
                .verify(bundle, digest, SignerPolicy.key(hint));
    }
}
