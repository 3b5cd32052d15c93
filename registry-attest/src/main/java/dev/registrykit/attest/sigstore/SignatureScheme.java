package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/** How a signature is made: the mathematics, the digest it starts from, and how it is written down. */
enum SignatureScheme {
    ECDSA_SHA256(Family.ECDSA, DigestAlgorithm.SHA256),
    ECDSA_SHA384(Family.ECDSA, DigestAlgorithm.SHA384),
    ECDSA_SHA512(Family.ECDSA, DigestAlgorithm.SHA512),
    ECDSA_P1363_SHA256(Family.ECDSA_P1363, DigestAlgorithm.SHA256),
    ECDSA_P1363_SHA384(Family.ECDSA_P1363, DigestAlgorithm.SHA384),
    ECDSA_P1363_SHA512(Family.ECDSA_P1363, DigestAlgorithm.SHA512),
    RSA_PKCS1_SHA256(Family.RSA_PKCS1, DigestAlgorithm.SHA256),
    RSA_PKCS1_SHA384(Family.RSA_PKCS1, DigestAlgorithm.SHA384),
    RSA_PKCS1_SHA512(Family.RSA_PKCS1, DigestAlgorithm.SHA512),
    RSA_PSS_SHA256(Family.RSA_PSS, DigestAlgorithm.SHA256),
    RSA_PSS_SHA384(Family.RSA_PSS, DigestAlgorithm.SHA384),
    RSA_PSS_SHA512(Family.RSA_PSS, DigestAlgorithm.SHA512),
    ED25519(Family.ED25519, DigestAlgorithm.SHA512),
    ED25519_PH(Family.ED25519_PH, DigestAlgorithm.SHA512);

    /** The mathematics and the form. */
    enum Family {
        /** In DER (RFC 3279 section 2.2.3). */
        ECDSA,
        /** Both numbers in full length, one after the other (IEEE P1363). */
        ECDSA_P1363,
        RSA_PKCS1,
        RSA_PSS,
        ED25519,
        /** Over a SHA-512 digest (RFC 8032 section 5.1). */
        ED25519_PH
    }

    private final Family family;
    private final DigestAlgorithm digest;

    SignatureScheme(Family family, DigestAlgorithm digest) {
        this.family = family;
        this.digest = digest;
    }

    Family family() {
        return family;
    }

    DigestAlgorithm digest() {
        return digest;
    }

    static SignatureScheme of(Family family, DigestAlgorithm digest) {
        for (SignatureScheme scheme : values()) {
            if (scheme.family == family && scheme.digest == digest) {
                return scheme;
            }
        }
        throw new IllegalArgumentException("there is no such scheme");
    }

    /** The scheme of a certificate's own signature, or null when it is of none of these (RFC 5280 section 4.1.1.2). */
    static @Nullable SignatureScheme ofCertificate(AlgorithmIdentifier algorithm) {
        ASN1ObjectIdentifier id = algorithm.getAlgorithm();
        if (id.equals(X9ObjectIdentifiers.ecdsa_with_SHA384)) {
            return ECDSA_SHA384;
        } else if (id.equals(X9ObjectIdentifiers.ecdsa_with_SHA256)) {
            return ECDSA_SHA256;
        } else if (id.equals(X9ObjectIdentifiers.ecdsa_with_SHA512)) {
            return ECDSA_SHA512;
        } else if (id.equals(EdECObjectIdentifiers.id_Ed25519)) {
            return ED25519;
        } else if (id.equals(PKCSObjectIdentifiers.sha256WithRSAEncryption)) {
            return RSA_PKCS1_SHA256;
        } else if (id.equals(PKCSObjectIdentifiers.sha384WithRSAEncryption)) {
            return RSA_PKCS1_SHA384;
        } else if (id.equals(PKCSObjectIdentifiers.sha512WithRSAEncryption)) {
            return RSA_PKCS1_SHA512;
        } else if (id.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            DigestAlgorithm digest = digest(RSASSAPSSparams.getInstance(algorithm.getParameters())
                    .getHashAlgorithm()
                    .getAlgorithm());
            return digest == null ? null : of(Family.RSA_PSS, digest);
        }
        return null;
    }

    /** The digest of this object identifier, or null when it is none that counts. */
    static @Nullable DigestAlgorithm digest(ASN1ObjectIdentifier id) {
        if (id.equals(NISTObjectIdentifiers.id_sha256)) {
            return DigestAlgorithm.SHA256;
        } else if (id.equals(NISTObjectIdentifiers.id_sha384)) {
            return DigestAlgorithm.SHA384;
        } else if (id.equals(NISTObjectIdentifiers.id_sha512)) {
            return DigestAlgorithm.SHA512;
        }
        return null;
    }
}
