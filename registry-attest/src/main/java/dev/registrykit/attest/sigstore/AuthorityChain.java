package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.VerificationKey.UnusableKeyException;
import dev.registrykit.attest.trustroot.TrustRootException;
import dev.registrykit.attest.trustroot.TrustedAuthority;
import java.security.Provider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * An authority of a trust root, whose own chain was checked once; what remains for each bundle is the signer's certificate and
 * the time.
 */
final class AuthorityChain {
    private final TrustedAuthority authority;
    /** The authorities, the one that issues signers' certificates first. */
    private final List<X509CertificateHolder> issuers;

    private final VerificationKey issuerKey;
    private final byte[] issuerKeyHash;
    private final @Nullable X509CertificateHolder signer;
    private final List<Validity> validities;
    private final boolean timestampSigner;

    private AuthorityChain(
            TrustedAuthority authority,
            List<X509CertificateHolder> issuers,
            VerificationKey issuerKey,
            @Nullable X509CertificateHolder signer) {
        this.authority = authority;
        this.issuers = issuers;
        this.issuerKey = issuerKey;
        this.issuerKeyHash = DigestAlgorithm.SHA256.start().digest(issuerKey.encoded());
        this.signer = signer;
        this.timestampSigner = signer != null && Timestamps.isTimestampSigner(signer);
        List<Validity> all = new ArrayList<>(issuers.size() + 1);
        for (X509CertificateHolder issuer : issuers) {
            all.add(Validity.of(issuer));
        }
        if (signer != null) {
            all.add(Validity.of(signer));
        }
        this.validities = List.copyOf(all);
    }

    /** The chain for {@code purpose}; a broken one fails, since a registry must not start with it. */
    static AuthorityChain of(TrustedAuthority authority, KeyPurposeId purpose, Provider provider) {
        try {
            List<X509CertificateHolder> issuers = new ArrayList<>(authority.certificates());
            X509CertificateHolder signer = null;
            if (issuers.isEmpty()) {
                throw new IllegalArgumentException("it is empty");
            }
            if (Certificates.isSigner(issuers.get(0), purpose)) {
                signer = issuers.remove(0);
            }
            VerificationKey issuerKey = null;
            X509CertificateHolder below = signer;
            for (int at = 0; at < issuers.size(); at++) {
                X509CertificateHolder issuer = issuers.get(at);
                VerificationKey key = VerificationKey.of(issuer.getSubjectPublicKeyInfo(), provider);
                if (!Certificates.isAuthority(issuer, at, purpose)
                        || (below != null
                                && !(Certificates.names(below, issuer) && Certificates.isSignedBy(below, key)))) {
                    throw broken(authority, new IllegalArgumentException("one certificate has not issued the next"));
                }
                issuerKey = issuerKey == null ? key : issuerKey;
                below = issuer;
            }
            if (issuerKey == null && signer != null) {
                // The trust root trusts this one certificate and names nobody above it.
                issuerKey = VerificationKey.of(signer.getSubjectPublicKeyInfo(), provider);
            }
            if (issuerKey == null) {
                throw broken(authority, new IllegalArgumentException("one certificate has not issued the next"));
            }
            return new AuthorityChain(authority, List.copyOf(issuers), issuerKey, signer);
        } catch (UnusableKeyException | IllegalArgumentException malformed) {
            throw broken(authority, malformed);
        }
    }

    private static TrustRootException broken(TrustedAuthority authority, Exception cause) {
        return new TrustRootException(
                "the certificate chain of " + authority.url() + " in the trust root cannot be used", cause);
    }

    String url() {
        return authority.url();
    }

    VerificationKey issuerKey() {
        return issuerKey;
    }

    /** SHA-256 of the key that issues signers' certificates (RFC 6962 section 3.2). */
    byte[] issuerKeyHash() {
        return issuerKeyHash;
    }

    /** The signer's certificate that the trust root itself names, as time-stamp authorities have. */
    @Nullable X509CertificateHolder signer() {
        return signer;
    }

    /** Whether it has issued a signer's certificate, whose signed part is taken as the bundle holds it. */
    boolean hasIssued(SignerCertificate signed) {
        X509CertificateHolder certificate = signed.certificate();
        return !issuers.isEmpty()
                && Certificates.names(certificate, issuers.get(0))
                && Certificates.isSignedBy(certificate, signed.signedPart(), issuerKey);
    }

    /** Whether the signer's certificate that the trust root itself names is one for timestamps alone. */
    boolean isTimestampSigner() {
        return timestampSigner;
    }

    boolean hasIssued(X509CertificateHolder certificate) {
        return !issuers.isEmpty()
                && Certificates.names(certificate, issuers.get(0))
                && Certificates.isSignedBy(certificate, issuerKey);
    }

    /** Whether the trust root trusts it at this time, and every certificate of it is valid then. */
    boolean isTrustedAt(Instant time) {
        if (!authority.usedAt(time)) {
            return false;
        }
        for (Validity validity : validities) {
            if (!validity.contains(time)) {
                return false;
            }
        }
        return true;
    }
}
