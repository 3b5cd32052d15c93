package dev.registrykit.attest.bundle;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the JSON form of a bundle, following sigstore_bundle.proto. */
final class BundleReader {
    private static final String V01 = "application/vnd.dev.sigstore.bundle+json;version=0.1";
    private static final Set<String> MEDIA_TYPES = Set.of(
            V01,
            "application/vnd.dev.sigstore.bundle+json;version=0.2",
            "application/vnd.dev.sigstore.bundle+json;version=0.3",
            "application/vnd.dev.sigstore.bundle.v0.3+json");
    private static final JsonLimits LIMITS = JsonLimits.of(Bundle.MAX_BYTES, 16, 4_000);
    /** The year 9999: a time beyond it is no time of signing. */
    private static final long MAX_EPOCH_SECONDS = 253_402_300_799L;

    private BundleReader() {}

    static Decision<Bundle> read(byte[] json) {
        byte[] bytes = json.clone();
        try {
            return read(bytes, StrictJson.object(bytes, LIMITS));
        } catch (JsonFormatException malformed) {
            return malformed("The bundle cannot be read: " + malformed.getMessage() + ".");
        }
    }

    private static Decision<Bundle> read(byte[] bytes, JsonObject bundle) {
        String mediaType = bundle.string("mediaType");
        if (!MEDIA_TYPES.contains(mediaType)) {
            return malformed("The media type is none of the bundle formats v0.1 to v0.3.");
        }
        JsonObject signature = member(bundle, "messageSignature");
        JsonObject envelope = member(bundle, "dsseEnvelope");
        if ((signature == null) == (envelope == null)) {
            return malformed("A bundle holds either a signature over the artifact or an envelope.");
        }
        if (envelope != null && envelope.objects("signatures").size() != 1) {
            return malformed("An envelope in a bundle has exactly one signature.");
        }
        if (signature != null && !statesSha256(signature)) {
            return Decision.refused(
                    AttestReason.UNSUPPORTED, "The signature is over another kind of digest than SHA-256.");
        }
        JsonObject material = bundle.object("verificationMaterial");
        return Decision.allowed(new Bundle(
                bytes,
                mediaType,
                certificate(material),
                signature == null ? null : messageSignature(signature),
                envelope == null ? null : envelope(envelope),
                list(material, "tlogEntries").stream()
                        .map(BundleReader::logEntry)
                        .toList(),
                timestamps(material)));
    }

    private static boolean statesSha256(JsonObject signature) {
        JsonObject digest = member(signature, "messageDigest");
        return digest == null || "SHA2_256".equals(digest.string("algorithm"));
    }

    private static MessageSignature messageSignature(JsonObject signature) {
        JsonObject digest = member(signature, "messageDigest");
        return new MessageSignature(digest == null ? null : bytes(digest, "digest"), bytes(signature, "signature"));
    }

    private static DsseEnvelope envelope(JsonObject envelope) {
        return new DsseEnvelope(
                envelope.string("payloadType"),
                bytes(envelope, "payload"),
                bytes(envelope.objects("signatures").get(0), "sig"));
    }

    /** The leaf, which comes first; the rest of a chain is not needed, since the trust root holds the authorities. */
    private static byte @Nullable [] certificate(JsonObject material) {
        JsonObject single = member(material, "certificate");
        JsonObject chain = member(material, "x509CertificateChain");
        JsonObject key = member(material, "publicKey");
        if ((single == null ? 0 : 1) + (chain == null ? 0 : 1) + (key == null ? 0 : 1) != 1) {
            throw new JsonFormatException("there must be one certificate, one chain or one public key");
        }
        if (key != null) {
            return null;
        }
        if (single != null) {
            return bytes(single, "rawBytes");
        }
        List<JsonObject> certificates = list(material.object("x509CertificateChain"), "certificates");
        if (certificates.isEmpty()) {
            throw new JsonFormatException("the certificate chain is empty");
        }
        return bytes(certificates.get(0), "rawBytes");
    }

    /**
     * The entry by what its body says of itself: the body is what the log has signed, {@code kindVersion} is not.
     */
    private static LogEntry logEntry(JsonObject entry) {
        JsonObject body = StrictJson.object(bytes(entry, "canonicalizedBody"), LIMITS);
        String kind = body.string("kind");
        String version = body.string("apiVersion");
        JsonObject stated = member(entry, "kindVersion");
        if (stated != null && !(kind.equals(stated.string("kind")) && version.equals(stated.string("version")))) {
            throw new JsonFormatException("a log entry is of another kind than stated beside it");
        }
        JsonObject promise = member(entry, "inclusionPromise");
        boolean promised = version.equals("0.0.1") || kind.equals("intoto");
        if (promise == null || !promised || bytes(promise, "signedEntryTimestamp").length == 0) {
            promised = false;
        }
        return new LogEntry(
                kind,
                version,
                bytes(entry.object("logId"), "keyId"),
                promised ? integratedTime(entry) : null,
                inclusionProof(entry));
    }

    private static @Nullable InclusionProof inclusionProof(JsonObject entry) {
        JsonObject proof = member(entry, "inclusionProof");
        if (proof == null) {
            return null;
        }
        JsonObject checkpoint = member(proof, "checkpoint");
        return new InclusionProof(
                number(proof, "treeSize"),
                bytes(proof, "rootHash"),
                checkpoint == null ? "" : checkpoint.string("envelope"));
    }

    private static @Nullable Instant integratedTime(JsonObject entry) {
        if (!entry.has("integratedTime") || entry.isNull("integratedTime")) {
            return null;
        }
        long seconds = number(entry, "integratedTime");
        if (seconds < 0 || seconds > MAX_EPOCH_SECONDS) {
            throw new JsonFormatException("member 'integratedTime' must be a time");
        }
        return seconds == 0 ? null : Instant.ofEpochSecond(seconds);
    }

    /** A 64-bit integer, which is written as text (protocol buffers, "ProtoJSON"). */
    private static long number(JsonObject of, String name) {
        try {
            return Long.parseLong(of.string(name));
        } catch (NumberFormatException noNumber) {
            throw new JsonFormatException("member '" + name + "' must be a number");
        }
    }

    private static List<byte[]> timestamps(JsonObject material) {
        JsonObject data = member(material, "timestampVerificationData");
        return data == null
                ? List.of()
                : list(data, "rfc3161Timestamps").stream()
                        .map(timestamp -> bytes(timestamp, "signedTimestamp"))
                        .toList();
    }

    /** Null stands for an absent member (protocol buffers, "ProtoJSON"). */
    private static @Nullable JsonObject member(JsonObject of, String name) {
        return of.isNull(name) ? null : of.objectOrNull(name);
    }

    private static List<JsonObject> list(JsonObject of, String name) {
        return !of.has(name) || of.isNull(name) ? List.of() : of.objects(name);
    }

    private static byte[] bytes(JsonObject of, String name) {
        try {
            return StrictBase64.decode(of.string(name));
        } catch (JsonFormatException missing) {
            throw missing;
        } catch (IllegalArgumentException notCanonical) {
            throw new JsonFormatException("member '" + name + "' must be canonical base64");
        }
    }

    private static Decision<Bundle> malformed(String detail) {
        return Decision.refused(AttestReason.BUNDLE_MALFORMED, detail);
    }
}
