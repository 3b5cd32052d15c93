package dev.registrykit.attest.sigstore;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;

/** The rules of certification paths that matter here (RFC 5280 section 6.1). */
final class Certificates {
    private static final Set<ASN1ObjectIdentifier> UNDERSTOOD = Set.of(
            Extension.keyUsage,
            Extension.basicConstraints,
            Extension.extendedKeyUsage,
            Extension.subjectAlternativeName);

    private Certificates() {}

    /** Whether {@code issuer}'s key signed {@code certificate}, with one and the same algorithm stated inside and outside. */
    static boolean isSignedBy(X509CertificateHolder certificate, VerificationKey issuer) {
        try {
            return isSignedBy(
                    certificate,
                    SignedContent.of(
                            certificate.toASN1Structure().getTBSCertificate().getEncoded("DER")),
                    issuer);
        } catch (IOException | RuntimeException malformed) {
            return false;
        }
    }

    /** The same, with the bytes of the certificate that are signed at hand. */
    static boolean isSignedBy(X509CertificateHolder certificate, SignedContent signedPart, VerificationKey issuer) {
        Certificate structure = certificate.toASN1Structure();
        if (!structure
                .getSignatureAlgorithm()
                .equals(structure.getTBSCertificate().getSignature())) {
            return false;
        }
        try {
            SignatureScheme scheme = SignatureScheme.ofCertificate(structure.getSignatureAlgorithm());
            return scheme != null
                    && issuer.hasSigned(
                            scheme, signedPart, structure.getSignature().getOctets());
        } catch (RuntimeException malformed) {
            return false;
        }
    }

    /** Whether the names, and the key identifiers where both are there, lead from one to the other. */
    static boolean names(X509CertificateHolder certificate, X509CertificateHolder issuer) {
        try {
            return certificate.getIssuer().equals(issuer.getSubject()) && keyIdentifiersAgree(certificate, issuer);
        } catch (RuntimeException malformed) {
            // Bouncy Castle reads an extension only now.
            return false;
        }
    }

    private static boolean keyIdentifiersAgree(X509CertificateHolder certificate, X509CertificateHolder issuer) {
        AuthorityKeyIdentifier authority = AuthorityKeyIdentifier.fromExtensions(certificate.getExtensions());
        SubjectKeyIdentifier subject = SubjectKeyIdentifier.fromExtensions(issuer.getExtensions());
        return authority == null
                || authority.getKeyIdentifierOctets() == null
                || subject == null
                || Arrays.equals(authority.getKeyIdentifierOctets(), subject.getKeyIdentifier());
    }

    /** Whether it may issue certificates for {@code purpose} with this many authorities between it and the signer. */
    static boolean isAuthority(X509CertificateHolder certificate, int authoritiesBelow, KeyPurposeId purpose) {
        Extensions extensions = certificate.getExtensions();
        BasicConstraints constraints = BasicConstraints.fromExtensions(extensions);
        if (constraints == null || !constraints.isCA()) {
            return false;
        }
        if (constraints.getPathLenConstraint() != null
                && constraints.getPathLenConstraint().intValue() < authoritiesBelow) {
            return false;
        }
        KeyUsage usage = KeyUsage.fromExtensions(extensions);
        ExtendedKeyUsage extended = ExtendedKeyUsage.fromExtensions(extensions);
        return (usage == null || usage.hasUsages(KeyUsage.keyCertSign))
                && (extended == null
                        || extended.hasKeyPurposeId(purpose)
                        || extended.hasKeyPurposeId(KeyPurposeId.anyExtendedKeyUsage))
                && understood(extensions);
    }

    /** Whether it is a signer's certificate for {@code purpose} and no authority's. */
    static boolean isSigner(X509CertificateHolder certificate, KeyPurposeId purpose) {
        Extensions extensions = certificate.getExtensions();
        try {
            return extensions != null && isSigner(extensions, purpose);
        } catch (RuntimeException malformed) {
            return false;
        }
    }

    private static boolean isSigner(Extensions extensions, KeyPurposeId purpose) {
        BasicConstraints constraints = BasicConstraints.fromExtensions(extensions);
        KeyUsage usage = KeyUsage.fromExtensions(extensions);
        ExtendedKeyUsage extended = ExtendedKeyUsage.fromExtensions(extensions);
        return (constraints == null || !constraints.isCA())
                && (usage == null || usage.hasUsages(KeyUsage.digitalSignature))
                && extended != null
                && extended.hasKeyPurposeId(purpose)
                && understood(extensions);
    }

    private static boolean understood(Extensions extensions) {
        for (ASN1ObjectIdentifier critical : extensions.getCriticalExtensionOIDs()) {
            if (!UNDERSTOOD.contains(critical)) {
                return false;
            }
        }
        return true;
    }
}
