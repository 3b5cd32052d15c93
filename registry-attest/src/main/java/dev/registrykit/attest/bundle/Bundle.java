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
    private final List<byte[]> certificates;
    private final @Nullable String keyHint;
    private final @Nullable MessageSignature messageSignature;
    private final @Nullable DsseEnvelope envelope;
    private final List<LogEntry> logEntries;
    private final List<byte[]> timestamps;

    Bundle(Parts parts) {
        this.bytes = parts.bytes;
        this.mediaType = parts.mediaType;
        this.certificates = List.copyOf(parts.certificates);
        this.keyHint = parts.keyHint;
        this.messageSignature = parts.messageSignature;
        this.envelope = parts.envelope;
        this.logEntries = List.copyOf(parts.logEntries);
        this.timestamps = List.copyOf(parts.timestamps);
    }

    /** What the reader has read. */
    static final class Parts {
        final byte[] bytes;
        final String mediaType;
        List<byte[]> certificates = List.of();

        @Nullable String keyHint;

        @Nullable MessageSignature messageSignature;

        @Nullable DsseEnvelope envelope;

        List<LogEntry> logEntries = List.of();
        List<byte[]> timestamps = List.of();

        Parts(byte[] bytes, String mediaType) {
            this.bytes = bytes;
            this.mediaType = mediaType;
        }
    }

    /**
     * The bundle that {@code json} holds.
     *
     * <p>Refused with {@link AttestReason#BUNDLE_MALFORMED} when it is not exactly one bundle, with
     * {@link AttestReason#BUNDLE_TOO_LARGE} when it is beyond a limit (1 MiB, 16 levels, 10,000 values, 16 log entries, 16
     * timestamps, 8 certificates, 64 hashes in a proof), or with {@link AttestReason#UNSUPPORTED} when it names a digest
     * that is not read.
     *
     * <p>Repeated or unknown members, trailing data, white space in base64, base64 with unused bits, and an envelope with
     * another number of signatures than one are refused. Read are the spellings that the JSON form of protocol buffers
     * obliges a reader to accept: a member by its name in the {@code .proto} file, null for an absent member, 64-bit
     * integers as text or as numbers, and base64 in the standard or the URL-safe alphabet with or without padding (which
     * DSSE asks of a verifier too). All spellings give the same bundle, so no verification depends on them.
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

    /** Whether the format is v0.1, in which a log's promise may stand without a proof. */
    public boolean isFirstVersion() {
        return mediaType.equals(BundleReader.V01);
    }

    /** The signer's certificate in DER, or null when the bundle names a plain key. */
    public byte @Nullable [] certificate() {
        return certificates.isEmpty() ? null : certificates.get(0).clone();
    }

    /** The certificates in DER that follow the signer's in a chain; no verification builds on them. */
    public List<byte[]> chain() {
        return certificates.size() < 2
                ? List.of()
                : certificates.subList(1, certificates.size()).stream()
                        .map(byte[]::clone)
                        .toList();
    }

    /** Which plain key signed, or null when the bundle holds a certificate; empty when the bundle gives no hint. */
    public @Nullable String keyHint() {
        return keyHint;
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
        return timestamps.isEmpty()
                ? List.of()
                : timestamps.stream().map(byte[]::clone).toList();
    }

    @Override
    public String toString() {
        return "Bundle[" + mediaType + ", " + bytes.length + " bytes]";
    }
}
