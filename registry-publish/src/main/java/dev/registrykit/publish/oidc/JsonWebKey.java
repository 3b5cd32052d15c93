package dev.registrykit.publish.oidc;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictBase64;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads one key of a set (RFC 7517 section 4, RFC 7518 section 6, RFC 8037 section 2). */
final class JsonWebKey {
    private static final int MIN_BITS = 2048;
    private static final int MAX_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 64;
    /** The size of a coordinate on P-256 and of an Ed25519 key. */
    private static final int COORDINATE_BYTES = 32;

    private JsonWebKey() {}

    /**
     * The key, or null when it is for something else, is weak, or is no public key at all.
     *
     * @throws JsonFormatException if it is for this algorithm but has not the form of such a key
     */
    static @Nullable VerificationKey usable(JsonObject jwk, SignatureAlgorithm algorithm) {
        boolean meant = keyType(algorithm).equals(jwk.stringOrNull("kty"))
                && (!jwk.has("use") || "sig".equals(jwk.string("use")))
                && (!jwk.has("alg") || algorithm.headerName().equals(jwk.string("alg")))
                && (!jwk.has("key_ops") || jwk.strings("key_ops").contains("verify"))
                && !jwk.has("d");
        if (!meant) {
            return null;
        }
        try {
            PublicKey key = switch (algorithm) {
                case RS256 -> rsa(jwk);
                case ES256 -> p256(jwk);
                case EDDSA -> ed25519(jwk);
            };
            return key == null ? null : VerificationKey.of(algorithm, key);
        } catch (GeneralSecurityException refused) {
            throw new JsonFormatException("a key is none for " + algorithm.headerName());
        }
    }

    private static String keyType(SignatureAlgorithm algorithm) {
        return switch (algorithm) {
            case RS256 -> "RSA";
            case ES256 -> "EC";
            case EDDSA -> "OKP";
        };
    }

    private static @Nullable PublicKey rsa(JsonObject jwk) throws GeneralSecurityException {
        BigInteger modulus = new BigInteger(1, bytes(jwk, "n"));
        BigInteger exponent = new BigInteger(1, bytes(jwk, "e"));
        boolean strong = modulus.bitLength() >= MIN_BITS
                && modulus.bitLength() <= MAX_BITS
                && modulus.testBit(0)
                && exponent.testBit(0)
                && exponent.bitLength() > 1
                && exponent.bitLength() <= MAX_EXPONENT_BITS
                && !RocaFingerprint.isOn(modulus);
        return strong ? KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent)) : null;
    }

    private static @Nullable PublicKey p256(JsonObject jwk) throws GeneralSecurityException {
        if (!"P-256".equals(jwk.string("crv"))) {
            return null;
        }
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
        ECPoint point = new ECPoint(coordinate(jwk, "x"), coordinate(jwk, "y"));
        if (!isOn(curve.getCurve(), point)) {
            throw new JsonFormatException("a key is no point of its curve");
        }
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve));
    }

    /** Whether y² = x³ + ax + b (SEC 1 section 3.2.2.1); a point elsewhere lets signatures be forged. */
    private static boolean isOn(EllipticCurve curve, ECPoint point) {
        BigInteger prime = ((ECFieldFp) curve.getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right = x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB());
        return x.compareTo(prime) < 0
                && y.compareTo(prime) < 0
                && y.multiply(y).subtract(right).mod(prime).signum() == 0;
    }

    private static BigInteger coordinate(JsonObject jwk, String name) {
        return new BigInteger(1, sized(jwk, name));
    }

    private static @Nullable PublicKey ed25519(JsonObject jwk) throws GeneralSecurityException {
        if (!"Ed25519".equals(jwk.string("crv"))) {
            return null;
        }
        // RFC 8032 section 5.1.2: y in little-endian order, and the highest bit says which x.
        byte[] encoded = sized(jwk, "x");
        byte[] bigEndian = new byte[COORDINATE_BYTES];
        for (int i = 0; i < COORDINATE_BYTES; i++) {
            bigEndian[i] = encoded[COORDINATE_BYTES - 1 - i];
        }
        boolean odd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, bigEndian));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    private static byte[] sized(JsonObject jwk, String name) {
        byte[] bytes = bytes(jwk, name);
        if (bytes.length != COORDINATE_BYTES) {
            throw new JsonFormatException("a key's '" + name + "' has not " + COORDINATE_BYTES + " bytes");
        }
        return bytes;
    }

    private static byte[] bytes(JsonObject jwk, String name) {
        String text = jwk.string(name);
        try {
            return StrictBase64.decodeUrl(text);
        } catch (IllegalArgumentException malformed) {
            throw new JsonFormatException("a key's '" + name + "' is not canonical base64url");
        }
    }
}
