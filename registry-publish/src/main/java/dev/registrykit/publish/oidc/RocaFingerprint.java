package dev.registrykit.publish.oidc;

import java.math.BigInteger;

/**
 * The mark that RSA keys of a broken generator bear (CVE-2017-15361): modulo each small prime, the modulus is a power of
 * 65537. Their private keys can be computed.
 *
 * <p>A sound key bears it by chance with a probability below 2⁻²⁷ (Nemec and others, "The Return of Coppersmith's
 * Attack", ACM CCS 2017, section 2).
 */
final class RocaFingerprint {
    private static final int GENERATOR = 65_537;
    /** The primes below 168 whose residues the generator does not reach all. */
    private static final int[] PRIMES = {11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157};

    private RocaFingerprint() {}

    static boolean isOn(BigInteger modulus) {
        for (int prime : PRIMES) {
            int residue = modulus.mod(BigInteger.valueOf(prime)).intValue();
            if (!isPower(residue, prime)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPower(int residue, int prime) {
        int power = 1;
        for (int i = 0; i < prime; i++) {
            if (power == residue) {
                return true;
            }
            power = (int) ((long) power * GENERATOR % prime);
        }
        return false;
    }
}
