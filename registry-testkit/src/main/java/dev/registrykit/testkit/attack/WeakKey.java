package dev.registrykit.testkit.attack;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/** An RSA key that is too short (RFC 7518 section 3.3 demands 2048 bits), for tokens signed by it. */
final class WeakKey {
    private static final int BITS = 1024;

    private final String id;
    private final KeyPair pair;

    private WeakKey(String id, KeyPair pair) {
        this.id = id;
        this.pair = pair;
    }

    static WeakKey rsa1024(String id) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return new WeakKey(id, generator.generateKeyPair());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("RSA is missing from this JDK", impossible);
        }
    }

    String publicJwk() {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        return "{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"" + id + "\",\"n\":\""
                + number(key.getModulus()) + "\",\"e\":\"" + number(key.getPublicExponent()) + "\"}";
    }

    /** The token with this key's signature in place of its own. */
    String resign(String token) {
        String signed = token.substring(0, token.lastIndexOf('.'));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encode(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("RSA is missing from this JDK", impossible);
        }
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return encode(java.util.Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
