package dev.registrykit.attest.bundle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A DSSE envelope with one signature, not yet verified (secure-systems-lab/dsse, protocol v1). */
public final class DsseEnvelope {
    private final String payloadType;
    private final byte[] payload;
    private final byte[] signature;

    DsseEnvelope(String payloadType, byte[] payload, byte[] signature) {
        this.payloadType = payloadType;
        this.payload = payload;
        this.signature = signature;
    }

    /** The media type of the payload. */
    public String payloadType() {
        return payloadType;
    }

    /** The payload, byte for byte. */
    public byte[] payload() {
        return payload.clone();
    }

    /** The only signature; the key id beside it proves nothing and is not kept. */
    public byte[] signature() {
        return signature.clone();
    }

    /** The digest of {@link #preAuthEncoding()}, computed without a copy of the payload. */
    public byte[] digest(DigestAlgorithm algorithm) {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        MessageDigest digest = algorithm.start();
        digest.update(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        digest.update(type);
        digest.update((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        digest.update(payload);
        return digest.digest();
    }

    /** The digest of the payload alone. */
    public byte[] payloadDigest(DigestAlgorithm algorithm) {
        return algorithm.start().digest(payload);
    }

    /** What is signed: the pre-authentication encoding, whose lengths count bytes (protocol v1, "Signature Definition"). */
    public byte[] preAuthEncoding() {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(payload.length + type.length + 40);
        encoded.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        encoded.writeBytes(type);
        encoded.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        encoded.writeBytes(payload);
        return encoded.toByteArray();
    }
}
