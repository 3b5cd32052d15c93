package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.sigstore.VerificationKey.UnusableKeyException;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.io.IOException;
import java.security.Provider;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/** What a Fulcio certificate says (sigstore/fulcio, {@code docs/oid-info.md}); whether to believe it is not asked here. */
final class SignerCertificate {
    private static final ASN1ObjectIdentifier OTHER_NAME = FulcioExtensions.FULCIO.branch("7");
    private static final int ISSUER_V1 = 1;
    private static final int ISSUER = 8;

    private final X509CertificateHolder certificate;
    private final SignedContent signedPart;
    private final Validity validity;
    private final VerificationKey key;
    private final SignerIdentity signer;
    private final @Nullable WorkloadIdentity workload;

    private SignerCertificate(
            X509CertificateHolder certificate,
            SignedContent signedPart,
            VerificationKey key,
            SignerIdentity signer,
            @Nullable WorkloadIdentity workload) {
        this.certificate = certificate;
        this.signedPart = signedPart;
        this.validity = Validity.of(certificate);
        this.key = key;
        this.signer = signer;
        this.workload = workload;
    }

    /**
     * What the certificate {@code der} says.
     *
     * @throws UnsupportedCertificateException if its key is of a kind that is not known
     * @throws IOException if it is no certificate with one name and one issuer
     */
    static SignerCertificate parse(byte[] der, Provider provider) throws IOException {
        try {
            X509CertificateHolder certificate = new X509CertificateHolder(der);
            FulcioExtensions claims = new FulcioExtensions(certificate.getExtensions());
            GeneralName name = onlyName(certificate);
            SignerIdentity signer = SignerIdentity.of(text(name), issuer(claims));
            WorkloadIdentity workload =
                    name.getTagNo() == GeneralName.uniformResourceIdentifier ? workload(claims, signer) : null;
            checkOldClaims(claims);
            VerificationKey key = VerificationKey.of(certificate.getSubjectPublicKeyInfo(), provider);
            return new SignerCertificate(certificate, signedPart(der), key, signer, workload);
        } catch (UnusableKeyException unusable) {
            if (unusable.isMalformed()) {
                throw new IOException("its key cannot be read");
            }
            throw new UnsupportedCertificateException("the certificate's key: " + unusable.getMessage());
        } catch (RuntimeException malformed) {
            throw new IOException("the certificate is malformed", malformed);
        }
    }

    /** The certificate may be sound, but its key is of a kind that is not judged. */
    static final class UnsupportedCertificateException extends IOException {
        private static final long serialVersionUID = 1L;

        UnsupportedCertificateException(String message) {
            super(message);
        }
    }

    private static GeneralName onlyName(X509CertificateHolder certificate) throws IOException {
        GeneralNames names = GeneralNames.fromExtensions(certificate.getExtensions(), Extension.subjectAlternativeName);
        if (names == null || names.getNames().length != 1) {
            throw new IOException("a signer has exactly one name");
        }
        GeneralName name = names.getNames()[0];
        return name;
    }

    /** An e-mail address, a URI, or Fulcio's own form for names that are neither (oid-info.md, "1.3.6.1.4.1.57264.1.7"). */
    private static String text(GeneralName name) throws IOException {
        int tag = name.getTagNo();
        if (tag == GeneralName.rfc822Name || tag == GeneralName.uniformResourceIdentifier) {
            return ASN1IA5String.getInstance(name.getName()).getString();
        }
        if (tag == GeneralName.otherName) {
            OtherName other = OtherName.getInstance(name.getName());
            if (other.getTypeID().equals(OTHER_NAME)) {
                return ASN1UTF8String.getInstance(other.getValue()).getString();
            }
        }
        throw new IOException("the signer's name is no e-mail address, URI or name of Fulcio's");
    }

    /**
     * The first extensions (.2 to .6) said in raw text what later ones (.20, .13, .12, .14) say in DER. A certificate that says
     * both must say the same, or two readers would see two workloads.
     */
    private static void checkOldClaims(FulcioExtensions claims) throws IOException {
        checkSame(claims, 2, 20, "");
        checkSame(claims, 3, 13, "");
        checkSame(claims, 5, 12, "/");
        checkSame(claims, 6, 14, "");
    }

    private static void checkSame(FulcioExtensions claims, int arc, int successor, String before) throws IOException {
        byte[] first = claims.bytes(arc);
        String current = claims.text(successor);
        if (first == null || current == null) {
            return;
        }
        String raw = FulcioExtensions.utf8(first, 0, first.length);
        if (before.isEmpty() ? !current.equals(raw) : !current.endsWith(before + raw)) {
            throw new IOException("it makes two different claims in extensions ." + arc + " and its successor");
        }
    }

    /** The issuer was raw text in the first extension and is DER in a later one; where both are, they agree. */
    private static String issuer(FulcioExtensions claims) throws IOException {
        String current = claims.text(ISSUER);
        byte[] first = claims.bytes(ISSUER_V1);
        String raw = first == null ? null : FulcioExtensions.utf8(first, 0, first.length);
        if (current != null && raw != null && !current.equals(raw)) {
            throw new IOException("the certificate names two issuers");
        }
        String issuer = current != null ? current : raw;
        if (issuer == null) {
            throw new IOException("the certificate names no issuer");
        }
        return issuer;
    }

    private static WorkloadIdentity workload(FulcioExtensions claims, SignerIdentity signer) throws IOException {
        return WorkloadIdentity.builder(signer.issuer())
                .buildSigner(claims.text(9))
                .runner(claims.text(11))
                .sourceRepository(claims.text(12))
                .sourceDigest(claims.text(13))
                .sourceRef(claims.text(14))
                .sourceRepositoryId(claims.text(15))
                .sourceRepositoryOwnerId(claims.text(17))
                .buildConfig(claims.text(18))
                .trigger(claims.text(20))
                .runInvocation(claims.text(21))
                .visibility(claims.text(22))
                .environment(claims.text(23))
                .build();
    }

    /** The part that the authority has signed, byte for byte: the first value in the certificate. */
    private static SignedContent signedPart(byte[] der) throws IOException {
        long whole = DerRange.content(der, 0);
        int start = DerRange.from(whole);
        long part = whole < 0 ? -1 : DerRange.content(der, start);
        if (part < 0) {
            throw new IOException("the certificate is not in DER");
        }
        return SignedContent.of(der, start, DerRange.to(part));
    }

    /** What the authority has signed of it. */
    SignedContent signedPart() {
        return signedPart;
    }

    VerificationKey key() {
        return key;
    }

    SignerIdentity signer() {
        return signer;
    }

    @Nullable WorkloadIdentity workload() {
        return workload;
    }

    Validity validity() {
        return validity;
    }

    X509CertificateHolder certificate() {
        return certificate;
    }
}
