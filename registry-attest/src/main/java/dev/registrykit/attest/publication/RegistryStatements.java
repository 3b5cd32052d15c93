package dev.registrykit.attest.publication;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.Release;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the registry itself says of a release: that it was published here, with these digests.
 *
 * <p>Of an npm package it is npm's publish attestation v0.1, of any other in-toto's release attestation v0.1. It is signed in
 * an envelope (secure-systems-lab/dsse, protocol v1) and comes as a Sigstore bundle v0.3 that names the key by its id. Whoever
 * verifies it needs the registry's keys, and accepts a bundle without a log entry: the registry vouches for itself. Safe to
 * share between threads.
 */
public final class RegistryStatements {
    /** The type of npm's predicate. */
    public static final String NPM_PUBLISH = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";

    /** The type of in-toto's predicate. */
    public static final String RELEASE = "https://in-toto.io/attestation/release/v0.1";

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private final RegistryKeys keys;
    private final String registry;

    /**
     * Statements of the registry at this address.
     *
     * @throws IllegalArgumentException if it is no https address (http for a loopback host)
     */
    public RegistryStatements(RegistryKeys keys, URI registry) {
        String host = registry.getHost();
        boolean loopback = host != null && LOOPBACK.contains(host) && "http".equals(registry.getScheme());
        if (host == null || !("https".equals(registry.getScheme()) || loopback)) {
            throw new IllegalArgumentException("a registry is named by its https address");
        }
        this.keys = keys;
        this.registry = registry.toString();
    }

    /** A bundle as JSON, and what is needed to keep it. */
    record Signed(String id, String bundle, String predicateType, String keyId) {}

    /**
     * The bundle, in UTF-8 JSON, that says that {@code release} was published here as the artifact of these digests.
     *
     * @throws SigningException if the key cannot be used now
     */
    public byte[] publish(Release release, ArtifactDigest digest) {
        return signed(release, digest).bundle().getBytes(StandardCharsets.UTF_8);
    }

    Signed signed(Release release, ArtifactDigest digest) {
        boolean npm = release.packageName().ecosystem() == Ecosystem.NPM;
        String predicateType = npm ? NPM_PUBLISH : RELEASE;
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("_type", npm ? "https://in-toto.io/Statement/v0.1" : "https://in-toto.io/Statement/v1");
        Map<String, Object> subject = new LinkedHashMap<>();
        subject.put("name", release.toPurl());
        subject.put("digest", digests(digest));
        statement.put("subject", List.of(subject));
        statement.put("predicateType", predicateType);
        statement.put("predicate", npm ? npmPredicate(release) : releasePredicate(release));
        byte[] payload = JsonText.write(statement).getBytes(StandardCharsets.UTF_8);

        byte[] encoded = preAuthEncoding(payload);
        RegistryKeys.Signed signature = keys.sign(encoded);
        return new Signed(
                KeptAttestation.id("dsse", encoded, signature.signature()),
                JsonText.write(bundle(payload, signature)),
                predicateType,
                signature.keyId());
    }

    private static Map<String, Object> digests(ArtifactDigest digest) {
        Map<String, Object> digests = new LinkedHashMap<>();
        for (DigestAlgorithm algorithm : digest.algorithms()) {
            digests.put(algorithm.word(), String.valueOf(digest.hex(algorithm)));
        }
        return digests;
    }

    private Map<String, Object> npmPredicate(Release release) {
        Map<String, Object> predicate = new LinkedHashMap<>();
        predicate.put("name", release.packageName().text());
        predicate.put("version", release.version());
        predicate.put("registry", registry);
        return predicate;
    }

    private static Map<String, Object> releasePredicate(Release release) {
        return Map.of("purl", release.toPurl());
    }

    private static byte[] preAuthEncoding(byte[] payload) {
        byte[] type = Statement.MEDIA_TYPE.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(payload.length + type.length + 40);
        encoded.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        encoded.writeBytes(type);
        encoded.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        encoded.writeBytes(payload);
        return encoded.toByteArray();
    }

    private static Map<String, Object> bundle(byte[] payload, RegistryKeys.Signed signature) {
        Base64.Encoder base64 = Base64.getEncoder();
        Map<String, Object> material = new LinkedHashMap<>();
        material.put("publicKey", Map.of("hint", signature.keyId()));
        material.put("tlogEntries", List.of());
        Map<String, Object> signed = new LinkedHashMap<>();
        signed.put("sig", base64.encodeToString(signature.signature()));
        signed.put("keyid", signature.keyId());
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("payload", base64.encodeToString(payload));
        envelope.put("payloadType", Statement.MEDIA_TYPE);
        envelope.put("signatures", List.of(signed));
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("mediaType", BUNDLE);
        bundle.put("verificationMaterial", material);
        bundle.put("dsseEnvelope", envelope);
        return bundle;
    }

    /**
     * The registry's signature over {@code name@version:integrity}, for {@code dist.signatures} of npm's metadata.
     *
     * @param integrity exactly as it is in {@code dist.integrity}, for example {@code sha512-…}
     * @throws IllegalArgumentException if the integrity is blank
     * @throws SigningException if the key cannot be used now
     */
    public DistSignature distSignature(Release release, String integrity) {
        if (integrity.isBlank()) {
            throw new IllegalArgumentException("a release has an integrity");
        }
        String text = release.packageName().text() + "@" + release.version() + ":" + integrity;
        RegistryKeys.Signed signed = keys.sign(text.getBytes(StandardCharsets.UTF_8));
        return new DistSignature(signed.keyId(), signed.signature());
    }

    /** The registry's keys. */
    public RegistryKeys keys() {
        return keys;
    }
}
