package dev.registrykit.benchmarks;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.core.decision.Decision;
import dev.sigstore.KeylessVerificationException;
import dev.sigstore.KeylessVerifier;
import dev.sigstore.TrustedRootProvider;
import dev.sigstore.VerificationOptions;
import dev.sigstore.bundle.BundleParseException;
import dev.sigstore.strings.StringMatcher;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A bundle of the public corpora with all that it takes to verify it, and the signatures that must be checked for it.
 *
 * <p>The corpora are found as the tests find them: by the system property {@code registrykit.corpora}, by
 * {@code REGISTRYKIT_CORPORA}, or beside the project.
 */
enum AttestationInput {
    /** A signature over a file, logged in Rekor v1: promise and checkpoint of the log beside certificate and signature. */
    MESSAGE(
            "sigstore-conformance/happy-path-v0.3/bundle.sigstore.json",
            "sigstore-conformance/a.txt",
            "sigstore-conformance/default-trusted-root.json",
            false),
    /** A signed statement, logged in Rekor v1. */
    STATEMENT(
            "sigstore-conformance/happy-path-intoto-in-dsse-v3/bundle.sigstore.json",
            "sigstore-conformance/a.txt",
            "sigstore-conformance/default-trusted-root.json",
            false),
    /** A signature over a file, logged in Rekor v2, its time stated by a timestamp authority. */
    REKOR2(
            "sigstore-conformance/rekor2-happy-path/bundle.sigstore.json",
            "sigstore-conformance/a.txt",
            "sigstore-conformance/rekor2-happy-path/trusted_root.json",
            true);

    /** Who signed the bundles. */
    private static final SignerIdentity BEACON = SignerIdentity.of(
            "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/"
                    + ".github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main",
            "https://token.actions.githubusercontent.com");

    private final String bundle;
    private final String artifact;
    private final String trustRoot;
    private final boolean secondGeneration;

    AttestationInput(String bundle, String artifact, String trustRoot, boolean secondGeneration) {
        this.bundle = bundle;
        this.artifact = artifact;
        this.trustRoot = trustRoot;
        this.secondGeneration = secondGeneration;
    }

    /** As many signatures, of the same kinds, as must be checked for this bundle. */
    BareSignatures bare() {
        return secondGeneration ? BareSignatures.rekor2() : BareSignatures.rekor1();
    }

    byte[] bundleBytes() {
        return read(bundle);
    }

    /** Ours, ready to verify. */
    Ours ours() {
        return new Ours();
    }

    /** sigstore-java, ready to verify. */
    SigstoreJava sigstoreJava() {
        return new SigstoreJava();
    }

    /** Our verifier with this input: from the bundle's bytes to the decision. */
    final class Ours {
        private final RegistryAttest attest = RegistryAttest.builder()
                .trustRoot(TrustRoot.file(corpora().resolve(trustRoot)))
                .build();
        private final byte[] bytes = bundleBytes();
        private final ArtifactDigest digest = ArtifactDigest.sha256(hex(sha256()));
        private final SignerPolicy expected = SignerPolicy.signer(BEACON);

        Decision<VerifiedAttestation> verify() {
            return Bundle.parse(bytes).then(parsed -> attest.verify(parsed, digest, expected));
        }
    }

    /** sigstore-java's verifier with this input; it throws when it refuses. */
    final class SigstoreJava {
        private final KeylessVerifier verifier;
        private final String text = new String(bundleBytes(), StandardCharsets.UTF_8);
        private final byte[] digest = sha256();
        private final VerificationOptions expected = VerificationOptions.builder()
                .addCertificateMatchers(VerificationOptions.CertificateMatcher.fulcio()
                        .subjectAlternativeName(StringMatcher.string(BEACON.name()))
                        .issuer(StringMatcher.string(BEACON.issuer()))
                        .build())
                .build();

        SigstoreJava() {
            try {
                verifier = KeylessVerifier.builder()
                        .trustedRootProvider(TrustedRootProvider.from(corpora().resolve(trustRoot)))
                        .build();
            } catch (Exception unusable) { // the builder declares five kinds
                throw new IllegalStateException(unusable);
            }
        }

        String verify() {
            try {
                verifier.verify(digest, dev.sigstore.bundle.Bundle.from(new StringReader(text)), expected);
                return text;
            } catch (KeylessVerificationException | BundleParseException refused) {
                throw new IllegalStateException(refused);
            }
        }
    }

    private byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(read(artifact));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(corpora().resolve(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Where the corpora are. */
    static Path corpora() {
        String stated = System.getProperty("registrykit.corpora", System.getenv("REGISTRYKIT_CORPORA"));
        return Path.of(stated == null || stated.isBlank() ? "../shared/corpora" : stated);
    }
}
