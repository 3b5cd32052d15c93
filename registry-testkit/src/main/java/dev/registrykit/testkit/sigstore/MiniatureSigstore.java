package dev.registrykit.testkit.sigstore;

import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * A Sigstore in miniature: a certificate authority with its certificate log, transparency logs of both generations, a timestamp
 * authority, and the trust root that names them all.
 *
 * <pre>{@code
 * var sigstore = MiniatureSigstore.at(clock);
 * Files.write(file, sigstore.trustedRoot());
 * byte[] bundle = sigstore.job(identity).artifact(jar).build();
 * byte[] provenance = sigstore.job(identity)
 *         .statement("pkg:npm/widget@1.0.0", tarball, "https://slsa.dev/provenance/v1", predicate)
 *         .log(LogKind.REKOR_1_INTOTO)
 *         .build();
 * byte[] broken = sigstore.job(identity).artifact(jar).fault(BundleFault.LOG_UNKNOWN).build();
 * }</pre>
 *
 * <p>Its bundles are as real ones: other verifiers accept them with its trust root. All keys are new for each object and signed
 * times come from the clock. It serves nothing; safe to share between threads.
 */
public final class MiniatureSigstore {
    /** The hint of the plain key that {@link #key()} signs with. */
    public static final String KEY_HINT = "SHA256:miniature-key";

    private static final String NAME = "sigstore.example.org";
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final InstantSource clock;
    private final Instant since;
    final CertificateAuthority authority;
    final TransparencyLog first = TransparencyLog.first("rekor." + NAME);
    final TransparencyLog second = TransparencyLog.second("log2026." + NAME);
    final TransparencyLog coming = TransparencyLog.first("coming." + NAME);
    final TransparencyLog unknown = TransparencyLog.first("unknown." + NAME);
    final TimestampAuthority timestamps;
    final KeyPair plainKey = Keys.p256();
    final KeyPair expiredKey = Keys.p256();

    private MiniatureSigstore(InstantSource clock) {
        this.clock = clock;
        this.since = clock.instant().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(365));
        this.authority = new CertificateAuthority(NAME, since);
        this.timestamps = new TimestampAuthority(NAME, since);
    }

    /** A new instance, whose keys have been in use for a year. */
    public static MiniatureSigstore at(InstantSource clock) {
        return new MiniatureSigstore(clock);
    }

    /** A bundle by a CI job: its certificate is named by the identity's {@code buildSigner}, which must be stated. */
    public BundleBuilder job(WorkloadIdentity identity) {
        return new BundleBuilder(this, CertificateSubject.job(identity));
    }

    /** A bundle by a person. */
    public BundleBuilder person(String emailAddress, String issuer) {
        return new BundleBuilder(this, new CertificateSubject(emailAddress, issuer, null));
    }

    /** A bundle by a plain key, whose hint is {@link #KEY_HINT}; it is not logged unless told so. */
    public BundleBuilder key() {
        return new BundleBuilder(this, null).log(LogKind.NONE);
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** The trust root as {@code trusted_root.json} in UTF-8 (sigstore/protobuf-specs, {@code sigstore_trustroot.proto}). */
    public byte[] trustedRoot() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.1");
        root.put(
                "tlogs",
                List.of(log(first, since), log(second, since), log(coming, now().plus(Duration.ofDays(3650)))));
        root.put("certificateAuthorities", List.of(authority("https://fulcio." + NAME, authority.chain())));
        root.put(
                "ctlogs",
                List.of(log(
                        "https://ctfe." + NAME,
                        authority.certificateLogKey(),
                        "PKIX_ECDSA_P256_SHA_256",
                        Keys.sha256(authority.certificateLogKey().getEncoded()),
                        since)));
        root.put("timestampAuthorities", List.of(authority("https://timestamp." + NAME, timestamps.chain())));
        return utf8(root);
    }

    /** The plain keys in the form of npm's {@code keys.json}: the one that signs, and one whose time is over. */
    public byte[] keysJson() {
        return utf8(
                Map.of("keys", List.of(plain(KEY_HINT, plainKey, null), plain(KEY_HINT + "-old", expiredKey, since))));
    }

    private static Map<String, Object> plain(String hint, KeyPair key, @Nullable Instant expires) {
        Map<String, Object> listed = new LinkedHashMap<>();
        listed.put("expires", expires == null ? null : expires.toString());
        listed.put("keyid", hint);
        listed.put("keytype", "ecdsa-sha2-nistp256");
        listed.put("scheme", "ecdsa-sha2-nistp256");
        listed.put("key", BASE64.encodeToString(key.getPublic().getEncoded()));
        return listed;
    }

    private static Map<String, Object> log(TransparencyLog log, Instant from) {
        return log(log.url(), log.publicKey(), log.keyDetails(), log.id(), from);
    }

    private static Map<String, Object> log(String url, PublicKey key, String details, byte[] id, Instant from) {
        Map<String, Object> publicKey = new LinkedHashMap<>();
        publicKey.put("rawBytes", BASE64.encodeToString(key.getEncoded()));
        publicKey.put("keyDetails", details);
        publicKey.put("validFor", Map.of("start", from.toString()));
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("baseUrl", url);
        log.put("hashAlgorithm", "SHA2_256");
        log.put("publicKey", publicKey);
        log.put("logId", Map.of("keyId", BASE64.encodeToString(id)));
        return log;
    }

    private Map<String, Object> authority(String uri, List<X509CertificateHolder> chain) {
        Map<String, Object> subject = new LinkedHashMap<>();
        subject.put("organization", NAME);
        subject.put("commonName", "root");
        Map<String, Object> authority = new LinkedHashMap<>();
        authority.put("subject", subject);
        authority.put("uri", uri);
        authority.put(
                "certChain",
                Map.of(
                        "certificates",
                        chain.stream().map(MiniatureSigstore::raw).toList()));
        authority.put("validFor", Map.of("start", since.toString()));
        return authority;
    }

    static Map<String, Object> raw(X509CertificateHolder certificate) {
        try {
            return Map.of("rawBytes", BASE64.encodeToString(certificate.getEncoded()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static byte[] utf8(Map<String, ?> members) {
        return JsonText.write(members).getBytes(StandardCharsets.UTF_8);
    }
}
