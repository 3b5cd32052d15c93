package dev.registrykit.attest.sigstore;

import dev.registrykit.core.workload.WorkloadIdentity;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/** What a Fulcio certificate says (sigstore/fulcio, {@code docs/oid-info.md}); whether to believe it is not asked here. */
final class SignerCertificate {
    private static final ASN1ObjectIdentifier FULCIO = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1");
    private static final int ISSUER_V1 = 1;
    private static final int ISSUER = 8;

    private final X509CertificateHolder certificate;
    private final ECPublicKey key;
    private final SignerIdentity signer;
    private final @Nullable WorkloadIdentity workload;

    private SignerCertificate(
            X509CertificateHolder certificate,
            ECPublicKey key,
            SignerIdentity signer,
            @Nullable WorkloadIdentity workload) {
        this.certificate = certificate;
        this.key = key;
        this.signer = signer;
        this.workload = workload;
    }

    /**
     * What the certificate {@code der} says.
     *
     * @throws UnsupportedCertificateException if its key is no EC key, or its name neither an e-mail address nor a URI
     * @throws IOException if it is no certificate with one name and one issuer
     */
    static SignerCertificate parse(byte[] der, BouncyCastleProvider provider) throws IOException {
        try {
            X509CertificateHolder certificate = new X509CertificateHolder(der);
            var key =
                    new JcaPEMKeyConverter().setProvider(provider).getPublicKey(certificate.getSubjectPublicKeyInfo());
            if (!(key instanceof ECPublicKey ecKey)) {
                throw new UnsupportedCertificateException("the certificate's key is no EC key");
            }
            GeneralName name = onlyName(certificate);
            SignerIdentity signer = SignerIdentity.of(name.getName().toString(), issuer(certificate));
            WorkloadIdentity workload =
                    name.getTagNo() == GeneralName.uniformResourceIdentifier ? workload(certificate, signer) : null;
            return new SignerCertificate(certificate, ecKey, signer, workload);
        } catch (RuntimeException malformed) {
            throw new IOException("the certificate is malformed", malformed);
        }
    }

    /** The certificate may be sound, but its key or name is of a kind that is not judged. */
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
        if (name.getTagNo() != GeneralName.rfc822Name && name.getTagNo() != GeneralName.uniformResourceIdentifier) {
            throw new UnsupportedCertificateException("the signer's name is neither an e-mail address nor a URI");
        }
        return name;
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

    ECPublicKey key() {
        return key;
    }

    SignerIdentity signer() {
        return signer;
    }

    @Nullable WorkloadIdentity workload() {
        return workload;
    }

    /** Both ends are included (RFC 5280 section 4.1.2.5). */
    boolean validAt(Instant time) {
        return !time.isBefore(certificate.getNotBefore().toInstant())
                && !time.isAfter(certificate.getNotAfter().toInstant());
    }
}
