package dev.registrykit.attest;

import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.sigstore.KeylessVerifier;
import dev.sigstore.TrustedRootProvider;
import dev.sigstore.VerificationOptions;
import dev.sigstore.bundle.Bundle;
import dev.sigstore.strings.StringMatcher;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What sigstore-java says of a bundle. */
final class SecondOpinion {
    private static final Map<Path, KeylessVerifier> VERIFIERS = new ConcurrentHashMap<>();

    private SecondOpinion() {}

    /** {@code accepted}, or why not; {@code signer} is null when whoever signed is fine. */
    static String of(byte[] bundle, byte[] sha256, Path trustRoot, @Nullable SignerIdentity signer) {
        try {
            VerificationOptions.CertificateMatcher matcher = signer == null
                    ? null
                    : VerificationOptions.CertificateMatcher.fulcio()
                            .subjectAlternativeName(StringMatcher.string(signer.name()))
                            .issuer(StringMatcher.string(signer.issuer()))
                            .build();
            VerificationOptions options = matcher == null
                    ? VerificationOptions.empty()
                    : VerificationOptions.builder()
                            .addCertificateMatchers(matcher)
                            .build();
            verifier(trustRoot)
                    .verify(sha256, Bundle.from(new StringReader(new String(bundle, StandardCharsets.UTF_8))), options);
            return "accepted";
        } catch (Exception refused) {
            // Some refusals of it are unchecked exceptions.
            return "refused: " + refused.getMessage();
        }
    }

    private static KeylessVerifier verifier(Path trustRoot) throws Exception {
        KeylessVerifier known = VERIFIERS.get(trustRoot);
        if (known == null) {
            known = KeylessVerifier.builder()
                    .trustedRootProvider(TrustedRootProvider.from(trustRoot))
                    .build();
            VERIFIERS.put(trustRoot, known);
        }
        return known;
    }
}
