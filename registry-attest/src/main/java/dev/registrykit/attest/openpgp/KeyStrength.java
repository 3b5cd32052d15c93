package dev.registrykit.attest.openpgp;

import java.math.BigInteger;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.RSAPublicBCPGKey;
import org.bouncycastle.openpgp.PGPPublicKey;

/** Which keys are strong enough to be listened to. */
final class KeyStrength {
    private static final int LEAST_RSA_BITS = 2_048;
    /** Longer ones cost time, and nobody signs releases with them. */
    private static final int MOST_RSA_BITS = 8_192;

    private static final int LEAST_CURVE_BITS = 256;
    private static final int MOST_EXPONENT_BITS = 64;

    /** RSA for signing only (RFC 9580 section 9.1); deprecated, still read. */
    private static final int RSA_SIGN_ONLY = 3;

    private KeyStrength() {}

    static void check(PGPPublicKey key) throws RefusedException {
        boolean strong;
        try {
            strong = isStrong(key);
        } catch (RuntimeException unreadable) {
            // Numbers or curves that the library does not take.
            strong = false;
        }
        if (!strong) {
            throw new RefusedException(
                    OpenPgpReason.KEY_WEAK,
                    "the key " + CertificateParts.fingerprint(key)
                            + " is too weak, or of an algorithm that is not known");
        }
    }

    private static boolean isStrong(PGPPublicKey key) {
        return switch (key.getAlgorithm()) {
            case PublicKeyAlgorithmTags.RSA_GENERAL, RSA_SIGN_ONLY ->
                key.getPublicKeyPacket().getKey() instanceof RSAPublicBCPGKey rsa
                        && isStrong(rsa.getModulus(), rsa.getPublicExponent());
            case PublicKeyAlgorithmTags.ECDSA -> key.getBitStrength() >= LEAST_CURVE_BITS;
            case PublicKeyAlgorithmTags.EDDSA_LEGACY, PublicKeyAlgorithmTags.Ed25519, PublicKeyAlgorithmTags.Ed448 ->
                true;
            default -> false;
        };
    }

    private static boolean isStrong(BigInteger modulus, BigInteger exponent) {
        return modulus.bitLength() >= LEAST_RSA_BITS
                && modulus.bitLength() <= MOST_RSA_BITS
                && exponent.bitLength() > 1
                && exponent.bitLength() <= MOST_EXPONENT_BITS;
    }
}
