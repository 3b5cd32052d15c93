package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.AttestReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;

/** Proofs, inside a certificate, that certificate logs know it (RFC 6962 sections 3.2 and 3.3). */
final class CertificateTimestamps {
    private static final ASN1ObjectIdentifier LIST = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");
    private static final int EXTENSIONS_TAG = 3;
    private static final int V1 = 0;
    private static final int LOG_ID_LENGTH = 32;
    private static final int MAX_TIMESTAMPS = 16;
    private static final int USUAL_SIZE = 2048;

    private CertificateTimestamps() {}

    /**
     * Refuses a certificate that is not known to {@code least} logs of the trust root.
     *
     * <p>A proof by a log that the trust root does not name is ignored; one by a log that it names must hold.
     */
    static void check(X509CertificateHolder certificate, AuthorityChain issuer, PreparedRoot root, int least)
            throws RefusedException {
        Extension extension = certificate.getExtension(LIST);
        if (extension == null) {
            if (least == 0) {
                return;
            }
            throw new RefusedException(
                    AttestReason.CERTIFICATE_TIMESTAMP_MISSING,
                    "Nothing in the certificate says that it was published in a certificate log.");
        }
        Set<String> logs = new HashSet<>();
        try {
            ByteBuffer list = ByteBuffer.wrap(
                    ASN1OctetString.getInstance(extension.getExtnValue().getOctets())
                            .getOctets());
            ByteBuffer timestamps = vector16(list);
            byte[] unsigned = withoutTimestamps(certificate);
            for (int count = 0; timestamps.hasRemaining(); count++) {
                if (count == MAX_TIMESTAMPS) {
                    throw invalid("There are too many of them.");
                }
                String log = check(vector16(timestamps), unsigned, issuer, root);
                if (!log.isEmpty()) {
                    logs.add(log);
                }
            }
            if (list.hasRemaining()) {
                throw invalid("It is followed by other data.");
            }
        } catch (IOException | RuntimeException malformed) {
            throw invalid("It cannot be read.");
        }
        if (logs.size() < least) {
            throw invalid("It is of no certificate log of the trust root.");
        }
    }

    /** The id of the log when it is of the trust root and has signed; empty when the log is another. */
    private static String check(ByteBuffer timestamp, byte[] unsigned, AuthorityChain issuer, PreparedRoot root)
            throws IOException, RefusedException {
        if (timestamp.get() != V1) {
            return "";
        }
        byte[] logId = new byte[LOG_ID_LENGTH];
        timestamp.get(logId);
        long millis = timestamp.getLong();
        ByteBuffer extensions = vector16(timestamp);
        int algorithm = timestamp.getShort();
        ByteBuffer signature = vector16(timestamp);
        if (timestamp.hasRemaining()) {
            throw invalid("It is followed by other data.");
        }
        PreparedRoot.Log log = root.certificateLog(logId);
        if (log == null) {
            return "";
        }
        if (!log.usedAt(Instant.ofEpochMilli(millis))) {
            throw invalid("The log did not use its key at that time.");
        }
        byte[] signed = signedBytes(millis, extensions, unsigned, issuer.issuerKeyHash());
        byte[] bytes = new byte[signature.remaining()];
        signature.get(bytes);
        SignatureScheme scheme = scheme(algorithm);
        if (scheme == null || !log.key().hasSigned(scheme, SignedContent.of(signed), bytes)) {
            throw invalid("Its signature does not hold.");
        }
        return log.id();
    }

    /** SHA-256 with ECDSA or RSA, the only algorithms of such logs (RFC 6962 section 2.1.4). */
    private static @org.jspecify.annotations.Nullable SignatureScheme scheme(int hashAndSignature) {
        return switch (hashAndSignature) {
            case 0x0403 -> SignatureScheme.ECDSA_SHA256;
            case 0x0401 -> SignatureScheme.RSA_PKCS1_SHA256;
            default -> null;
        };
    }

    /** What a log signs for a certificate that does not hold its signature yet (section 3.2). */
    private static byte[] signedBytes(long millis, ByteBuffer extensions, byte[] unsigned, byte[] issuerKeyHash) {
        ByteBuffer signed = ByteBuffer.allocate(
                2 + 8 + 2 + issuerKeyHash.length + 3 + unsigned.length + 2 + extensions.remaining());
        signed.put((byte) V1).put((byte) 0).putLong(millis).putShort((short) 1).put(issuerKeyHash);
        signed.put((byte) (unsigned.length >> 16))
                .putShort((short) unsigned.length)
                .put(unsigned);
        signed.putShort((short) extensions.remaining()).put(extensions);
        return signed.array();
    }

    /** The signed part of the certificate without the timestamps, every other byte as it is. */
    private static byte[] withoutTimestamps(X509CertificateHolder certificate) throws IOException {
        ASN1Sequence fields = ASN1Sequence.getInstance(
                certificate.toASN1Structure().getTBSCertificate().toASN1Primitive());
        ASN1EncodableVector kept = new ASN1EncodableVector(fields.size());
        for (ASN1Encodable field : fields) {
            kept.add(
                    field instanceof ASN1TaggedObject tagged && tagged.getTagNo() == EXTENSIONS_TAG
                            ? new DERTaggedObject(true, EXTENSIONS_TAG, withoutTimestamps(tagged))
                            : field);
        }
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(USUAL_SIZE);
        new DERSequence(kept).encodeTo(encoded, "DER");
        return encoded.toByteArray();
    }

    private static DERSequence withoutTimestamps(ASN1TaggedObject extensions) {
        ASN1EncodableVector kept = new ASN1EncodableVector();
        for (ASN1Encodable extension : ASN1Sequence.getInstance(extensions, true)) {
            if (!LIST.equals(ASN1Sequence.getInstance(extension).getObjectAt(0))) {
                kept.add(extension);
            }
        }
        return new DERSequence(kept);
    }

    private static ByteBuffer vector16(ByteBuffer from) {
        int length = from.getShort() & 0xffff;
        ByteBuffer vector = from.slice(from.position(), length);
        from.position(from.position() + length);
        return vector;
    }

    private static RefusedException invalid(String why) {
        return new RefusedException(
                AttestReason.CERTIFICATE_TIMESTAMP_INVALID,
                "The certificate's proof of publication does not hold. " + why);
    }
}
