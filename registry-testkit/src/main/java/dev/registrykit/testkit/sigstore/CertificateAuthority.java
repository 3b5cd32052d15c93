package dev.registrykit.testkit.sigstore;

import dev.registrykit.core.workload.WorkloadIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Issues certificates as Fulcio does (sigstore/fulcio, {@code docs/oid-info.md}), each published in a certificate log. */
final class CertificateAuthority {
    static final Duration VALIDITY = Duration.ofMinutes(10);
    private static final String FULCIO = "1.3.6.1.4.1.57264.1.";
    private static final ASN1ObjectIdentifier TIMESTAMP_LIST = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyPair rootKey = Keys.p384();
    private final KeyPair intermediateKey = Keys.p384();
    private final KeyPair certificateLog = Keys.p256();
    private final X509CertificateHolder root;
    private final X509CertificateHolder intermediate;

    CertificateAuthority(String name, Instant since) {
        X500Name rootName = new X500Name("O=" + name + ",CN=root");
        X500Name intermediateName = new X500Name("O=" + name + ",CN=intermediate");
        this.root = authority(rootName, rootKey, rootName, rootKey.getPublic(), since, null);
        this.intermediate = authority(
                rootName,
                rootKey,
                intermediateName,
                intermediateKey.getPublic(),
                since,
                KeyPurposeId.id_kp_codeSigning);
    }

    /** Intermediate first, root last. */
    List<X509CertificateHolder> chain() {
        return List.of(intermediate, root);
    }

    PublicKey certificateLogKey() {
        return certificateLog.getPublic();
    }

    private static X509CertificateHolder authority(
            X500Name issuer,
            KeyPair issuerKey,
            X500Name subject,
            PublicKey key,
            Instant since,
            @Nullable KeyPurposeId purpose) {
        try {
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    issuer,
                    serial(),
                    Date.from(since),
                    Date.from(since.plus(Duration.ofDays(3650))),
                    subject,
                    SubjectPublicKeyInfo.getInstance(key.getEncoded()));
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.basicConstraints,
                    true,
                    purpose == null ? new BasicConstraints(1) : new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(issuerKey.getPublic()));
            if (purpose != null) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
            return build(builder, issuerKey);
        } catch (IOException | java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A certificate that names this signer and was published, with what a fault does to it. */
    X509CertificateHolder issue(CertificateSubject subject, PublicKey key, Instant from, @Nullable BundleFault fault) {
        X509CertificateHolder unpublished = build(leaf(subject, key, from, fault), intermediateKey);
        if (fault == BundleFault.CERTIFICATE_TIMESTAMP_MISSING) {
            return unpublished;
        }
        byte[] published = unpublished.toASN1Structure().getTBSCertificate() == null
                ? new byte[0]
                : encoded(unpublished.toASN1Structure().getTBSCertificate());
        if (fault == BundleFault.CERTIFICATE_TIMESTAMP_OF_ANOTHER) {
            published[published.length - 1] ^= 1;
        }
        KeyPair log = fault == BundleFault.CERTIFICATE_LOG_UNKNOWN ? Keys.p256() : certificateLog;
        Instant at = fault == BundleFault.CERTIFICATE_LOG_NOT_YET_IN_USE ? from.minus(Duration.ofDays(4000)) : from;
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(unpublished);
        try {
            builder.addExtension(TIMESTAMP_LIST, false, new DEROctetString(timestampList(published, log, at)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return build(builder, fault == BundleFault.CERTIFICATE_SIGNED_BY_ANOTHER ? Keys.p384() : intermediateKey);
    }

    private X509v3CertificateBuilder leaf(
            CertificateSubject subject, PublicKey key, Instant from, @Nullable BundleFault fault) {
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                intermediate.getSubject(),
                serial(),
                Date.from(from),
                Date.from(from.plus(VALIDITY)),
                new X500Name(new org.bouncycastle.asn1.x500.RDN[0]),
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
        try {
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            KeyPurposeId purpose = fault == BundleFault.CERTIFICATE_NOT_FOR_SIGNING_CODE
                    ? KeyPurposeId.id_kp_serverAuth
                    : KeyPurposeId.id_kp_codeSigning;
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            builder.addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    ids.createAuthorityKeyIdentifier(intermediateKey.getPublic()));
            GeneralName[] names = names(subject, fault);
            if (names.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(names));
            }
            addStatements(builder, subject, fault);
        } catch (IOException | java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
        return builder;
    }

    private static GeneralName[] names(CertificateSubject subject, @Nullable BundleFault fault) {
        GeneralName name = new GeneralName(
                subject.workload() == null ? GeneralName.rfc822Name : GeneralName.uniformResourceIdentifier,
                subject.name());
        if (fault == BundleFault.NAME_MISSING) {
            return new GeneralName[0];
        }
        if (fault == BundleFault.TWO_NAMES) {
            return new GeneralName[] {name, new GeneralName(GeneralName.rfc822Name, "somebody@example.org")};
        }
        if (fault == BundleFault.NAME_OF_ANOTHER_KIND) {
            ASN1Encodable other = new OtherName(
                    new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), new DERUTF8String(subject.name()));
            return new GeneralName[] {new GeneralName(GeneralName.otherName, other)};
        }
        return new GeneralName[] {name};
    }

    /** The issuer in its old and its new form, and all that is known of the job. */
    private static void addStatements(
            X509v3CertificateBuilder builder, CertificateSubject subject, @Nullable BundleFault fault)
            throws IOException {
        String oldIssuer = fault == BundleFault.ISSUERS_DISAGREE ? "https://issuer.example.org" : subject.issuer();
        raw(builder, 1, oldIssuer);
        text(builder, 8, subject.issuer());
        WorkloadIdentity job = subject.workload();
        if (job == null) {
            return;
        }
        raw(builder, 2, job.trigger());
        raw(builder, 3, fault == BundleFault.OLD_STATEMENT_DISAGREES ? "0".repeat(40) : job.sourceDigest());
        raw(builder, 6, job.sourceRef());
        text(builder, 9, job.buildSigner());
        text(builder, 11, job.runner());
        if (fault == BundleFault.STATEMENT_IS_NO_TEXT) {
            add(builder, 12, new byte[] {0x02, 0x01, 0x05});
        } else {
            text(builder, 12, job.sourceRepository());
        }
        text(builder, 13, job.sourceDigest());
        text(builder, 14, job.sourceRef());
        text(builder, 15, job.sourceRepositoryId());
        text(builder, 17, job.sourceRepositoryOwnerId());
        text(builder, 18, job.buildConfig());
        text(builder, 20, job.trigger());
        text(builder, 21, job.runInvocation());
        text(builder, 22, job.visibility());
        text(builder, 23, job.environment());
    }

    private static void raw(X509v3CertificateBuilder builder, int arc, @Nullable String value) throws IOException {
        if (value != null) {
            add(builder, arc, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void text(X509v3CertificateBuilder builder, int arc, @Nullable String value) throws IOException {
        if (value != null) {
            add(builder, arc, new DERUTF8String(value).getEncoded());
        }
    }

    private static void add(X509v3CertificateBuilder builder, int arc, byte[] value) throws IOException {
        builder.addExtension(new ASN1ObjectIdentifier(FULCIO + arc), false, value);
    }

    /** RFC 6962 sections 3.2 and 3.3: one timestamp over the certificate without the list. */
    private byte[] timestampList(byte[] certificate, KeyPair log, Instant at) {
        byte[] time = ByteBuffer.allocate(8).putLong(at.toEpochMilli()).array();
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes(new byte[] {0, 0});
        signed.writeBytes(time);
        signed.writeBytes(new byte[] {0, 1});
        signed.writeBytes(Keys.sha256(encoded(intermediate.getSubjectPublicKeyInfo())));
        signed.writeBytes(length(certificate.length, 3));
        signed.writeBytes(certificate);
        signed.writeBytes(new byte[] {0, 0});
        byte[] signature = Keys.sign("SHA256withECDSA", log.getPrivate(), signed.toByteArray());

        ByteArrayOutputStream timestamp = new ByteArrayOutputStream();
        timestamp.write(0);
        timestamp.writeBytes(Keys.sha256(log.getPublic().getEncoded()));
        timestamp.writeBytes(time);
        timestamp.writeBytes(new byte[] {0, 0, 4, 3});
        timestamp.writeBytes(length(signature.length, 2));
        timestamp.writeBytes(signature);
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        list.writeBytes(length(timestamp.size() + 2, 2));
        list.writeBytes(length(timestamp.size(), 2));
        list.writeBytes(timestamp.toByteArray());
        return list.toByteArray();
    }

    private static byte[] length(int length, int bytes) {
        byte[] encoded = ByteBuffer.allocate(4).putInt(length).array();
        return java.util.Arrays.copyOfRange(encoded, 4 - bytes, 4);
    }

    private static byte[] encoded(org.bouncycastle.asn1.ASN1Object object) {
        try {
            return object.getEncoded("DER");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static X509CertificateHolder build(X509v3CertificateBuilder builder, KeyPair issuer) {
        try {
            return builder.build(new JcaContentSignerBuilder("SHA384withECDSA")
                    .setProvider(Keys.PROVIDER)
                    .build(issuer.getPrivate()));
        } catch (OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static BigInteger serial() {
        return new BigInteger(159, RANDOM).add(BigInteger.ONE);
    }
}
