package dev.registrykit.attest.openpgp;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verifies detached OpenPGP signatures by the keys that are allowed for a package, and by no others.
 *
 * <p>The keys are the registry's own: no key server is asked, no web of trust is followed, and what a user id says is not
 * looked at. Accepted are signatures over bytes (type 0x00) of version 4 (RFC 4880) and version 6 (RFC 9580), binary or
 * armored, by RSA of 2,048 to 8,192 bits, ECDSA on curves of at least 256 bits, Ed25519 and Ed448, over SHA-2 or SHA-3.
 * Everything else is refused with its {@link OpenPgpReason}.
 *
 * <p>At most 64 KiB, 16 packets and 8 signatures a signature file; 512 KiB and 4,000 packets a file of keys. Nothing is
 * parsed beyond. Cryptography is Bouncy Castle's own, without any security provider of the JVM. Immutable and safe to share
 * between threads.
 */
public final class OpenPgpKeys {
    private static final long CLOCK_SKEW_SECONDS = 300;
    private static final int BUFFER = 64 * 1024;

    private final Map<PackagePattern, Set<String>> allowed;
    private final Map<String, Certificate> certificates;

    private OpenPgpKeys(Map<PackagePattern, Set<String>> allowed, Map<String, Certificate> certificates) {
        this.allowed = allowed;
        this.certificates = certificates;
    }

    /** Starts without any key: all signatures are refused until one is allowed. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The fingerprints of the primary keys in a file, for the form that takes a key; refused when the file cannot be read, or
     * when one of its primary keys is too weak, revoked, expired, or without a valid self-signature.
     *
     * <p>The fingerprints are lower-case hexadecimal.
     */
    public static Decision<List<String>> check(byte[] keyFile, Instant now) {
        try {
            List<String> fingerprints = new ArrayList<>();
            for (CertificateParts parts : CertificateParts.read(keyFile)) {
                Certificate certificate = Certificate.of(parts);
                certificate.checkPrimary(now, now);
                fingerprints.add(certificate.fingerprint());
            }
            return Decision.allowed(List.copyOf(fingerprints));
        } catch (RefusedException refused) {
            return refused.decision();
        }
    }

    /**
     * Whether a key that is allowed for the package made the signature over the artifact.
     *
     * <p>A file may hold several signatures. At least one must be by an allowed key, and each that is by an allowed key must
     * be good; those by other keys are passed over. The answer describes the first one that counts.
     *
     * <p>A key must have been valid when the signature was made, in its owner's last word as of {@code now}: the newest
     * self-signature in force. When that was, the signer says (RFC 9580 section 5.2.3.11); at most five minutes after
     * {@code now}. A key that was revoked for good, or without a reason, is refused always; one that was superseded or
     * retired, for signatures since.
     *
     * @param signatureFile the {@code .asc} or {@code .sig} file, as it was uploaded
     * @param now the time by the host's clock
     */
    public Decision<VerifiedSignature> verify(
            PackageName packageName, byte[] artifact, byte[] signatureFile, Instant now) {
        try {
            return verify(packageName, new ByteArrayInputStream(artifact), signatureFile, now);
        } catch (IOException impossible) {
            throw new UncheckedIOException("bytes in memory can be read", impossible);
        }
    }

    /**
     * The same for an artifact that is read once, to its end, and not closed; it is not read at all when the signature is
     * refused before.
     *
     * @throws IOException if the artifact cannot be read
     */
    public Decision<VerifiedSignature> verify(
            PackageName packageName, InputStream artifact, byte[] signatureFile, Instant now) throws IOException {
        try {
            List<List<Attempt>> signatures = attempts(packageName, DocumentSignature.read(signatureFile), now);
            feed(signatures, artifact);
            List<VerifiedSignature> verified = new ArrayList<>();
            for (List<Attempt> attempts : signatures) {
                verified.add(firstGood(attempts, now));
            }
            return Decision.allowed(verified.get(0));
        } catch (RefusedException refused) {
            return refused.decision();
        }
    }

    /** For each signature that names allowed keys: one attempt with each of them. Key ids may be of several keys. */
    private List<List<Attempt>> attempts(PackageName packageName, List<DocumentSignature> signatures, Instant now)
            throws RefusedException {
        Set<String> keys = new LinkedHashSet<>();
        allowed.forEach((pattern, fingerprints) -> {
            if (pattern.covers(packageName)) {
                keys.addAll(fingerprints);
            }
        });
        List<List<Attempt>> all = new ArrayList<>();
        boolean elsewhere = false;
        for (DocumentSignature signature : signatures) {
            List<Attempt> attempts = new ArrayList<>();
            for (Certificate certificate : certificates.values()) {
                var key = certificate.keyOf(signature);
                if (key != null && keys.contains(certificate.fingerprint())) {
                    attempts.add(Attempt.begin(signature, certificate, key));
                }
                elsewhere |= key != null;
            }
            if (!attempts.isEmpty()) {
                signature.check(now, now.plusSeconds(CLOCK_SKEW_SECONDS));
                all.add(attempts);
            }
        }
        if (all.isEmpty()) {
            throw elsewhere
                    ? new RefusedException(
                            OpenPgpReason.KEY_OF_ANOTHER_NAMESPACE,
                            "the key is not registered for " + packageName.text())
                    : new RefusedException(
                            OpenPgpReason.KEY_UNKNOWN, "no registered key is named as the signature's issuer");
        }
        return all;
    }

    private static void feed(List<List<Attempt>> signatures, InputStream artifact) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = artifact.read(buffer); read >= 0; read = artifact.read(buffer)) {
            for (List<Attempt> attempts : signatures) {
                for (Attempt attempt : attempts) {
                    attempt.update(buffer, read);
                }
            }
        }
    }

    private static VerifiedSignature firstGood(List<Attempt> attempts, Instant now) throws RefusedException {
        RefusedException first = null;
        for (Attempt attempt : attempts) {
            try {
                return attempt.finish(now);
            } catch (RefusedException refused) {
                first = first == null ? refused : first;
            }
        }
        throw first == null ? new RefusedException(OpenPgpReason.KEY_UNKNOWN, "no key is named") : first;
    }

    /** Collects the keys; not for several threads. */
    public static final class Builder {
        private final Map<PackagePattern, Set<String>> allowed = new LinkedHashMap<>();
        private final Map<String, CertificateParts> parts = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Allows the public keys of a file for a Maven namespace and those below it: {@code com.example} covers
         * {@code com.example} and {@code com.example.net}, and never {@code com.examples}.
         *
         * @throws dev.registrykit.core.name.InvalidNameException if it is no Maven namespace
         * @throws IllegalArgumentException if the file cannot be read
         */
        public Builder allow(String namespace, byte[] keyFile) {
            return allow(PackagePattern.parse(Ecosystem.MAVEN, namespace + ".**"), keyFile);
        }

        /**
         * Allows the public keys of a file, armored or binary, for the packages that the pattern covers, beside those that
         * were allowed before.
         *
         * <p>What several files hold of one key adds up, whatever they were allowed for: a revocation in one of them counts.
         * Keys that have expired or are revoked may be allowed; {@link #verify} refuses with the right reason.
         *
         * @throws IllegalArgumentException if the file cannot be read; ask {@link #check} before
         */
        public Builder allow(PackagePattern packages, byte[] keyFile) {
            List<CertificateParts> read;
            try {
                read = CertificateParts.read(keyFile);
            } catch (RefusedException refused) {
                throw new IllegalArgumentException(refused.getMessage(), refused);
            }
            Set<String> fingerprints = allowed.computeIfAbsent(packages, pattern -> new LinkedHashSet<>());
            for (CertificateParts added : read) {
                String fingerprint = CertificateParts.fingerprint(added.primary);
                fingerprints.add(fingerprint);
                CertificateParts known = parts.putIfAbsent(fingerprint, added);
                if (known != null) {
                    known.addAll(added);
                }
            }
            return this;
        }

        /** The keys so far; verifies what they sign about themselves, once. */
        public OpenPgpKeys build() {
            Map<String, Certificate> certificates = new LinkedHashMap<>();
            parts.forEach((fingerprint, all) -> certificates.put(fingerprint, Certificate.of(all)));
            Map<PackagePattern, Set<String>> copy = new LinkedHashMap<>();
            allowed.forEach((pattern, fingerprints) -> copy.put(pattern, Set.copyOf(fingerprints)));
            return new OpenPgpKeys(copy, certificates);
        }
    }
}
