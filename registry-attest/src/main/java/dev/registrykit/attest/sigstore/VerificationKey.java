package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.SignatureScheme.Family;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * A public key and the way in which it signs; safe to share between threads.
 *
 * <p>Keep it as long as its key is trusted: Bouncy Castle keeps tables of an elliptic curve's point in the key object, and a
 * check with them costs a third.
 */
final class VerificationKey {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    /** Certificates may come from anybody, and Bouncy Castle tests whether a modulus is a prime before it hands out a key. */
    private static final int MAX_RSA_BITS_OF_CERTIFICATE = 4096;

    private static final int MAX_EXPONENT_BITS = 64;

    private final Provider provider;
    private final PublicKey key;
    private final SubjectPublicKeyInfo info;
    /** Null when it is rarely asked for. */
    private final byte @Nullable [] encoded;

    private final SignatureScheme scheme;

    private VerificationKey(
            Provider provider,
            PublicKey key,
            SubjectPublicKeyInfo info,
            byte @Nullable [] encoded,
            SignatureScheme scheme) {
        this.provider = provider;
        this.key = key;
        this.info = info;
        this.encoded = encoded;
        this.scheme = scheme;
    }

    /**
     * The key of a certificate, decoded.
     *
     * <p>Its kind and size are held against what is used here before it is decoded: to decode a key of another kind, or of
     * any size, can take hours.
     */
    static VerificationKey of(SubjectPublicKeyInfo info, Provider provider) throws UnusableKeyException {
        try {
            SignatureScheme usual = usual(info, MAX_RSA_BITS_OF_CERTIFICATE);
            PublicKey decoded = BouncyCastleProvider.getPublicKey(info);
            if (decoded == null) {
                throw new UnusableKeyException("its algorithm is not known");
            }
            return new VerificationKey(provider, decoded, info, null, usual);
        } catch (IOException | RuntimeException malformed) {
            throw new UnusableKeyException("it cannot be read", true);
        }
    }

    /**
     * The key, with the way of signing that {@code details} name (sigstore_common.proto, {@code PublicKeyDetails}), or the
     * usual one when they are null.
     */
    static VerificationKey of(PublicKey key, @Nullable String details, Provider provider) throws UnusableKeyException {
        try {
            byte[] encoded = key.getEncoded();
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(encoded);
            SignatureScheme usual = usual(info, MAX_RSA_BITS);
            return new VerificationKey(provider, key, info, encoded, details == null ? usual : stated(details, usual));
        } catch (RuntimeException malformed) {
            throw new UnusableKeyException("it cannot be read", true);
        }
    }

    /** This key, whose signatures are both numbers in full length (IEEE P1363) instead of DER; others are left as they are. */
    VerificationKey p1363() {
        return scheme.family() != Family.ECDSA
                ? this
                : new VerificationKey(
                        provider, key, info, encoded, SignatureScheme.of(Family.ECDSA_P1363, scheme.digest()));
    }

    /** The key is of a kind that is not used here, too short, or broken. */
    static final class UnusableKeyException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean malformed;

        UnusableKeyException(String message) {
            this(message, false);
        }

        UnusableKeyException(String message, boolean malformed) {
            super(message, null, false, false);
            this.malformed = malformed;
        }

        /** Whether it is no key at all. */
        boolean isMalformed() {
            return malformed;
        }
    }

    private static SignatureScheme usual(SubjectPublicKeyInfo info, int mostRsaBits) throws UnusableKeyException {
        ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            Object curve = info.getAlgorithm().getParameters();
            if (X9ObjectIdentifiers.prime256v1.equals(curve)) {
                return SignatureScheme.ECDSA_SHA256;
            } else if (SECObjectIdentifiers.secp384r1.equals(curve)) {
                return SignatureScheme.ECDSA_SHA384;
            } else if (SECObjectIdentifiers.secp521r1.equals(curve)) {
                return SignatureScheme.ECDSA_SHA512;
            }
            throw new UnusableKeyException("its curve is none of P-256, P-384 and P-521");
        }
        boolean pss = algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS);
        if (pss || algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            checkSize(info, mostRsaBits);
            return pss ? SignatureScheme.RSA_PSS_SHA256 : SignatureScheme.RSA_PKCS1_SHA256;
        }
        if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
            return SignatureScheme.ED25519;
        }
        throw new UnusableKeyException("it is neither an EC nor an RSA nor an Ed25519 key");
    }

    private static void checkSize(SubjectPublicKeyInfo info, int mostRsaBits) throws UnusableKeyException {
        try {
            RSAPublicKey numbers = RSAPublicKey.getInstance(info.parsePublicKey());
            int bits = numbers.getModulus().bitLength();
            if (bits < MIN_RSA_BITS || bits > mostRsaBits) {
                throw new UnusableKeyException("it has not " + MIN_RSA_BITS + " to " + mostRsaBits + " bits");
            }
            if (numbers.getPublicExponent().bitLength() > MAX_EXPONENT_BITS) {
                throw new UnusableKeyException("its exponent is too long");
            }
        } catch (IOException malformed) {
            throw new UnusableKeyException("it cannot be read", true);
        }
    }

    /** The names are long; what matters in them beside the key itself is the digest and the padding. */
    private static SignatureScheme stated(String details, SignatureScheme usual) throws UnusableKeyException {
        Family family = usual.family();
        boolean fits = switch (family) {
            case ECDSA, ECDSA_P1363 -> details.startsWith("PKIX_ECDSA_");
            case RSA_PKCS1, RSA_PSS -> details.contains("RSA_");
            case ED25519, ED25519_PH -> details.startsWith("PKIX_ED25519");
        };
        if (!fits) {
            throw new UnusableKeyException("it is another kind of key than stated");
        }
        if (family == Family.ED25519) {
            return details.equals("PKIX_ED25519_PH") ? SignatureScheme.ED25519_PH : SignatureScheme.ED25519;
        }
        if (family == Family.RSA_PKCS1 && details.contains("PSS")) {
            family = Family.RSA_PSS;
        }
        DigestAlgorithm digest = details.endsWith("256")
                ? DigestAlgorithm.SHA256
                : details.endsWith("384")
                        ? DigestAlgorithm.SHA384
                        : details.endsWith("512") ? DigestAlgorithm.SHA512 : usual.digest();
        return SignatureScheme.of(family, digest);
    }

    /** The subject public key info in DER; callers do not change it. */
    byte[] encoded() {
        byte[] known = encoded;
        try {
            return known != null ? known : info.getEncoded("DER");
        } catch (IOException impossible) {
            throw new IllegalStateException("a key that was read can always be encoded", impossible);
        }
    }

    /** Whether the key has signed {@code content} in its own way. */
    boolean hasSigned(SignedContent content, byte[] signature) {
        return hasSigned(scheme, content, signature);
    }

    /**
     * Whether the key has signed an artifact or an envelope: in its own way, by SHA-256 with a longer curve too (as tools
     * do that know one digest), and by Ed25519ph when only digests are at hand.
     */
    boolean hasSignedPayload(SignedContent content, byte[] signature) {
        if (hasSigned(scheme, content, signature)) {
            return true;
        }
        return switch (scheme) {
            case ECDSA_SHA384, ECDSA_SHA512 -> hasSigned(SignatureScheme.ECDSA_SHA256, content, signature);
            case ED25519 -> content.bytes() == null && hasSigned(SignatureScheme.ED25519_PH, content, signature);
            default -> false;
        };
    }

    /** Whether the key has signed {@code content} in the given way, which must be one for such a key. */
    boolean hasSigned(SignatureScheme how, SignedContent content, byte[] signature) {
        if (how.family() == Family.ED25519) {
            byte[] bytes = content.bytes();
            return bytes != null && verify("Ed25519", null, bytes, signature);
        }
        byte[] digest = content.digest(how.digest());
        if (digest == null) {
            return false;
        }
        return switch (how.family()) {
            case ECDSA -> verify("NONEwithECDSA", null, digest, signature);
            case ECDSA_P1363 -> verifyP1363(digest, signature);
            case RSA_PKCS1 -> verify("NONEwithRSA", null, digestInfo(how.digest(), digest), signature);
            case RSA_PSS -> verify("NONEwithRSASSA-PSS", pss(how.digest()), digest, signature);
            case ED25519_PH -> verifyPrehash(digest, signature);
            case ED25519 -> false;
        };
    }

    private boolean verify(String algorithm, @Nullable PSSParameterSpec parameters, byte[] signed, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(algorithm, provider);
            if (parameters != null) {
                verifier.setParameter(parameters);
            }
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | RuntimeException notASignature) {
            // Bouncy Castle throws for a signature of the wrong form, and for a key of another kind.
            return false;
        }
    }

    /** Both numbers are in range, or they cannot be written in DER. */
    private boolean verifyP1363(byte[] digest, byte[] signature) {
        if (!(key instanceof ECPublicKey ec)) {
            return false;
        }
        BigInteger order = ec.getParams().getOrder();
        try {
            BigInteger[] numbers = PlainDSAEncoding.INSTANCE.decode(order, signature);
            byte[] der = StandardDSAEncoding.INSTANCE.encode(order, numbers[0], numbers[1]);
            return verify("NONEwithECDSA", null, digest, der);
        } catch (IOException | RuntimeException notASignature) {
            return false;
        }
    }

    private boolean verifyPrehash(byte[] digest, byte[] signature) {
        byte[] point = info.getPublicKeyData().getOctets();
        return signature.length == Ed25519.SIGNATURE_SIZE
                && point.length == Ed25519.PUBLIC_KEY_SIZE
                && Ed25519.verifyPrehash(signature, 0, point, 0, new byte[0], digest, 0);
    }

    private static byte[] digestInfo(DigestAlgorithm algorithm, byte[] digest) {
        ASN1ObjectIdentifier id = switch (algorithm) {
            case SHA256 -> NISTObjectIdentifiers.id_sha256;
            case SHA384 -> NISTObjectIdentifiers.id_sha384;
            case SHA512 -> NISTObjectIdentifiers.id_sha512;
        };
        try {
            return new DigestInfo(new AlgorithmIdentifier(id, DERNull.INSTANCE), digest).getEncoded("DER");
        } catch (IOException impossible) {
            throw new IllegalStateException("a digest can always be encoded", impossible);
        }
    }

    private static PSSParameterSpec pss(DigestAlgorithm algorithm) {
        String name = switch (algorithm) {
            case SHA256 -> "SHA-256";
            case SHA384 -> "SHA-384";
            case SHA512 -> "SHA-512";
        };
        return new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), algorithm.bytes(), 1);
    }
}
