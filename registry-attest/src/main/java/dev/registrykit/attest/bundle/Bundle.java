package dev.registrykit.attest.bundle;

import dev.registrykit.core.decision.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Sigstore bundle as it came from outside: read strictly, not verified.
 *
 * <p>Read are the JSON form of the bundle formats v0.1, v0.2 and v0.3 (sigstore/protobuf-specs,
 * {@code sigstore_bundle.proto}). Nothing here may be relied on before a verification has allowed it; and since one
 * signature can be wrapped in many spellings, the bytes identify nothing.
 */
public final class Bundle {
    /** The size, in bytes, above which a bundle is refused unread: 1 MiB. */
    public static final int MAX_BYTES = 1 << 20;

    private final byte[] bytes;
    private final String mediaType;
    private final byte @Nullable [] certificate;
    private final @Nullable MessageSignature messageSignature;
    private final @Nullable DsseEnvelope envelope;
    private final List<LogEntry> logEntries;
    private final List<byte[]> timestamps;

    Bundle(
            byte[] bytes,
            String mediaType,
            byte @Nullable [] certificate,
            @Nullable MessageSignature messageSignature,
            @Nullable DsseEnvelope envelope,
            List<LogEntry> logEntries,
            List<byte[]> timestamps) {
        this.bytes = bytes;
        this.mediaType = mediaType;
        this.certificate = certificate;
        this.messageSignature = messageSignature;
        this.envelope = envelope;
        this.logEntries = List.copyOf(logEntries);
        this.timestamps = List.copyOf(timestamps);
    }

    /**
     * The bundle that {@code json} holds; refused with {@link AttestReason#BUNDLE_MALFORMED} when it is not exactly one
     * bundle, or with {@link AttestReason#UNSUPPORTED} when it is one of a kind that is not read.
     *
     * <p>Repeated members, trailing data and text that is no canonical base64 are refused; members that the format does
     * not know are ignored, as protocol buffers do.
     *
     * @param json UTF-8, at most {@link #MAX_BYTES}
     */
    public static Decision<Bundle> parse(byte[] json) {
        return BundleReader.read(json);
    }

    /** The bytes that were read. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The media type, which names the version of the format. */
    public String mediaType() {
        return mediaType;
    }

    /** The signer's certificate in DER, or null when the bundle names a bare public key. */
    public byte @Nullable [] certificate() {
        return certificate == null ? null : certificate.clone();
    }

    /** The signature over the artifact, or null when the bundle holds an envelope. */
    public @Nullable MessageSignature messageSignature() {
        return messageSignature;
    }

    /** The envelope, or null when the bundle holds a signature over the artifact. */
    public @Nullable DsseEnvelope envelope() {
        return envelope;
    }

    /** The entries of transparency logs. */
    public List<LogEntry> logEntries() {
        return logEntries;
    }

    /** The signed timestamps in DER (RFC 3161, {@code TimeStampResp}). */
    public List<byte[]> timestamps() {
        return timestamps.stream().map(byte[]::clone).toList();
    }

    @Override
    public String toString() {
        return "Bundle[" + mediaType + ", " + bytes.length + " bytes]";
    }
}
