package dev.registrykit.testkit.sigstore;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** States the time (RFC 3161). */
final class TimestampAuthority {
    private final KeyPair rootKey = Keys.p384();
    private final KeyPair key = Keys.p256();
    private final X509CertificateHolder root;
    private final X509CertificateHolder certificate;

    TimestampAuthority(String name, Instant since) {
        X500Name rootName = new X500Name("O=" + name + ",CN=timestamp root");
        try {
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            X509v3CertificateBuilder top = builder(rootName, 1, rootName, rootKey, since);
            top.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            top.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            top.addExtension(
                    Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(rootKey.getPublic()));
            this.root = sign(top);
            X509v3CertificateBuilder leaf =
                    builder(rootName, 2, new X500Name("O=" + name + ",CN=timestamp authority"), key, since);
            leaf.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            leaf.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
            leaf.addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key.getPublic()));
            leaf.addExtension(
                    Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(rootKey.getPublic()));
            this.certificate = sign(leaf);
        } catch (IOException | GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The authority's certificate first, its root last. */
    List<X509CertificateHolder> chain() {
        return List.of(certificate, root);
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, long serial, X500Name subject, KeyPair key, Instant since) {
        return new X509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(serial),
                Date.from(since),
                Date.from(since.plus(Duration.ofDays(3650))),
                subject,
                SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()));
    }

    private X509CertificateHolder sign(X509v3CertificateBuilder builder) {
        try {
            return builder.build(new JcaContentSignerBuilder("SHA384withECDSA")
                    .setProvider(Keys.PROVIDER)
                    .build(rootKey.getPrivate()));
        } catch (OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The response in DER that says that {@code signature} existed at {@code time}; with the certificate in it if wanted. */
    byte[] stamp(byte[] signature, Instant time, boolean withCertificate) {
        try {
            TimeStampRequestGenerator requests = new TimeStampRequestGenerator();
            requests.setCertReq(withCertificate);
            DigestCalculator digests = new JcaDigestCalculatorProviderBuilder()
                    .setProvider(Keys.PROVIDER)
                    .build()
                    .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256));
            TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder()
                            .setProvider(Keys.PROVIDER)
                            .build("SHA256withECDSA", key.getPrivate(), certificate),
                    digests,
                    new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.2"));
            if (withCertificate) {
                tokens.addCertificates(new JcaCertStore(List.of(certificate)));
            }
            return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
                    .generate(
                            requests.generate(TSPAlgorithms.SHA256, Keys.sha256(signature)),
                            BigInteger.valueOf(time.getEpochSecond()),
                            Date.from(time))
                    .getEncoded();
        } catch (OperatorCreationException | GeneralSecurityException | TSPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
