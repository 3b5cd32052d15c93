package dev.registrykit.testkit.sigstore;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/** Says what one bundle is about, and makes it; by default a v0.3 bundle logged in Rekor v1, with nothing wrong. */
public final class BundleBuilder {
    private static final String STATEMENT = "application/vnd.in-toto+json";
    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    private static final Duration LATE = Duration.ofHours(1);
    private static final int MANY = 100;

    private final MiniatureSigstore sigstore;
    private final @Nullable CertificateSubject subject;
    private byte @Nullable [] artifact;
    private @Nullable Supplier<byte[]> statement;
    private byte @Nullable [] payload;
    private BundleFormat format = BundleFormat.V0_3;
    private LogKind log = LogKind.REKOR_1;
    private boolean stamped;
    private boolean embedded = true;
    private @Nullable BundleFault fault;

    BundleBuilder(MiniatureSigstore sigstore, @Nullable CertificateSubject subject) {
        this.sigstore = sigstore;
        this.subject = subject;
    }

    /** A signature over the artifact itself. */
    public BundleBuilder artifact(byte[] content) {
        this.artifact = content.clone();
        this.statement = null;
        return this;
    }

    /** A signed in-toto statement v1 with one subject, the artifact by SHA-256 and SHA-512. */
    public BundleBuilder statement(String name, byte[] content, String predicateType, Map<String, ?> predicate) {
        byte[] about = content.clone();
        // The digests are made with the bundle, because a fault may be named later.
        this.statement = () -> {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("_type", "https://in-toto.io/Statement/v1");
            members.put("subject", List.of(Map.of("name", name, "digest", digests(about))));
            members.put("predicateType", predicateType);
            members.put("predicate", predicate);
            return MiniatureSigstore.utf8(members);
        };
        this.artifact = null;
        return this;
    }

    /** Any signed payload of the type of in-toto statements, byte for byte. */
    public BundleBuilder statement(byte[] bytes) {
        byte[] kept = bytes.clone();
        this.statement = () -> kept;
        this.artifact = null;
        return this;
    }

    /** The version of the bundle; {@link BundleFormat#V0_3} by default. */
    public BundleBuilder format(BundleFormat version) {
        this.format = version;
        return this;
    }

    /** How it is logged; {@link LogKind#REKOR_1} by default. */
    public BundleBuilder log(LogKind kind) {
        this.log = kind;
        return this;
    }

    /** With a timestamp, also where the log states a time. */
    public BundleBuilder timestamp() {
        this.stamped = true;
        return this;
    }

    /** Without the authority's certificate in the timestamp. */
    public BundleBuilder timestampWithoutCertificate() {
        this.stamped = true;
        this.embedded = false;
        return this;
    }

    /** With this one thing wrong. */
    public BundleBuilder fault(BundleFault wrong) {
        this.fault = wrong;
        return this;
    }

    private boolean is(BundleFault wrong) {
        return fault == wrong;
    }

    private Map<String, Object> digests(byte[] content) {
        Map<String, Object> digests = new LinkedHashMap<>();
        byte[] stated = is(BundleFault.SUBJECT_OF_ANOTHER) ? Keys.sha256(content) : content;
        if (is(BundleFault.WEAK_DIGESTS_ALONE)) {
            digests.put("sha1", HexFormat.of().formatHex(Keys.digest("SHA-1", content)));
            digests.put("md5", HexFormat.of().formatHex(Keys.digest("MD5", content)));
        } else {
            digests.put("sha256", HexFormat.of().formatHex(Keys.sha256(stated)));
            digests.put("sha512", HexFormat.of().formatHex(Keys.digest("SHA-512", stated)));
        }
        return digests;
    }

    /**
     * The bundle as JSON in UTF-8.
     *
     * @throws IllegalStateException if neither an artifact nor a statement was given, the log takes no such content, or the
     *     fault is of something that such a bundle does not have
     */
    public byte[] build() {
        if (artifact == null && statement == null) {
            throw new IllegalStateException("a bundle is about an artifact or a statement");
        }
        payload = statement == null ? null : statement.get();
        checkFits();
        KeyPair key =
                subject != null ? Keys.p256() : is(BundleFault.KEY_EXPIRED) ? sigstore.expiredKey : sigstore.plainKey;
        Instant now = sigstore.now();
        X509CertificateHolder certificate =
                subject == null ? null : sigstore.authority.issue(subject, key.getPublic(), now, fault);
        KeyPair signer = is(BundleFault.SIGNED_BY_ANOTHER_KEY) ? Keys.p256() : key;
        byte[] signature = Keys.sign("SHA256withECDSA", signer.getPrivate(), signedBytes());

        Map<String, Object> material = new LinkedHashMap<>();
        putKey(material, certificate);
        material.put("tlogEntries", entries(new Logged(certificate, key, signature), now));
        List<Map<String, Object>> stamps = timestamps(signature, now);
        if (!stamps.isEmpty()) {
            material.put("timestampVerificationData", Map.of("rfc3161Timestamps", stamps));
        }
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("mediaType", format.mediaType());
        bundle.put("verificationMaterial", material);
        if (payload != null) {
            bundle.put("dsseEnvelope", envelope(signature));
        } else {
            bundle.put("messageSignature", messageSignature(signature));
        }
        return spelled(MiniatureSigstore.utf8(bundle), signature);
    }

    /** A bundle with a fault that cannot show would be a good one, and a test with it would test nothing. */
    private void checkFits() {
        boolean statementAlone = log == LogKind.REKOR_1_INTOTO || log == LogKind.REKOR_2_DSSE;
        if (statementAlone && payload == null) {
            throw new IllegalStateException(log + " takes statements alone");
        }
        BundleFault wrong = fault;
        if (wrong == null) {
            return;
        }
        boolean first = log == LogKind.REKOR_1 || log == LogKind.REKOR_1_INTOTO;
        boolean second = log == LogKind.REKOR_2 || log == LogKind.REKOR_2_DSSE;
        boolean fits = switch (wrong) {
            case LOGGED_AFTER_THE_CERTIFICATE, PROMISE_OF_ANOTHER_TIME, PROMISE_MISSING -> first;
            case TIMESTAMP_MISSING -> second;
            case STAMPED_AFTER_THE_CERTIFICATE, TIMESTAMP_BY_ANOTHER_AUTHORITY, TIMESTAMP_OF_ANOTHER_SIGNATURE ->
                second || log == LogKind.TIMESTAMP_ALONE || stamped;
            case LENGTH_IN_CHARACTERS ->
                payload != null && new String(payload, StandardCharsets.UTF_8).length() != payload.length;
            case OLD_STATEMENT_DISAGREES, STATEMENT_IS_NO_TEXT ->
                subject != null
                        && subject.workload() != null
                        && subject.workload().sourceDigest() != null;
            case KEY_UNKNOWN, KEY_EXPIRED -> subject == null;
            default ->
                (!wrong.isOfStatement() || payload != null)
                        && (!wrong.isOfCertificate() || subject != null)
                        && (!wrong.isOfLogEntry() || first || second);
        };
        if (!fits) {
            throw new IllegalStateException(wrong + " is of something that this bundle does not have");
        }
    }

    private byte[] content() {
        return payload != null ? payload : java.util.Objects.requireNonNull(artifact);
    }

    private byte[] signedBytes() {
        return payload == null ? content() : preAuthEncoding(payload);
    }

    /** DSSE protocol v1, "Signature Definition". */
    private byte[] preAuthEncoding(byte[] bytes) {
        int length = is(BundleFault.LENGTH_IN_CHARACTERS)
                ? new String(bytes, StandardCharsets.UTF_8).length()
                : bytes.length;
        byte[] head = ("DSSEv1 " + STATEMENT.length() + " " + STATEMENT + " " + length + " ")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] encoded = java.util.Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, encoded, head.length, bytes.length);
        return encoded;
    }

    private void putKey(Map<String, Object> material, @Nullable X509CertificateHolder certificate) {
        if (certificate == null) {
            String hint = is(BundleFault.KEY_UNKNOWN)
                    ? "SHA256:unknown"
                    : MiniatureSigstore.KEY_HINT + (is(BundleFault.KEY_EXPIRED) ? "-old" : "");
            material.put("publicKey", Map.of("hint", hint));
            return;
        }
        Map<String, Object> raw = MiniatureSigstore.raw(certificate);
        if (format == BundleFormat.V0_1 || format == BundleFormat.V0_2) {
            material.put("x509CertificateChain", Map.of("certificates", List.of(raw)));
        } else {
            material.put("certificate", raw);
        }
        if (is(BundleFault.TWO_KINDS_OF_MATERIAL)) {
            material.put("publicKey", Map.of("hint", MiniatureSigstore.KEY_HINT));
        }
    }

    /** What a log's entry is about. */
    private static final class Logged {
        private final @Nullable X509CertificateHolder certificate;
        private final KeyPair key;
        private final byte[] signature;

        Logged(@Nullable X509CertificateHolder certificate, KeyPair key, byte[] signature) {
            this.certificate = certificate;
            this.key = key;
            this.signature = signature;
        }
    }

    private List<Map<String, Object>> entries(Logged logged, Instant now) {
        boolean none = log == LogKind.NONE || log == LogKind.TIMESTAMP_ALONE || is(BundleFault.LOG_ENTRY_MISSING);
        if (none) {
            return List.of();
        }
        Map<String, Object> entry = entry(entryOf(logged), now, content(), fault);
        return switch (fault == null ? BundleFault.LOG_UNKNOWN : fault) {
            case SECOND_ENTRY_FOREIGN -> List.of(entry, foreign(logged, now));
            case FIRST_ENTRY_FOREIGN -> List.of(foreign(logged, now), entry);
            case TOO_MANY_ENTRIES -> Collections.nCopies(MANY, entry);
            default -> List.of(entry);
        };
    }

    private Map<String, Object> foreign(Logged logged, Instant now) {
        return entry(logged, now, "something else".getBytes(StandardCharsets.US_ASCII), null);
    }

    private Logged entryOf(Logged logged) {
        if (is(BundleFault.ENTRY_OF_ANOTHER_SIGNATURE)) {
            byte[] other = Keys.sign("SHA256withECDSA", logged.key.getPrivate(), signedBytes());
            return new Logged(logged.certificate, logged.key, other);
        }
        if (is(BundleFault.ENTRY_OF_ANOTHER_CERTIFICATE) && subject != null) {
            X509CertificateHolder other =
                    sigstore.authority.issue(subject, logged.key.getPublic(), sigstore.now(), null);
            return new Logged(other, logged.key, logged.signature);
        }
        return logged;
    }

    private Map<String, Object> entry(Logged logged, Instant now, byte[] about, @Nullable BundleFault wrong) {
        byte[] content =
                wrong == BundleFault.ENTRY_OF_ANOTHER_DIGEST ? "another".getBytes(StandardCharsets.US_ASCII) : about;
        EntryBodies bodies = new EntryBodies(logged.certificate, logged.key.getPublic(), logged.signature);
        Instant time = wrong == BundleFault.LOGGED_AFTER_THE_CERTIFICATE ? now.plus(LATE) : now.plusSeconds(2);
        TransparencyLog in = switch (wrong == null ? BundleFault.TOO_LARGE : wrong) {
            case LOG_UNKNOWN -> sigstore.unknown;
            case LOG_NOT_YET_IN_USE -> sigstore.coming;
            default -> log == LogKind.REKOR_2 || log == LogKind.REKOR_2_DSSE ? sigstore.second : sigstore.first;
        };
        return switch (log) {
            case REKOR_1 ->
                payload == null
                        ? in.entry("hashedrekord", "0.0.1", bodies.hashedRekord1(content), time, wrong)
                        : in.entry("dsse", "0.0.1", bodies.dsse1(envelope(logged.signature), content), time, wrong);
            case REKOR_1_INTOTO ->
                in.entry(
                        "intoto", "0.0.2", bodies.intoto2(envelope(logged.signature), STATEMENT, content), time, wrong);
            case REKOR_2 ->
                in.entry(
                        "hashedrekord",
                        "0.0.2",
                        bodies.hashedRekord2(payload == null ? content : preAuthEncoding(content)),
                        time,
                        wrong);
            case REKOR_2_DSSE -> in.entry("dsse", "0.0.2", bodies.dsse2(content), time, wrong);
            case TIMESTAMP_ALONE, NONE -> throw new IllegalStateException("nothing is logged");
        };
    }

    private List<Map<String, Object>> timestamps(byte[] signature, Instant now) {
        boolean needed = log == LogKind.REKOR_2 || log == LogKind.REKOR_2_DSSE || log == LogKind.TIMESTAMP_ALONE;
        if (!(needed || stamped) || is(BundleFault.TIMESTAMP_MISSING)) {
            return List.of();
        }
        TimestampAuthority by = is(BundleFault.TIMESTAMP_BY_ANOTHER_AUTHORITY)
                ? new TimestampAuthority("elsewhere.example.org", now.minus(Duration.ofDays(365)))
                : sigstore.timestamps;
        byte[] of = is(BundleFault.TIMESTAMP_OF_ANOTHER_SIGNATURE) ? Keys.sha256(signature) : signature;
        Instant time = is(BundleFault.STAMPED_AFTER_THE_CERTIFICATE) ? now.plus(LATE) : now.plusSeconds(1);
        return List.of(Map.of("signedTimestamp", BASE64.encodeToString(by.stamp(of, time, embedded))));
    }

    private Map<String, Object> messageSignature(byte[] signature) {
        Map<String, Object> digest = new LinkedHashMap<>();
        digest.put("algorithm", "SHA2_256");
        digest.put("digest", BASE64.encodeToString(Keys.sha256(content())));
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("messageDigest", digest);
        message.put("signature", BASE64.encodeToString(signature));
        return message;
    }

    private Map<String, Object> envelope(byte[] signature) {
        byte[] shown = content().clone();
        if (is(BundleFault.PAYLOAD_CHANGED)) {
            shown = (new String(shown, StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8);
        }
        Map<String, Object> signed = Map.of("sig", BASE64.encodeToString(signature));
        List<Map<String, Object>> signatures = new ArrayList<>();
        if (!is(BundleFault.NO_SIGNATURE)) {
            signatures.add(signed);
        }
        if (is(BundleFault.TWO_SIGNATURES)) {
            signatures.add(signed);
        }
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("payload", BASE64.encodeToString(shown));
        envelope.put("payloadType", is(BundleFault.PAYLOAD_TYPE_CHANGED) ? "application/json" : STATEMENT);
        envelope.put("signatures", signatures);
        return envelope;
    }

    /** The faults of the text itself. */
    private byte[] spelled(byte[] json, byte[] signature) {
        String text = new String(json, StandardCharsets.UTF_8);
        String changed = switch (fault == null ? BundleFault.LOG_UNKNOWN : fault) {
            case DUPLICATE_MEMBER -> "{\"mediaType\":\"" + format.mediaType() + "\"," + text.substring(1);
            case TRAILING_DATA -> text + "{}";
            case TOO_LARGE -> " ".repeat(1 << 20) + text;
            case BASE64_NOT_CANONICAL -> {
                String encoded = BASE64.encodeToString(signature);
                // Where nothing is padded, a padding of the right length that encodes nothing does as well.
                String other = encoded.endsWith("=")
                        ? encoded.replaceFirst(
                                "(.)(=+)$", "" + (char) (encoded.charAt(encoded.indexOf('=') - 1) + 1) + "$2")
                        : encoded + "====";
                yield text.replace(encoded, other);
            }
            default -> text;
        };
        return changed.getBytes(StandardCharsets.UTF_8);
    }
}
