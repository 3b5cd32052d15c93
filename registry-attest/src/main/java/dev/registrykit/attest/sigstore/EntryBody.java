package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.bundle.DsseEnvelope;
import dev.registrykit.attest.bundle.LogEntry;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictBase64;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a log recorded against what the bundle holds: the same signature, key and digest (sigstore/rekor,
 * {@code pkg/types}; sigstore/rekor-tiles, {@code rekor/v2}).
 *
 * <p>A log records whatever it is given, so an entry that is about something else proves nothing about this signature.
 */
final class EntryBody {
    private final BundleFacts facts;
    private final JsonObject spec;

    /** What the entry must be about; nobody changes the arrays. */
    static final class BundleFacts {
        private final SignedContent content;
        private final @Nullable DsseEnvelope envelope;
        private final byte[] signature;
        private final byte @Nullable [] certificate;
        private final byte[] publicKey;

        BundleFacts(
                SignedContent content,
                @Nullable DsseEnvelope envelope,
                byte[] signature,
                byte @Nullable [] certificate,
                byte[] publicKey) {
            this.content = content;
            this.envelope = envelope;
            this.signature = signature;
            this.certificate = certificate;
            this.publicKey = publicKey;
        }

        byte[] signature() {
            return signature;
        }
    }

    private EntryBody(BundleFacts facts, JsonObject spec) {
        this.facts = facts;
        this.spec = spec;
    }

    /** Refuses an entry that is about something else, or of a kind whose binding cannot be checked. */
    static void check(LogEntry entry, BundleFacts facts) throws RefusedException {
        boolean same;
        try {
            EntryBody body = new EntryBody(facts, entry.body().object("spec"));
            same = switch (entry.kind() + ":" + entry.version()) {
                case "hashedrekord:0.0.1" -> body.isHashedRekord001();
                case "hashedrekord:0.0.2" -> body.isHashedRekord002();
                case "dsse:0.0.1" -> body.isDsse001();
                case "dsse:0.0.2" -> body.isDsse002();
                case "intoto:0.0.2" -> body.isIntoto002();
                case "intoto:0.0.1" -> body.isIntoto001();
                default ->
                    throw new RefusedException(
                            AttestReason.UNSUPPORTED, "A log entry of this kind and version is not known.");
            };
        } catch (JsonFormatException malformed) {
            throw new RefusedException(
                    AttestReason.BUNDLE_MALFORMED,
                    "The log entry does not say what its kind says: " + malformed.getMessage() + ".");
        }
        if (!same) {
            throw new RefusedException(
                    AttestReason.LOG_ENTRY_MISMATCH,
                    "The log entry is about another signature, key or artifact than the bundle.");
        }
    }

    private boolean isHashedRekord001() {
        JsonObject signature = spec.object("signature");
        return isContent(hexDigest(spec.object("data").object("hash")))
                && isSignature(base64(signature, "content"))
                && isVerifier(base64(signature.object("publicKey"), "content"));
    }

    /** Of an envelope too: then the digest is that of its pre-authentication encoding. */
    private boolean isHashedRekord002() {
        JsonObject record = spec.object("hashedRekordV002");
        return isContent(protoDigest(record.object("data"))) && isSignatureAndVerifier(record.object("signature"));
    }

    private boolean isDsse001() {
        JsonObject signature = onlySignature(spec);
        return isPayload(hexDigest(spec.object("payloadHash")))
                && isSignature(base64(signature, "signature"))
                && isVerifier(base64(signature, "verifier"));
    }

    private boolean isDsse002() {
        JsonObject record = spec.object("dsseV002");
        return isPayload(protoDigest(record.object("payloadHash"))) && isSignatureAndVerifier(onlySignature(record));
    }

    /** This kind writes signature and payload in base64 of base64. */
    private boolean isIntoto002() {
        DsseEnvelope envelope = facts.envelope;
        if (envelope == null) {
            return false;
        }
        JsonObject content = spec.object("content");
        JsonObject recorded = content.object("envelope");
        JsonObject signature = onlySignature(recorded);
        String payload = recorded.stringOrNull("payload");
        return recorded.string("payloadType").equals(envelope.payloadType())
                && isPayload(hexDigest(content.object("payloadHash")))
                && (payload == null || Arrays.equals(twice(payload), envelope.payload()))
                && isSignature(twice(signature.string("sig")))
                && isVerifier(base64(signature, "publicKey"));
    }

    /**
     * This kind records no signature, only a digest of the whole envelope; it counts when the digest is of this envelope in
     * the spelling that the log's clients use.
     */
    private boolean isIntoto001() {
        DsseEnvelope envelope = facts.envelope;
        if (envelope == null) {
            return false;
        }
        JsonObject content = spec.object("content");
        Digest recorded = hexDigest(content.object("hash"));
        JsonObject payloadHash = content.objectOrNull("payloadHash");
        return recorded != null
                && (payloadHash == null || isPayload(hexDigest(payloadHash)))
                && isVerifier(base64(spec, "publicKey"))
                && (recorded.isOf(spelledWith("\"keyid\":\"\",", envelope))
                        || recorded.isOf(spelledWith("", envelope)));
    }

    private byte[] spelledWith(String keyId, DsseEnvelope envelope) {
        Base64.Encoder base64 = Base64.getEncoder();
        return ("{\"payloadType\":\"" + envelope.payloadType() + "\",\"payload\":\""
                        + base64.encodeToString(envelope.payload()) + "\",\"signatures\":[{" + keyId + "\"sig\":\""
                        + base64.encodeToString(facts.signature) + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject onlySignature(JsonObject of) {
        List<JsonObject> signatures = of.objects("signatures");
        if (signatures.size() != 1) {
            throw new JsonFormatException("an entry about one envelope has one signature");
        }
        return signatures.get(0);
    }

    private static final class Digest {
        private final DigestAlgorithm algorithm;
        private final byte[] bytes;

        Digest(DigestAlgorithm algorithm, byte[] bytes) {
            this.algorithm = algorithm;
            this.bytes = bytes;
        }

        boolean is(byte @Nullable [] other) {
            return other != null && MessageDigest.isEqual(bytes, other);
        }

        boolean isOf(byte[] content) {
            return is(algorithm.start().digest(content));
        }
    }

    private static @Nullable Digest hexDigest(JsonObject hash) {
        String name = hash.string("algorithm");
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            if (algorithm.word().equals(name)) {
                try {
                    return new Digest(algorithm, HexFormat.of().parseHex(hash.string("value")));
                } catch (JsonFormatException missing) {
                    throw missing;
                } catch (IllegalArgumentException noHex) {
                    throw new JsonFormatException("member 'value' must be hexadecimal digits");
                }
            }
        }
        return null;
    }

    private static @Nullable Digest protoDigest(JsonObject hash) {
        DigestAlgorithm algorithm = DigestAlgorithm.ofProtoName(hash.string("algorithm"));
        return algorithm == null ? null : new Digest(algorithm, base64(hash, "digest"));
    }

    private boolean isContent(@Nullable Digest recorded) {
        return recorded != null && recorded.is(facts.content.digest(recorded.algorithm));
    }

    private boolean isPayload(@Nullable Digest recorded) {
        return recorded != null
                && facts.envelope != null
                && recorded.is(facts.envelope.payloadDigest(recorded.algorithm));
    }

    private boolean isSignature(byte @Nullable [] recorded) {
        return Arrays.equals(recorded, facts.signature);
    }

    /** The form of Rekor v2, which names the key in DER. */
    private boolean isSignatureAndVerifier(JsonObject signature) {
        JsonObject verifier = signature.object("verifier");
        JsonObject certificate = verifier.objectOrNull("x509Certificate");
        JsonObject key = verifier.objectOrNull("publicKey");
        if ((certificate == null) == (key == null)) {
            throw new JsonFormatException("an entry names one certificate or one key");
        }
        boolean sameKey = certificate != null
                ? Arrays.equals(base64(certificate, "rawBytes"), facts.certificate)
                : facts.certificate == null && key != null && Arrays.equals(base64(key, "rawBytes"), facts.publicKey);
        return sameKey && isSignature(base64(signature, "content"));
    }

    /** The form of Rekor v1, which names the key in PEM: the signer's certificate, or a plain key. */
    private boolean isVerifier(byte[] pem) {
        byte[] certificate = facts.certificate;
        return certificate != null
                ? PemText.holds(pem, "CERTIFICATE", certificate)
                : PemText.holds(pem, "PUBLIC KEY", facts.publicKey);
    }

    /** The bytes, or null when it is not written like that: then it is something else that was recorded. */
    private static byte @Nullable [] twice(String text) {
        try {
            return StrictBase64.decode(new String(StrictBase64.decode(text), StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException notCanonical) {
            return null;
        }
    }

    private static byte[] base64(JsonObject of, String name) {
        try {
            return StrictBase64.decode(of.string(name));
        } catch (JsonFormatException missing) {
            throw missing;
        } catch (IllegalArgumentException notCanonical) {
            throw new JsonFormatException("member '" + name + "' must be canonical base64");
        }
    }
}
