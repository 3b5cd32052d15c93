package dev.registrykit.testkit.sigstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/** What Rekor logs of a signature, in its canonical form (sigstore/rekor, {@code pkg/types}; sigstore/rekor-tiles). */
final class EntryBodies {
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final byte[] der;
    private final boolean certificate;
    private final byte[] signature;

    EntryBodies(@Nullable X509CertificateHolder certificate, PublicKey key, byte[] signature) {
        try {
            this.der = certificate == null ? key.getEncoded() : certificate.getEncoded();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        this.certificate = certificate != null;
        this.signature = signature;
    }

    byte[] hashedRekord1(byte[] artifact) {
        Map<String, Object> signed = new LinkedHashMap<>();
        signed.put("content", BASE64.encodeToString(signature));
        signed.put("publicKey", Map.of("content", pem()));
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("data", Map.of("hash", hash(artifact)));
        spec.put("signature", signed);
        return body("0.0.1", "hashedrekord", spec);
    }

    byte[] dsse1(Map<String, ?> envelope, byte[] payload) {
        Map<String, Object> signed = new LinkedHashMap<>();
        signed.put("signature", BASE64.encodeToString(signature));
        signed.put("verifier", pem());
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("envelopeHash", hash(MiniatureSigstore.utf8(envelope)));
        spec.put("payloadHash", hash(payload));
        spec.put("signatures", List.of(signed));
        return body("0.0.1", "dsse", spec);
    }

    /** The signature is text there, and is encoded once more. */
    byte[] intoto2(Map<String, ?> envelope, String payloadType, byte[] payload) {
        Map<String, Object> signed = new LinkedHashMap<>();
        signed.put("publicKey", pem());
        signed.put("sig", BASE64.encodeToString(BASE64.encodeToString(signature).getBytes(StandardCharsets.US_ASCII)));
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("payloadType", payloadType);
        kept.put("signatures", List.of(signed));
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("envelope", kept);
        content.put("hash", hash(MiniatureSigstore.utf8(envelope)));
        content.put("payloadHash", hash(payload));
        return body("0.0.2", "intoto", Map.of("content", content));
    }

    byte[] hashedRekord2(byte[] signedBytes) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("data", digest(signedBytes));
        spec.put("signature", signed2());
        return body("0.0.2", "hashedrekord", Map.of("hashedRekordV002", spec));
    }

    byte[] dsse2(byte[] payload) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("payloadHash", digest(payload));
        spec.put("signatures", List.of(signed2()));
        return body("0.0.2", "dsse", Map.of("dsseV002", spec));
    }

    private Map<String, Object> signed2() {
        Map<String, Object> verifier = new LinkedHashMap<>();
        verifier.put("keyDetails", "PKIX_ECDSA_P256_SHA_256");
        verifier.put(certificate ? "x509Certificate" : "publicKey", Map.of("rawBytes", BASE64.encodeToString(der)));
        Map<String, Object> signed = new LinkedHashMap<>();
        signed.put("content", BASE64.encodeToString(signature));
        signed.put("verifier", verifier);
        return signed;
    }

    private static Map<String, Object> digest(byte[] bytes) {
        Map<String, Object> digest = new LinkedHashMap<>();
        digest.put("algorithm", "SHA2_256");
        digest.put("digest", BASE64.encodeToString(Keys.sha256(bytes)));
        return digest;
    }

    private static Map<String, Object> hash(byte[] bytes) {
        Map<String, Object> hash = new LinkedHashMap<>();
        hash.put("algorithm", "sha256");
        hash.put("value", HexFormat.of().formatHex(Keys.sha256(bytes)));
        return hash;
    }

    private static byte[] body(String version, String kind, Map<String, Object> spec) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("apiVersion", version);
        body.put("kind", kind);
        body.put("spec", spec);
        return MiniatureSigstore.utf8(body);
    }

    /** The key or certificate as PEM, in base64. */
    private String pem() {
        String what = certificate ? "CERTIFICATE" : "PUBLIC KEY";
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        String pem = "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
        return BASE64.encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
