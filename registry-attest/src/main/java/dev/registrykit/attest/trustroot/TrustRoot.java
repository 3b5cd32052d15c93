package dev.registrykit.attest.trustroot;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/** The certificate authorities, transparency logs and timestamp authorities that a Sigstore instance publishes. */
public final class TrustRoot {
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot";
    private static final JsonLimits LIMITS = JsonLimits.of(4 << 20, 16, 20_000);

    private final List<TrustedAuthority> certificateAuthorities;
    private final List<TrustedAuthority> timestampAuthorities;
    private final List<TrustedLog> transparencyLogs;
    private final List<TrustedLog> certificateLogs;

    private TrustRoot(JsonObject root) throws IOException {
        new BouncyCastleProvider();
        certificateAuthorities = authorities(root, "certificateAuthorities");
        timestampAuthorities = authorities(root, "timestampAuthorities");
        transparencyLogs = logs(root, "tlogs");
        certificateLogs = logs(root, "ctlogs");
        if (certificateAuthorities.isEmpty() && timestampAuthorities.isEmpty() && transparencyLogs.isEmpty()) {
            throw new JsonFormatException("it names neither an authority nor a transparency log");
        }
    }

    /** The trust root in a file. */
    public static TrustRoot file(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new TrustRootException("the trust root " + file + " cannot be read", unreadable);
        }
        return read(bytes, "the trust root " + file);
    }

    /**
     * The trust root in a document of the type {@code trusted_root.json}.
     *
     * @throws TrustRootException if it is no such document
     */
    public static TrustRoot parse(byte[] document) {
        return read(document, "the trust root");
    }

    private static TrustRoot read(byte[] document, String name) {
        try {
            JsonObject root = StrictJson.object(document, LIMITS);
            if (!root.string("mediaType").startsWith(MEDIA_TYPE)) {
                throw new JsonFormatException("member 'mediaType' must name a trusted root");
            }
            return new TrustRoot(root);
        } catch (IllegalArgumentException | DateTimeParseException | IOException broken) {
            throw new TrustRootException(name + " is broken: " + broken.getMessage(), broken);
        }
    }

    private static List<JsonObject> list(JsonObject root, String name) {
        return !root.has(name) || root.isNull(name) ? List.of() : root.objects(name);
    }

    private static List<TrustedAuthority> authorities(JsonObject root, String name) throws IOException {
        List<TrustedAuthority> all = new ArrayList<>();
        for (JsonObject a : list(root, name)) {
            List<X509CertificateHolder> chain = new ArrayList<>();
            for (JsonObject c : a.object("certChain").objects("certificates")) {
                chain.add(new X509CertificateHolder(StrictBase64.decode(c.string("rawBytes"))));
            }
            JsonObject v = a.objectOrNull("validFor");
            all.add(new TrustedAuthority(a.string("uri"), chain, instant(v, "start"), instant(v, "end")));
        }
        return all;
    }

    private static List<TrustedLog> logs(JsonObject root, String name) throws IOException {
        List<TrustedLog> all = new ArrayList<>();
        for (JsonObject log : list(root, name)) {
            JsonObject key = log.object("publicKey");
            JsonObject v = key.objectOrNull("validFor");
            byte[] raw = StrictBase64.decode(key.string("rawBytes"));
            PublicKey decoded = BouncyCastleProvider.getPublicKey(
                    key.string("keyDetails").startsWith("PKCS1_")
                            ? new SubjectPublicKeyInfo(
                                    new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                                            org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers.rsaEncryption,
                                            org.bouncycastle.asn1.DERNull.INSTANCE),
                                    org.bouncycastle.asn1.pkcs.RSAPublicKey.getInstance(raw))
                            : SubjectPublicKeyInfo.getInstance(raw));
            URI uri = URI.create(log.string("baseUrl"));
            String origin = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
            all.add(new TrustedLog(
                    log.string("baseUrl"),
                    origin,
                    StrictBase64.decode(log.object("logId").string("keyId")),
                    decoded,
                    key.string("keyDetails"),
                    instant(v, "start"),
                    instant(v, "end")));
        }
        return all;
    }

    private static @Nullable Instant instant(@Nullable JsonObject validity, String end) {
        return validity == null || !validity.has(end) || validity.isNull(end)
                ? null
                : Instant.parse(validity.string(end));
    }

    /** Those. */
    public List<TrustedAuthority> certificateAuthorities() {
        return certificateAuthorities;
    }

    /** Those. */
    public List<TrustedAuthority> timestampAuthorities() {
        return timestampAuthorities;
    }

    /** Those. */
    public List<TrustedLog> transparencyLogs() {
        return transparencyLogs;
    }

    /** Those. */
    public List<TrustedLog> certificateLogs() {
        return certificateLogs;
    }
}
