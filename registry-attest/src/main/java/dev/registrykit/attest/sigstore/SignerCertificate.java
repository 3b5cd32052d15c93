package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.sigstore.VerificationKey.UnusableKeyException;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/** What a Fulcio certificate says (sigstore/fulcio, {@code docs/oid-info.md}); whether to believe it is not asked here. */
final class SignerCertificate {
    private static final ASN1ObjectIdentifier FULCIO = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1");
    private static final ASN1ObjectIdentifier OTHER_NAME = FULCIO.branch("7");
    private static final int ISSUER_V1 = 1;
    private static final int ISSUER = 8;

    private final X509CertificateHolder certificate;
    private final Validity validity;
    private final VerificationKey key;
    private final SignerIdentity signer;
    private final @Nullable WorkloadIdentity workload;

    private SignerCertificate(
            X509CertificateHolder certificate,
            VerificationKey key,
            SignerIdentity signer,
            @Nullable WorkloadIdentity workload) {
        this.certificate = certificate;
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
            GeneralName name = onlyName(certificate);
            SignerIdentity signer = SignerIdentity.of(text(name), issuer(certificate));
            WorkloadIdentity workload =
                    name.getTagNo() == GeneralName.uniformResourceIdentifier ? workload(certificate, signer) : null;
            checkOldClaims(certificate);
            VerificationKey key = VerificationKey.of(certificate.getSubjectPublicKeyInfo(), provider);
            return new SignerCertificate(certificate, key, signer, workload);
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
    private static void checkOldClaims(X509CertificateHolder certificate) throws IOException {
        checkSame(certificate, 2, text(certificate, 20), "");
        checkSame(certificate, 3, text(certificate, 13), "");
        checkSame(certificate, 5, text(certificate, 12), "/");
        checkSame(certificate, 6, text(certificate, 14), "");
    }

    private static void checkSame(X509CertificateHolder certificate, int arc, @Nullable String current, String before)
            throws IOException {
        Extension first = extension(certificate, arc);
        if (first == null || current == null) {
            return;
        }
        String raw = utf8(first.getExtnValue().getOctets());
        if (before.isEmpty() ? !current.equals(raw) : !current.endsWith(before + raw)) {
            throw new IOException("it makes two different claims in extensions ." + arc + " and its successor");
        }
    }

    /** The issuer was raw text in the first extension and is DER in a later one; where both are, they agree. */
    private static String issuer(X509CertificateHolder certificate) throws IOException {
        String current = text(certificate, ISSUER);
        Extension first = extension(certificate, ISSUER_V1);
        String raw = first == null ? null : utf8(first.getExtnValue().getOctets());
        if (current != null && raw != null && !current.equals(raw)) {
            throw new IOException("the certificate names two issuers");
        }
        String issuer = current != null ? current : raw;
        if (issuer == null) {
            throw new IOException("the certificate names no issuer");
        }
        return issuer;
    }

    private static WorkloadIdentity workload(X509CertificateHolder certificate, SignerIdentity signer)
            throws IOException {
        return WorkloadIdentity.builder(signer.issuer())
                .buildSigner(text(certificate, 9))
                .runner(text(certificate, 11))
                .sourceRepository(text(certificate, 12))
                .sourceDigest(text(certificate, 13))
                .sourceRef(text(certificate, 14))
                .sourceRepositoryId(text(certificate, 15))
                .sourceRepositoryOwnerId(text(certificate, 17))
                .buildConfig(text(certificate, 18))
                .trigger(text(certificate, 20))
                .runInvocation(text(certificate, 21))
                .visibility(text(certificate, 22))
                .environment(text(certificate, 23))
                .build();
    }

    private static @Nullable Extension extension(X509CertificateHolder certificate, int arc) {
        return certificate.getExtension(FULCIO.branch(Integer.toString(arc)));
    }

    /** The DER UTF8String in an extension, which must fill it. */
    private static @Nullable String text(X509CertificateHolder certificate, int arc) throws IOException {
        Extension extension = extension(certificate, arc);
        if (extension == null) {
            return null;
        }
        byte[] der = extension.getExtnValue().getOctets();
        if (!(ASN1Primitive.fromByteArray(der) instanceof ASN1UTF8String text)) {
            throw new IOException("a certificate extension is no UTF8String");
        }
        return text.getString();
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(java.nio.ByteBuffer.wrap(bytes))
                .toString();
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
