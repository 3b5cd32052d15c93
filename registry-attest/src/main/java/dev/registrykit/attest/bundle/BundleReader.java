package dev.registrykit.attest.bundle;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the JSON form of a bundle, following sigstore_bundle.proto, sigstore_common.proto and sigstore_rekor.proto. */
final class BundleReader {
    static final String V01 = "application/vnd.dev.sigstore.bundle+json;version=0.1";
    private static final String V02 = "application/vnd.dev.sigstore.bundle+json;version=0.2";
    private static final Set<String> MEDIA_TYPES = Set.of(
            V01,
            V02,
            "application/vnd.dev.sigstore.bundle+json;version=0.3",
            "application/vnd.dev.sigstore.bundle.v0.3+json");
    private static final JsonLimits LIMITS = JsonLimits.of(Bundle.MAX_BYTES, 16, 10_000);
    private static final int MAX_LOG_ENTRIES = 16;
    private static final int MAX_TIMESTAMPS = 16;
    private static final int MAX_CERTIFICATES = 8;
    /** The deepest path in a tree whose size is a 64-bit number. */
    private static final int MAX_HASHES = 64;
    /** The year 9999: a time beyond it is no time of signing. */
    private static final long MAX_EPOCH_SECONDS = 253_402_300_799L;

    private static final Set<String> BUNDLE =
            Set.of("mediaType", "verificationMaterial", "messageSignature", "dsseEnvelope");
    private static final Set<String> MATERIAL =
            Set.of("publicKey", "x509CertificateChain", "certificate", "tlogEntries", "timestampVerificationData");
    private static final Set<String> HINT = Set.of("hint");
    private static final Set<String> CERTIFICATES = Set.of("certificates");
    private static final Set<String> RAW = Set.of("rawBytes");
    private static final Set<String> TIMESTAMPS = Set.of("rfc3161Timestamps");
    private static final Set<String> TIMESTAMP = Set.of("signedTimestamp");
    private static final Set<String> SIGNATURE = Set.of("messageDigest", "signature");
    private static final Set<String> DIGEST = Set.of("algorithm", "digest");
    private static final Set<String> ENVELOPE = Set.of("payload", "payloadType", "signatures");
    private static final Set<String> ENVELOPE_SIGNATURE = Set.of("sig", "keyid");
    private static final Set<String> ENTRY = Set.of(
            "logIndex",
            "logId",
            "kindVersion",
            "integratedTime",
            "inclusionPromise",
            "inclusionProof",
            "canonicalizedBody");
    private static final Set<String> LOG_ID = Set.of("keyId");
    private static final Set<String> KIND = Set.of("kind", "version");
    private static final Set<String> PROMISE = Set.of("signedEntryTimestamp");
    private static final Set<String> PROOF = Set.of("logIndex", "rootHash", "treeSize", "hashes", "checkpoint");
    private static final Set<String> CHECKPOINT = Set.of("envelope");

    private BundleReader() {}

    static Decision<Bundle> read(byte[] json) {
        if (json.length > Bundle.MAX_BYTES) {
            return Decision.refused(AttestReason.BUNDLE_TOO_LARGE, "The bundle is larger than 1 MiB.");
        }
        byte[] bytes = json.clone();
        try {
            return Decision.allowed(new Bundle(read(bytes, StrictJson.object(bytes, LIMITS))));
        } catch (OtherwiseRefused other) {
            return Decision.refused(other.reason, other.detail);
        } catch (JsonFormatException malformed) {
            return Decision.refused(
                    AttestReason.BUNDLE_MALFORMED, "The bundle cannot be read: " + malformed.getMessage() + ".");
        }
    }

    /** The bundle is refused for another reason than its form. */
    private static final class OtherwiseRefused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final AttestReason reason;
        private final String detail;

        OtherwiseRefused(AttestReason reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
            this.detail = detail;
        }
    }

    private static Bundle.Parts read(byte[] bytes, JsonObject json) {
        ProtoObject bundle = ProtoObject.of(json, BUNDLE);
        Bundle.Parts parts = new Bundle.Parts(bytes, bundle.string("mediaType"));
        if (!MEDIA_TYPES.contains(parts.mediaType)) {
            throw new JsonFormatException("the media type is none of the bundle formats v0.1 to v0.3");
        }
        ProtoObject signature = bundle.message("messageSignature", SIGNATURE);
        ProtoObject envelope = bundle.message("dsseEnvelope", ENVELOPE);
        if (signature != null && envelope == null) {
            parts.messageSignature =
                    new MessageSignature(statedDigest(signature), notEmpty(signature.bytes("signature")));
        } else if (envelope != null && signature == null) {
            parts.envelope = envelope(envelope);
        } else {
            throw new JsonFormatException("a bundle holds either a signature over the artifact or an envelope");
        }
        ProtoObject material = bundle.required("verificationMaterial", MATERIAL);
        readSigner(material, parts);
        List<JsonObject> entries = limited(material.list("tlogEntries"), MAX_LOG_ENTRIES, "log entries");
        parts.logEntries = new ArrayList<>(entries.size());
        for (JsonObject entry : entries) {
            parts.logEntries.add(logEntry(ProtoObject.of(entry, ENTRY)));
        }
        parts.timestamps = timestamps(material);
        return parts;
    }

    private static @Nullable ArtifactDigest statedDigest(ProtoObject signature) {
        ProtoObject digest = signature.message("messageDigest", DIGEST);
        if (digest == null) {
            return null;
        }
        String name = digest.string("algorithm");
        DigestAlgorithm algorithm = DigestAlgorithm.ofProtoName(name);
        if (algorithm == null) {
            throw new OtherwiseRefused(
                    AttestReason.UNSUPPORTED, "The signature is over a kind of digest that is not known.");
        }
        byte[] bytes = digest.bytes("digest");
        if (bytes.length != algorithm.bytes()) {
            throw new JsonFormatException("member 'digest' is not as long as the algorithm's digests are");
        }
        return ArtifactDigest.of(algorithm, HexFormat.of().formatHex(bytes));
    }

    private static DsseEnvelope envelope(ProtoObject envelope) {
        List<JsonObject> signatures = envelope.list("signatures");
        if (signatures.size() != 1) {
            throw new JsonFormatException("an envelope in a bundle has exactly one signature");
        }
        return new DsseEnvelope(
                envelope.string("payloadType"),
                envelope.bytes("payload"),
                notEmpty(ProtoObject.of(signatures.get(0), ENVELOPE_SIGNATURE).bytes("sig")));
    }

    private static byte[] notEmpty(byte[] signature) {
        if (signature.length == 0) {
            throw new JsonFormatException("a signature is empty");
        }
        return signature;
    }

    private static void readSigner(ProtoObject material, Bundle.Parts parts) {
        ProtoObject single = material.message("certificate", RAW);
        ProtoObject chain = material.message("x509CertificateChain", CERTIFICATES);
        ProtoObject key = material.message("publicKey", HINT);
        if ((single == null ? 0 : 1) + (chain == null ? 0 : 1) + (key == null ? 0 : 1) != 1) {
            throw new JsonFormatException("there must be one certificate, one chain or one public key");
        }
        if (key != null) {
            parts.keyHint = key.has("hint") ? key.string("hint") : "";
        } else if (single != null) {
            parts.certificates = List.of(single.bytes("rawBytes"));
        } else if (chain != null) {
            parts.certificates = chain(chain, parts.mediaType);
        }
    }

    /** Since v0.3 the signer's certificate stands alone (sigstore_bundle.proto, VerificationMaterial). */
    private static List<byte[]> chain(ProtoObject chain, String mediaType) {
        List<JsonObject> listed = limited(chain.list("certificates"), MAX_CERTIFICATES, "certificates");
        if (listed.isEmpty()) {
            throw new JsonFormatException("the certificate chain is empty");
        }
        if (!mediaType.equals(V01) && !mediaType.equals(V02)) {
            throw new JsonFormatException("a bundle of format v0.3 has a single certificate, not a chain");
        }
        List<byte[]> certificates = new ArrayList<>(listed.size());
        for (JsonObject certificate : listed) {
            certificates.add(ProtoObject.of(certificate, RAW).bytes("rawBytes"));
        }
        return certificates;
    }

    /**
     * The entry by what its body says of itself: the body is what the log has signed, {@code kindVersion} is not and must
     * agree.
     */
    private static LogEntry logEntry(ProtoObject entry) {
        byte[] body = entry.bytes("canonicalizedBody");
        LogEntry.Parts parts = new LogEntry.Parts(body, StrictJson.object(body, LIMITS));
        ProtoObject stated = entry.required("kindVersion", KIND);
        if (!parts.kind.equals(stated.string("kind")) || !parts.version.equals(stated.string("version"))) {
            throw new JsonFormatException("a log entry is of another kind than stated beside it");
        }
        parts.logId = entry.required("logId", LOG_ID).bytes("keyId");
        parts.index = entry.integer("logIndex");
        parts.integratedTime = entry.integer("integratedTime");
        if (parts.integratedTime > MAX_EPOCH_SECONDS) {
            throw new JsonFormatException("member 'integratedTime' must be a time");
        }
        ProtoObject promise = entry.message("inclusionPromise", PROMISE);
        if (promise != null && promise.has("signedEntryTimestamp")) {
            byte[] signature = promise.bytes("signedEntryTimestamp");
            parts.promise = signature.length == 0 ? null : signature;
        }
        ProtoObject proof = entry.message("inclusionProof", PROOF);
        parts.inclusionProof = proof == null ? null : inclusionProof(proof);
        return new LogEntry(parts);
    }

    private static InclusionProof inclusionProof(ProtoObject proof) {
        List<String> texts = limited(proof.strings("hashes"), MAX_HASHES, "hashes in a proof");
        List<byte[]> hashes = new ArrayList<>(texts.size());
        for (String text : texts) {
            hashes.add(ProtoObject.decode(text, "hashes"));
        }
        ProtoObject checkpoint = proof.message("checkpoint", CHECKPOINT);
        return new InclusionProof(
                proof.integer("logIndex"),
                proof.integer("treeSize"),
                proof.bytes("rootHash"),
                List.copyOf(hashes),
                checkpoint == null ? "" : checkpoint.string("envelope"));
    }

    private static List<byte[]> timestamps(ProtoObject material) {
        ProtoObject data = material.message("timestampVerificationData", TIMESTAMPS);
        if (data == null) {
            return List.of();
        }
        List<JsonObject> listed = limited(data.list("rfc3161Timestamps"), MAX_TIMESTAMPS, "timestamps");
        List<byte[]> timestamps = new ArrayList<>(listed.size());
        for (JsonObject timestamp : listed) {
            timestamps.add(ProtoObject.of(timestamp, TIMESTAMP).bytes("signedTimestamp"));
        }
        return timestamps;
    }

    private static <T> List<T> limited(List<T> list, int most, String what) {
        if (list.size() > most) {
            throw new OtherwiseRefused(
                    AttestReason.BUNDLE_TOO_LARGE, "A bundle has at most " + most + " " + what + ".");
        }
        return list;
    }
}
