package dev.registrykit.publish.oidc;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a JWK set (RFC 7517) that may verify an issuer's one algorithm: public, strong, meant for signatures.
 *
 * <p>Other keys are passed over, since a set may serve other purposes too. A key id that occurs twice names no key.
 */
final class JsonWebKeys {
    static final int MAX_KEYS = 100;

    private static final JsonLimits LIMITS = JsonLimits.of(256 * 1024, 8, 5_000);

    private final Map<String, VerificationKey> byId;

    private JsonWebKeys(Map<String, VerificationKey> byId) {
        this.byId = Map.copyOf(byId);
    }

    /**
     * The usable keys of the set.
     *
     * @throws JsonFormatException if the document is no JWK set, has more than {@link #MAX_KEYS}, or holds no usable key
     */
    static JsonWebKeys parse(byte[] json, SignatureAlgorithm algorithm) {
        List<JsonObject> jwks = StrictJson.object(json, LIMITS).objects("keys");
        if (jwks.size() > MAX_KEYS) {
            throw new JsonFormatException("the key set has more than " + MAX_KEYS + " keys");
        }
        Map<String, VerificationKey> keys = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (JsonObject jwk : jwks) {
            String id = jwk.has("kid") ? jwk.string("kid") : "";
            if (!id.isEmpty() && !seen.add(id)) {
                keys.remove(id);
                continue;
            }
            VerificationKey key = JsonWebKey.usable(jwk, algorithm);
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
    @Nullable VerificationKey byId(String keyId) {
        return byId.get(keyId);
    }
}
