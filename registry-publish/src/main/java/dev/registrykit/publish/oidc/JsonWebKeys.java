package dev.registrykit.publish.oidc;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a JWK set (RFC 7517) that may verify RS256: public RSA keys of at least 2048 bits, meant for signatures.
 *
 * <p>Other keys are passed over, since a set may serve other purposes too. A key id that occurs twice names no key.
 */
final class JsonWebKeys {
    private static final JsonLimits LIMITS = JsonLimits.of(256 * 1024, 8, 5_000);
    private static final int MIN_BITS = 2048;
    private static final int MAX_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 64;

    private final Map<String, PublicKey> byId;

    private JsonWebKeys(Map<String, PublicKey> byId) {
        this.byId = Map.copyOf(byId);
    }

    /**
     * The usable keys of the set.
     *
     * @throws JsonFormatException if the document is no JWK set, or holds no usable key
     */
    static JsonWebKeys parse(byte[] json) {
        Map<String, PublicKey> keys = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (JsonObject jwk : StrictJson.object(json, LIMITS).objects("keys")) {
            String id = jwk.has("kid") ? jwk.string("kid") : "";
            if (!id.isEmpty() && !seen.add(id)) {
                keys.remove(id);
                continue;
            }
            PublicKey key = usable(jwk);
            if (!id.isEmpty() && key != null) {
                keys.put(id, key);
            }
        }
        if (keys.isEmpty()) {
            throw new JsonFormatException("the key set holds no usable key");
        }
        return new JsonWebKeys(keys);
    }

    /** The key with this id, or null. */
    @Nullable PublicKey byId(String keyId) {
        return byId.get(keyId);
    }

    private static @Nullable PublicKey usable(JsonObject jwk) {
        boolean signature = "RSA".equals(jwk.stringOrNull("kty"))
                && (!jwk.has("use") || "sig".equals(jwk.string("use")))
                && (!jwk.has("alg") || "RS256".equals(jwk.string("alg")))
                && (!jwk.has("key_ops") || jwk.strings("key_ops").contains("verify"))
                && !jwk.has("d");
        if (!signature) {
            return null;
        }
        BigInteger modulus = number(jwk, "n");
        BigInteger exponent = number(jwk, "e");
        boolean strong = modulus.bitLength() >= MIN_BITS
                && modulus.bitLength() <= MAX_BITS
                && modulus.testBit(0)
                && exponent.testBit(0)
                && exponent.bitLength() > 1
                && exponent.bitLength() <= MAX_EXPONENT_BITS;
        return strong ? rsa(modulus, exponent) : null;
    }

    private static BigInteger number(JsonObject jwk, String name) {
        try {
            return new BigInteger(1, StrictBase64.decodeUrl(jwk.string(name)));
        } catch (JsonFormatException malformed) {
            throw malformed;
        } catch (IllegalArgumentException malformed) {
            throw new JsonFormatException("a key's '" + name + "' is not canonical base64url");
        }
    }

    private static PublicKey rsa(BigInteger modulus, BigInteger exponent) {
        try {
            return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
        } catch (GeneralSecurityException refused) {
            throw new JsonFormatException("a key is not an RSA key");
        }
    }
}
