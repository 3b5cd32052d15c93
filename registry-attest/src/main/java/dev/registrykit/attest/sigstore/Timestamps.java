package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenInfo;
import org.jspecify.annotations.Nullable;

/** Times that an authority signed (RFC 3161, RFC 5816). */
final class Timestamps {
    private static final int GRANTED = 0;
    private static final int GRANTED_WITH_CHANGES = 1;

    private Timestamps() {}

    /** The time at which {@code signature} existed, by an authority of the trust root that was trusted then. */
    static VerifiedTime check(byte[] response, byte[] signature, PreparedRoot root) throws RefusedException {
        try {
            TimeStampToken token = token(response);
            TimeStampTokenInfo info = token.getTimeStampInfo();
            DigestAlgorithm algorithm = SignatureScheme.digest(info.getMessageImprintAlgOID());
            if (algorithm == null
                    || !MessageDigest.isEqual(algorithm.start().digest(signature), info.getMessageImprintDigest())) {
                throw invalid("The timestamp is of another signature.");
            }
            Instant time = info.getGenTime().toInstant();
            for (AuthorityChain authority : root.timestampAuthorities()) {
                X509CertificateHolder signer = authority.isTrustedAt(time) ? signer(token, authority) : null;
                if (signer != null
                        && (authority.signer() != null || Validity.of(signer).contains(time))
                        && isSignedBy(token, signer, root)) {
                    return new VerifiedTime(
                            VerifiedTime.Source.TIMESTAMP_AUTHORITY,
                            signer.getSubject().toString(),
                            time);
                }
            }
        } catch (TSPException | IOException | CMSException | RuntimeException malformed) {
            throw invalid("The timestamp cannot be read.");
        }
        throw invalid("The timestamp is from no authority that was trusted then.");
    }

    private static TimeStampToken token(byte[] der) throws IOException, TSPException, RefusedException {
        TimeStampResp response = TimeStampResp.getInstance(ASN1Primitive.fromByteArray(der));
        BigInteger status = response.getStatus().getStatus();
        if (response.getTimeStampToken() == null
                || (status.intValue() != GRANTED && status.intValue() != GRANTED_WITH_CHANGES)) {
            throw invalid("The authority did not grant the timestamp.");
        }
        return new TimeStampToken(response.getTimeStampToken());
    }

    /** The certificate that the token names: the trust root's own, or one inside the token that the authority has issued. */
    private static @Nullable X509CertificateHolder signer(TimeStampToken token, AuthorityChain authority) {
        X509CertificateHolder known = authority.signer();
        if (known != null) {
            return authority.isTimestampSigner() && token.getSID().match(known) ? known : null;
        }
        for (X509CertificateHolder embedded : token.getCertificates().getMatches(null)) {
            if (token.getSID().match(embedded) && isTimestampSigner(embedded) && authority.hasIssued(embedded)) {
                return embedded;
            }
        }
        return null;
    }

    /** Only for timestamps, and critically so (RFC 3161 section 2.3). */
    static boolean isTimestampSigner(X509CertificateHolder certificate) {
        var usage = certificate.getExtension(org.bouncycastle.asn1.x509.Extension.extendedKeyUsage);
        return usage != null
                && usage.isCritical()
                && org.bouncycastle.asn1.x509.ExtendedKeyUsage.getInstance(usage.getParsedValue())
                                .getUsages()
                                .length
                        == 1
                && Certificates.isSigner(certificate, KeyPurposeId.id_kp_timeStamping);
    }

    private static boolean isSignedBy(TimeStampToken token, X509CertificateHolder signer, PreparedRoot root)
            throws CMSException, IOException {
        if (!namesCertificate(token.getSignedAttributes(), signer)) {
            return false;
        }
        SignerInformation information =
                token.toCMSSignedData().getSignerInfos().iterator().next();
        try {
            return information.verify(root.timestampVerifier(signer));
        } catch (CMSException notSigned) {
            return false;
        }
    }

    /** The signed attribute must name this certificate, or a signature could pass for another signer's (RFC 5816 section 3). */
    private static boolean namesCertificate(AttributeTable attributes, X509CertificateHolder signer)
            throws IOException {
        byte[] encoded = signer.getEncoded();
        Attribute current = attributes.get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
        if (current != null) {
            ESSCertIDv2 id = SigningCertificateV2.getInstance(current.getAttributeValues()[0])
                    .getCerts()[0];
            DigestAlgorithm algorithm =
                    SignatureScheme.digest(id.getHashAlgorithm().getAlgorithm());
            return algorithm != null && MessageDigest.isEqual(algorithm.start().digest(encoded), id.getCertHash());
        }
        Attribute first = attributes.get(PKCSObjectIdentifiers.id_aa_signingCertificate);
        return first != null
                && MessageDigest.isEqual(
                        sha1(encoded),
                        SigningCertificate.getInstance(first.getAttributeValues()[0])
                                .getCerts()[0]
                                .getCertHash());
    }

    /** The only digest of the older attribute; to pass for another certificate would take a second preimage. */
    private static byte[] sha1(byte[] encoded) {
        byte[] hash = new byte[20];
        SHA1Digest digest = new SHA1Digest();
        digest.update(encoded, 0, encoded.length);
        digest.doFinal(hash, 0);
        return hash;
    }

    private static RefusedException invalid(String detail) {
        return new RefusedException(AttestReason.TIMESTAMP_INVALID, detail);
    }
}
