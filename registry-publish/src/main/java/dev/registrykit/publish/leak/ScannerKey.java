package dev.registrykit.publish.leak;

import dev.registrykit.core.json.StrictBase64;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One key of a scanner: ECDSA on P-256 with SHA-256, and whether the scanner still uses it. */
final class ScannerKey {
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final int SCALAR = 32;
    private static final byte SEQUENCE = 0x30;
    private static final byte INTEGER = 0x02;
    /** The longest DER of two integers of 33 bytes, which still has a length of one byte. */
    private static final int LONGEST = 72;

    /** The order of P-256 (FIPS 186-4 appendix D.1.2.3). */
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private final PublicKey key;
    private final boolean current;

    private ScannerKey(PublicKey key, boolean current) {
        this.key = key;
        this.current = current;
    }

    /** The key of this PEM text (RFC 7468 section 13), or null when it is none that can verify a report. */
    static @Nullable ScannerKey ofPem(String pem, boolean current) {
        String text = pem.strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < BEGIN.length() + END.length()) {
            return null;
        }
        String base64 = text.substring(BEGIN.length(), text.length() - END.length())
                .replace("\r", "")
                .replace("\n", "");
        try {
            PublicKey key =
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(StrictBase64.decode(base64)));
            if (!(key instanceof ECPublicKey point) || !isP256(point.getParams())) {
                return null;
            }
            verifier(key);
            return new ScannerKey(key, current);
        } catch (GeneralSecurityException | IllegalArgumentException notAKey) {
            return null;
        }
    }

    private static boolean isP256(ECParameterSpec curve) throws GeneralSecurityException {
        AlgorithmParameters p256 = AlgorithmParameters.getInstance("EC");
        p256.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec expected = p256.getParameterSpec(ECParameterSpec.class);
        return curve.getCurve().equals(expected.getCurve())
                && curve.getGenerator().equals(expected.getGenerator())
                && curve.getOrder().equals(expected.getOrder());
    }

    private static Signature verifier(PublicKey key) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(key);
        return verifier;
    }

    /** Whether the scanner still signs by it. */
    boolean isCurrent() {
        return current;
    }

    /** Whether this key's owner signed {@code body}; {@code der} is the signature's DER (RFC 3279 section 2.2.3). */
    boolean hasSigned(byte[] body, byte[] der) {
        byte[] scalars = scalars(der);
        if (scalars == null) {
            return false;
        }
        try {
            Signature verifier = verifier(key);
            verifier.update(body);
            return verifier.verify(scalars);
        } catch (GeneralSecurityException notASignature) {
            return false;
        }
    }

    /**
     * The two integers of the signature, 32 bytes each, or null.
     *
     * <p>They are taken out here because a JDK that does not look at their range accepts zeros, CVE-2022-21449.
     */
    static byte @Nullable [] scalars(byte[] der) {
        if (der.length < 8 || der.length > LONGEST || der[0] != SEQUENCE || der[1] != der.length - 2) {
            return null;
        }
        byte[] scalars = new byte[2 * SCALAR];
        int at = 2;
        for (int i = 0; i < 2; i++) {
            if (at + 2 > der.length || der[at] != INTEGER) {
                return null;
            }
            int from = at + 2;
            int to = from + der[at + 1];
            if (der[at + 1] < 1 || to > der.length || !put(der, from, to, scalars, i * SCALAR)) {
                return null;
            }
            at = to;
        }
        return at == der.length ? scalars : null;
    }

    /** Whether the integer is from 1 to the order less 1 (FIPS 186-4 section 6.4.2), in its shortest form. */
    private static boolean put(byte[] der, int from, int to, byte[] scalars, int offset) {
        boolean padded = der[from] == 0 && to - from > 1;
        if (der[from] < 0 || (padded && der[from + 1] >= 0)) {
            return false;
        }
        BigInteger value = new BigInteger(1, der, from, to - from);
        if (value.signum() == 0 || value.compareTo(ORDER) >= 0) {
            return false;
        }
        byte[] digits = Arrays.copyOfRange(der, padded ? from + 1 : from, to);
        System.arraycopy(digits, 0, scalars, offset + SCALAR - digits.length, digits.length);
        return true;
    }
}
