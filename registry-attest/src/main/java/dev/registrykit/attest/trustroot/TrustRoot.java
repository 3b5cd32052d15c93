package dev.registrykit.attest.trustroot;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authorities, transparency logs and timestamp authorities of one Sigstore instance
 * (sigstore/protobuf-specs, {@code sigstore_trustroot.proto}).
 *
 * <p>It is read once, strictly, and its keys are decoded then; nothing is fetched. Whoever runs the registry brings it and keeps
 * it current, or lets {@link TrustRootSource} do that. Immutable.
 */
public final class TrustRoot {
    /** The size, in bytes, above which a trust root is refused unread: 4 MiB. */
    public static final int MAX_BYTES = 4 << 20;

    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot";
    private static final JsonLimits LIMITS = JsonLimits.of(MAX_BYTES, 16, 20_000);

    private final List<TrustedAuthority> certificateAuthorities;
    private final List<TrustedAuthority> timestampAuthorities;
    private final List<TrustedLog> transparencyLogs;
    private final List<TrustedLog> certificateLogs;

    private TrustRoot(JsonObject root) throws IOException {
        if (!root.string("mediaType").startsWith(MEDIA_TYPE)) {
            throw new JsonFormatException("member 'mediaType' must name a trusted root");
        }
        certificateAuthorities = authorities(root, "certificateAuthorities");
        timestampAuthorities = authorities(root, "timestampAuthorities");
        transparencyLogs = logs(root, "tlogs");
        certificateLogs = logs(root, "ctlogs");
        if (certificateAuthorities.isEmpty() && timestampAuthorities.isEmpty() && transparencyLogs.isEmpty()) {
            throw new JsonFormatException("it names neither an authority nor a transparency log");
        }
    }

    /**
     * The trust root in a {@code trusted_root.json} file, read now and not again.
     *
     * @throws TrustRootException if the file is missing, or is not one trust root
     */
    public static TrustRoot file(Path file) {
        try {
            return read(Files.readAllBytes(file), "the trust root " + file);
        } catch (IOException unreadable) {
            throw new TrustRootException("the trust root " + file + " cannot be read", unreadable);
        }
    }

    /**
     * The trust root in these bytes, UTF-8 JSON.
     *
     * @throws TrustRootException if they are not one trust root
     */
    public static TrustRoot json(byte[] json) {
        return read(json, "the trust root");
    }

    /**
     * The trust roots in a {@code .jsonl} file, one a line, as {@code gh attestation trusted-root} prints them; empty lines are
     * passed over.
     *
     * @throws TrustRootException if the file is missing, or one of its lines is not a trust root, or there is none
     */
    public static List<TrustRoot> jsonLines(Path file) {
        try {
            String lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            List<TrustRoot> roots = lines.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> read(line.getBytes(StandardCharsets.UTF_8), "a trust root of " + file))
                    .toList();
            if (roots.isEmpty()) {
                throw new TrustRootException("the file " + file + " holds no trust root", null);
            }
            return roots;
        } catch (IOException unreadable) {
            throw new TrustRootException("the trust roots " + file + " cannot be read", unreadable);
        }
    }

    private static TrustRoot read(byte[] json, String what) {
        try {
            return new TrustRoot(StrictJson.object(json, LIMITS));
        } catch (IllegalArgumentException | DateTimeParseException | IOException broken) {
            throw new TrustRootException(what + " is broken: " + broken.getMessage(), broken);
        }
    }

    private static List<JsonObject> list(JsonObject root, String name) {
        return !root.has(name) || root.isNull(name) ? List.of() : root.objects(name);
    }

    private static List<TrustedAuthority> authorities(JsonObject root, String name) throws IOException {
        List<TrustedAuthority> authorities = new ArrayList<>();
        for (JsonObject authority : list(root, name)) {
            List<X509CertificateHolder> chain = new ArrayList<>();
            for (JsonObject certificate : authority.object("certChain").objects("certificates")) {
                chain.add(new X509CertificateHolder(StrictBase64.decode(certificate.string("rawBytes"))));
            }
            if (chain.isEmpty()) {
                throw new JsonFormatException("an authority has no certificate");
            }
            authorities.add(new TrustedAuthority(
                    authority.string("uri"), chain, Validity.of(authority.objectOrNull("validFor"))));
        }
        return List.copyOf(authorities);
    }

    private static List<TrustedLog> logs(JsonObject root, String name) {
        List<TrustedLog> logs = new ArrayList<>();
        for (JsonObject log : list(root, name)) {
            JsonObject key = log.object("publicKey");
            String details = key.string("keyDetails");
            logs.add(new TrustedLog(
                    URI.create(log.string("baseUrl")),
                    StrictBase64.decode(log.object("logId").string("keyId")),
                    KeyBytes.decode(StrictBase64.decode(key.string("rawBytes")), details),
                    details,
                    Validity.of(key.objectOrNull("validFor"))));
        }
        return List.copyOf(logs);
    }

    /** Who issues signers' certificates. */
    public List<TrustedAuthority> certificateAuthorities() {
        return certificateAuthorities;
    }

    /** Who signs timestamps. */
    public List<TrustedAuthority> timestampAuthorities() {
        return timestampAuthorities;
    }

    /** Where signatures are logged. */
    public List<TrustedLog> transparencyLogs() {
        return transparencyLogs;
    }

    /** Where certificates are published. */
    public List<TrustedLog> certificateLogs() {
        return certificateLogs;
    }

    @Override
    public String toString() {
        return "TrustRoot[" + certificateAuthorities.size() + " certificate authorities, " + transparencyLogs.size()
                + " transparency logs, " + timestampAuthorities.size() + " timestamp authorities]";
    }

    /** From when until when a key or an authority counts; both ends are included. */
    record Validity(@Nullable Instant start, @Nullable Instant end) {
        static Validity of(@Nullable JsonObject stated) {
            return stated == null ? new Validity(null, null) : new Validity(time(stated, "start"), time(stated, "end"));
        }

        private static @Nullable Instant time(JsonObject stated, String name) {
            return !stated.has(name) || stated.isNull(name) ? null : Instant.parse(stated.string(name));
        }

        boolean startsBy(Instant time) {
            return start != null && !time.isBefore(start);
        }

        boolean endsBefore(Instant time) {
            return end != null && time.isAfter(end);
        }
    }
}
