package dev.registrykit.testkit.leak;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** A key of the scanner: ECDSA on P-256 with SHA-256, published in PEM under a random id. */
final class ScannerKeyPair {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String id;
    private final KeyPair pair;

    private ScannerKeyPair(String id, KeyPair pair) {
        this.id = id;
        this.pair = pair;
    }

    static ScannerKeyPair fresh() {
        byte[] id = new byte[32];
        RANDOM.nextBytes(id);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return new ScannerKeyPair(HexFormat.of().formatHex(id), generator.generateKeyPair());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("P-256 is missing from this JDK", impossible);
        }
    }

    String id() {
        return id;
    }

    /** The signature in DER, in base64. */
    String sign(byte[] body) {
        try {
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(pair.getPrivate());
            signer.update(body);
            return Base64.getEncoder().encodeToString(signer.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("ECDSA is missing from this JDK", impossible);
        }
    }

    /** As it is published. */
    Map<String, Object> published(boolean current) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("key_identifier", id);
        members.put(
                "key",
                "-----BEGIN PUBLIC KEY-----\n"
                        + lines.encodeToString(pair.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----\n");
        members.put("is_current", current);
        return members;
    }
}
