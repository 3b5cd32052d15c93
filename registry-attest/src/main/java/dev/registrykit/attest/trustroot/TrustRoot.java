package dev.registrykit.attest.trustroot;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authorities, transparency logs and timestamp authorities that a Sigstore instance publishes.
 *
 * <p>Verification fetches nothing: whoever runs the registry brings the file and keeps it current.
 */
public final class TrustRoot {
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot";
    private static final JsonLimits LIMITS = JsonLimits.of(4 << 20, 16, 20_000);

    private final byte[] bytes;
    private final List<Log> logs;

    /** A log by its id in hexadecimal. */
    private record Log(
            String id, @Nullable Instant start, @Nullable Instant end) {}

    private TrustRoot(byte[] bytes, List<Log> logs) {
        this.bytes = bytes;
        this.logs = logs;
    }

    /**
     * The trust root in a {@code trusted_root.json} file (sigstore/protobuf-specs, {@code sigstore_trustroot.proto}),
     * read now and not again.
     *
     * @throws TrustRootException if the file is missing, or is not one trust root in strict JSON
     */
    public static TrustRoot file(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new TrustRootException("the trust root " + file + " cannot be read", unreadable);
        }
        try {
            JsonObject root = StrictJson.object(bytes, LIMITS);
            if (!root.string("mediaType").startsWith(MEDIA_TYPE)) {
                throw new JsonFormatException("member 'mediaType' must name a trusted root");
            }
            List<Log> logs = new ArrayList<>();
            list(root, "tlogs").forEach(log -> logs.add(log(log)));
            if (logs.isEmpty() && list(root, "certificateAuthorities").isEmpty()) {
                throw new JsonFormatException("it names neither a certificate authority nor a transparency log");
            }
            return new TrustRoot(bytes, logs);
        } catch (IllegalArgumentException | DateTimeParseException broken) {
            throw new TrustRootException("the trust root " + file + " is broken: " + broken.getMessage(), broken);
        }
    }

    private static List<JsonObject> list(JsonObject root, String name) {
        return !root.has(name) || root.isNull(name) ? List.of() : root.objects(name);
    }

    private static Log log(JsonObject log) {
        JsonObject validity = log.object("publicKey").objectOrNull("validFor");
        return new Log(
                hex(StrictBase64.decode(log.object("logId").string("keyId"))),
                validity == null ? null : instant(validity, "start"),
                validity == null ? null : instant(validity, "end"));
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    private static @Nullable Instant instant(JsonObject validity, String end) {
        return !validity.has(end) || validity.isNull(end) ? null : Instant.parse(validity.string(end));
    }

    /** The bytes of the file. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether the trust root names a transparency log of this id. */
    public boolean knowsLog(byte[] logId) {
        return logs.stream().anyMatch(log -> log.id.equals(hex(logId)));
    }

    /**
     * Whether a transparency log of this id used its key at {@code time}, both ends included; a key without a stated
     * start was never in use.
     */
    public boolean logInUse(byte[] logId, Instant time) {
        return logs.stream()
                .filter(log -> log.id.equals(hex(logId)))
                .anyMatch(log ->
                        log.start != null && !time.isBefore(log.start) && (log.end == null || !time.isAfter(log.end)));
    }

    @Override
    public String toString() {
        return "TrustRoot[" + logs.size() + " transparency logs]";
    }
}
