package dev.registrykit.publish.macaroon;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The steps of a macaroon's chain of HMAC-SHA-256, as libmacaroons takes them. One thread uses one object. */
final class Hmac {
    static final int BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] GENERATOR = "macaroons-key-generator".getBytes(StandardCharsets.US_ASCII);

    private final Mac mac;

    Hmac() {
        try {
            this.mac = Mac.getInstance(ALGORITHM);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA-256 is missing from this JDK", impossible);
        }
    }

    /** The signature of a macaroon without caveats. */
    byte[] first(byte[] rootKey, byte[] identifier) {
        return of(of(GENERATOR, rootKey), identifier);
    }

    /** The signature after one more caveat. */
    byte[] next(byte[] signature, Caveat caveat) {
        byte[] verificationId = caveat.verificationId();
        if (verificationId == null) {
            return of(signature, caveat.rawIdentifier());
        }
        byte[] both = Arrays.copyOf(of(signature, verificationId), 2 * BYTES);
        System.arraycopy(of(signature, caveat.rawIdentifier()), 0, both, BYTES, BYTES);
        return of(signature, both);
    }

    private byte[] of(byte[] key, byte[] data) {
        try {
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA-256 takes any key", impossible);
        }
        return mac.doFinal(data);
    }
}
