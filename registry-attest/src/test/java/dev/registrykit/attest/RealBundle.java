package dev.registrykit.attest;

import static dev.registrykit.attest.Refusals.code;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerificationOptions;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustedKeys;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A bundle of the corpus of real ones, with its entry in the index. */
final class RealBundle {
    private final Path corpus;
    private final JsonObject entry;

    private RealBundle(Path corpus, JsonObject entry) {
        this.corpus = corpus;
        this.entry = entry;
    }

    static List<RealBundle> all() {
        Path corpus = Corpora.directory("bundles");
        return StrictJson.object(Corpora.read(corpus.resolve("index.json")), JsonLimits.of(4 << 20, 16, 100_000))
                .objects("entries")
                .stream()
                .map(entry -> new RealBundle(corpus, entry))
                .toList();
    }

    String name() {
        return entry.string("bundle");
    }

    String expected() {
        return entry.string("expected");
    }

    String group() {
        return entry.string("group");
    }

    byte[] bytes() {
        return Corpora.read(corpus.resolve(name()));
    }

    Path trustRoot() {
        return corpus.resolve(entry.string("trustedRoot"));
    }

    /** The signer that the certificate names, or null when there is no certificate. */
    @Nullable SignerIdentity signer() {
        return entry.isNull("identity") || !entry.has("identity")
                ? null
                : SignerIdentity.of(entry.string("identity"), entry.string("issuer"));
    }

    ArtifactDigest digest() {
        ArtifactDigest digest = null;
        JsonObject stated = entry.isNull("digest") ? null : entry.objectOrNull("digest");
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            String hex = stated == null ? null : stated.stringOrNull(algorithm.word());
            if (hex != null) {
                ArtifactDigest one = ArtifactDigest.of(algorithm, hex);
                digest = digest == null ? one : digest.and(one);
            }
        }
        return digest == null ? ArtifactDigest.sha256("0".repeat(64)) : digest;
    }

    /** The outcome with no more relaxed than the thresholds that the index names for private instances. */
    String strictOutcome() {
        return outcome(VerificationOptions.builder(), false);
    }

    String outcome(VerificationOptions.Builder options) {
        return outcome(options, true);
    }

    private String outcome(VerificationOptions.Builder options, boolean thresholds) {
        JsonObject oracle = entry.object("oracle");
        JsonObject named = oracle.isNull("options") ? null : oracle.objectOrNull("options");
        if (thresholds && named != null && named.integer("tlogThreshold") == 0) {
            options.acceptNoLogEntry();
        }
        if (thresholds && named != null && named.integer("ctlogThreshold") == 0) {
            options.acceptNoCertificateTimestamp();
        }
        return code(Bundle.parse(bytes()).then(bundle -> verify(bundle, options.build())));
    }

    private Decision<VerifiedAttestation> verify(Bundle bundle, VerificationOptions options) {
        String hint = bundle.keyHint();
        SignerIdentity signer = signer();
        return RegistryAttest.builder()
                .trustRoot(TrustRoot.file(trustRoot()), options)
                .trustedKeys(hint == null ? TrustedKeys.none() : keys(hint))
                .build()
                .verify(
                        bundle,
                        digest(),
                        hint != null
                                ? SignerPolicy.key(hint)
                                : SignerPolicy.signer(Objects.requireNonNullElseGet(
                                        signer, () -> SignerIdentity.of("nobody", "nobody"))));
    }

    private TrustedKeys keys(String hint) {
        JsonObject key = entry.object("publicKey");
        Path file = corpus.resolve(key.string("file"));
        if (file.toString().endsWith(".json")) {
            return PlainKeys.npm(hint, file);
        }
        JsonObject window = key.objectOrNull("validFor");
        return window == null
                ? PlainKeys.pem(hint, file)
                : PlainKeys.pem(hint, file, Instant.parse(window.string("start")), Instant.parse(window.string("end")));
    }
}
