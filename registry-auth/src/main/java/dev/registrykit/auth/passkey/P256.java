package dev.registrykit.auth.passkey;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;

/** Keys of ES256, the algorithm that most passkeys have. */
final class P256 {
    private static final int COORDINATE_BYTES = 32;
    private static final byte[] HEAD = {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20};
    private static final byte[] BEFORE_Y = {0x22, 0x58, 0x20};

    private P256() {}

    /** A new key pair. */
    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("P-256 is missing from this JDK", impossible);
        }
    }

    /** The public key in COSE form (RFC 9053 sections 2.1 and 7.1.1). */
    static byte[] cose(ECPublicKey key) {
        return ByteBuffer.allocate(HEAD.length + BEFORE_Y.length + 2 * COORDINATE_BYTES)
                .put(HEAD)
                .put(coordinate(key.getW().getAffineX()))
                .put(BEFORE_Y)
                .put(coordinate(key.getW().getAffineY()))
                .array();
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] padded = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, padded, COORDINATE_BYTES - length, length);
        return padded;
    }
}
