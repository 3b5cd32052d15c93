package dev.registrykit.publish.oidc;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One key of an issuer, for the issuer's one algorithm.
 *
 * <p>The JDK's provider for it is looked up once, when the key is made, not at each signature.
 */
final class VerificationKey {
    /** The order of P-256 (FIPS 186-4 appendix D.1.2.3). */
    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static final int P256_BYTES = 32;
    private static final int ED25519_SIGNATURE = 64;

    private final SignatureAlgorithm algorithm;
    private final PublicKey key;
    private final Provider provider;
    /** One that nobody uses at the moment, so that most verifications need not make one. */
    private final AtomicReference<@Nullable Signature> idle = new AtomicReference<>();

    VerificationKey(SignatureAlgorithm algorithm, PublicKey key, Provider provider) {
        this.algorithm = algorithm;
        this.key = key;
        this.provider = provider;
    }

    /**
     * The key, when the JDK can verify with it.
     *
     * @throws GeneralSecurityException if it cannot: the key is of another type, or is no point of its curve
     */
    static VerificationKey of(SignatureAlgorithm algorithm, PublicKey key) throws GeneralSecurityException {
        Signature trial = Signature.getInstance(jdkName(algorithm));
        trial.initVerify(key);
        return new VerificationKey(algorithm, key, trial.getProvider());
    }

    private static String jdkName(SignatureAlgorithm algorithm) {
        return switch (algorithm) {
            case RS256 -> "SHA256withRSA";
            case ES256 -> "SHA256withECDSAinP1363Format";
            case EDDSA -> "Ed25519";
        };
    }

    /** Whether the owner of this key signed the first {@code length} bytes of {@code input}. */
    boolean hasSigned(byte[] input, int length, byte[] signature) {
        if (!isPlausible(signature)) {
            return false;
        }
        try {
            Signature verifier = idle.getAndSet(null);
            if (verifier == null) {
                verifier = Signature.getInstance(jdkName(algorithm), provider);
                verifier.initVerify(key);
            }
            verifier.update(input, 0, length);
            boolean signed = verifier.verify(signature);
            // It is as it was after initVerify; one that threw is not used again.
            idle.set(verifier);
            return signed;
        } catch (GeneralSecurityException notASignature) {
            // The JDK throws for a signature of the wrong length.
            return false;
        }
    }

    private boolean isPlausible(byte[] signature) {
        return switch (algorithm) {
            case RS256 -> true;
            case ES256 ->
                signature.length == 2 * P256_BYTES && isScalar(signature, 0) && isScalar(signature, P256_BYTES);
            case EDDSA -> signature.length == ED25519_SIGNATURE;
        };
    }

    /** From 1 to the order less 1 (FIPS 186-4 section 6.4.2): a JDK that skips this accepts zeros, CVE-2022-21449. */
    private static boolean isScalar(byte[] signature, int offset) {
        BigInteger scalar = new BigInteger(1, signature, offset, P256_BYTES);
        return scalar.signum() > 0 && scalar.compareTo(P256_ORDER) < 0;
    }
}
