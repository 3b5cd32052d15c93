package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.bundle.DsseEnvelope;
import dev.registrykit.attest.bundle.LogEntry;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustRootException;
import dev.registrykit.attest.trustroot.TrustRootSource;
import dev.registrykit.attest.trustroot.TrustedKeys;
import dev.registrykit.core.decision.Decision;
import java.io.IOException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * Verifies bundles against trust roots and trusted keys, without any network; safe to share between threads.
 *
 * <p>The steps, each of which refuses with its own reason: the signer's key, the artifact's digest and the signature; then,
 * by the trust root whose authority issued the certificate, the log entries, the times, and the certificate at each of
 * these times; then the statement, and last the identity (Sigstore client specification, "Verification"). For a plain key
 * the first trust root by which all holds decides. Hosts use it through {@link dev.registrykit.attest.RegistryAttest}.
 */
public final class SigstoreVerifier {
    private final Provider provider = new BouncyCastleProvider();
    private final List<Root> roots;
    private final KnownKeys keys;

    /** Where a trust root comes from, and what was last made of it. */
    private static final class Root {
        private final TrustRootSource source;
        private final VerificationOptions options;
        /** The trust root when it stays as it is. */
        private final @Nullable TrustRoot fixed;

        private volatile @Nullable PreparedRoot prepared;

        Root(TrustRootSource source, VerificationOptions options, @Nullable TrustRoot fixed) {
            this.source = source;
            this.options = options;
            this.fixed = fixed;
        }

        /** An unusable trust root that stays as it is fails now, instead of at the first bundle. */
        void prepareNow(Provider provider) {
            if (fixed != null) {
                prepared = new PreparedRoot(fixed, options, provider);
            }
        }

        /** The prepared trust root, or null when there is none to be had at the moment. */
        @Nullable PreparedRoot current(Provider provider) {
            TrustRoot now = source.current() instanceof Decision.Allowed<TrustRoot> given ? given.value() : null;
            PreparedRoot last = prepared;
            if (now == null || (last != null && last.source() == now)) {
                return now == null ? null : last;
            }
            try {
                PreparedRoot fresh = new PreparedRoot(now, options, provider);
                prepared = fresh;
                return fresh;
            } catch (TrustRootException unusable) {
                return null;
            }
        }
    }

    /** Collects trust roots in their order. */
    public static final class Roots {
        private final List<Root> list = new ArrayList<>();

        /** Adds a trust root that stays as it is. */
        public Roots add(TrustRoot root, VerificationOptions options) {
            list.add(new Root(() -> Decision.allowed(root), options, root));
            return this;
        }

        /** Adds a trust root that changes. */
        public Roots add(TrustRootSource source, VerificationOptions options) {
            list.add(new Root(source, options, null));
            return this;
        }

        /** Whether there is none. */
        public boolean isEmpty() {
            return list.isEmpty();
        }
    }

    /**
     * A verifier that starts from these.
     *
     * @throws TrustRootException if a key or certificate of a trust root that stays as it is is unusable
     */
    public SigstoreVerifier(Roots roots, TrustedKeys trustedKeys) {
        this.roots = List.copyOf(roots.list);
        this.keys = new KnownKeys(trustedKeys, provider);
        for (Root root : this.roots) {
            root.prepareNow(provider);
        }
    }

    /** The attestation when {@code bundle} is about the artifact of this digest and its signer is expected. */
    public Decision<VerifiedAttestation> verify(Bundle bundle, ArtifactDigest digest, SignerPolicy expected) {
        try {
            checkNoEntryTwice(bundle);
            Signed signed = Signed.of(bundle, digest, keys);
            SignerCertificate certificate = signed.certificate();
            return certificate == null
                    ? byKey(bundle, digest, signed).then(expected::check)
                    : byCertificate(bundle, digest, signed, certificate).then(expected::check);
        } catch (RefusedException refused) {
            return refused.toDecision();
        }
    }

    private Decision<VerifiedAttestation> byCertificate(
            Bundle bundle, ArtifactDigest digest, Signed signed, SignerCertificate certificate)
            throws RefusedException {
        boolean all = true;
        for (Root root : roots) {
            PreparedRoot current = root.current(provider);
            AuthorityChain issuer = current == null ? null : current.issuerOf(certificate);
            all &= current != null;
            if (current != null && issuer != null) {
                return Decision.allowed(checkAgainst(bundle, digest, signed, current, issuer));
            }
        }
        if (!all) {
            return unavailable();
        }
        throw new RefusedException(
                AttestReason.CERTIFICATE_UNTRUSTED, "The certificate is from no authority of the trust root.");
    }

    private Decision<VerifiedAttestation> byKey(Bundle bundle, ArtifactDigest digest, Signed signed)
            throws RefusedException {
        boolean all = true;
        RefusedException first = null;
        for (Root root : roots) {
            PreparedRoot current = root.current(provider);
            all &= current != null;
            if (current != null) {
                try {
                    return Decision.allowed(checkAgainst(bundle, digest, signed, current, null));
                } catch (RefusedException refused) {
                    first = first == null || first.reason() == AttestReason.LOG_KEY_UNTRUSTED ? refused : first;
                }
            }
        }
        if (!all || first == null) {
            return unavailable();
        }
        throw first;
    }

    private static Decision<VerifiedAttestation> unavailable() {
        return Decision.unavailable(
                AttestReason.TRUST_ROOT_UNAVAILABLE, "A trust root that may know the signer is not at hand.");
    }

    private static VerifiedAttestation checkAgainst(
            Bundle bundle, ArtifactDigest digest, Signed signed, PreparedRoot root, @Nullable AuthorityChain issuer)
            throws RefusedException {
        SignerCertificate certificate = signed.certificate();
        if (certificate != null
                && !root.options().isIssuerAccepted(certificate.signer().issuer())) {
            throw new RefusedException(
                    AttestReason.ISSUER_MISMATCH, "This trust root may not speak for identities of this issuer.");
        }
        if (!root.options().isRootCertificateAccepted()) {
            checkNoRootCertificate(bundle);
        }
        Verification verification = new Verification(bundle, signed, root);
        verification.check(issuer);
        var facts = new VerifiedAttestation.Facts(bundle, digest);
        if (certificate == null) {
            facts.keyHint = bundle.keyHint();
        } else {
            facts.signer = certificate.signer();
            facts.workload = certificate.workload();
        }
        facts.times = verification.times();
        facts.logEntries = verification.entries();
        readStatement(bundle.envelope(), digest, facts);
        return new VerifiedAttestation(facts);
    }

    /** The payload is read here for the first and only time, from the bytes whose signature holds. */
    private static void readStatement(
            @Nullable DsseEnvelope envelope, ArtifactDigest digest, VerifiedAttestation.Facts facts)
            throws RefusedException {
        if (envelope == null) {
            return;
        }
        Statement statement = unwrap(Statement.parse(envelope.payload()));
        List<Statement.Subject> subjects = unwrap(statement.subjectsOf(digest));
        List<String> names = new ArrayList<>(subjects.size());
        for (Statement.Subject subject : subjects) {
            names.add(subject.name());
        }
        facts.statement = statement;
        facts.subjectNames = names;
    }

    private static <T> T unwrap(Decision<T> decision) throws RefusedException {
        return decision.orElseThrow(failure -> new RefusedException((AttestReason) failure.reason(), failure.detail()));
    }

    /** A log's word that is written down twice is still one word. */
    private static void checkNoEntryTwice(Bundle bundle) throws RefusedException {
        if (bundle.logEntries().size() < 2) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (LogEntry entry : bundle.logEntries()) {
            if (!seen.add(HexFormat.of().formatHex(entry.logId()) + " " + entry.index())) {
                throw new RefusedException(AttestReason.BUNDLE_MALFORMED, "The bundle holds a log entry twice.");
            }
        }
    }

    /** The client brings the anchors itself; a bundle that brings one is not of the format (sigstore_common.proto). */
    private static void checkNoRootCertificate(Bundle bundle) throws RefusedException {
        try {
            for (byte[] der : bundle.chain()) {
                X509CertificateHolder certificate = new X509CertificateHolder(der);
                if (certificate.getSubject().equals(certificate.getIssuer())) {
                    throw new RefusedException(
                            AttestReason.BUNDLE_MALFORMED, "The certificate chain holds a root certificate.");
                }
            }
        } catch (IOException | RuntimeException malformed) {
            throw new RefusedException(AttestReason.BUNDLE_MALFORMED, "A certificate of the chain cannot be read.");
        }
    }
}
