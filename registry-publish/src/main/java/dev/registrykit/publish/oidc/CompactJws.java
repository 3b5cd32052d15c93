package dev.registrykit.publish.oidc;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;

/**
 * A signed token in compact serialization (RFC 7515 section 7.1), read strictly and in one spelling only.
 *
 * <p>The algorithm is RS256 whatever the header wants (RFC 8725 section 3.1); a header that wants another is refused.
 */
final class CompactJws {
    static final int MAX_LENGTH = 16 * 1024;

    private static final int MAX_KEY_ID = 200;
    private static final JsonLimits LIMITS = JsonLimits.of(MAX_LENGTH, 8, 500);
    /** Parameters that name or carry keys, or change what is signed; nothing that a caller sends may do either. */
    private static final List<String> REFUSED_PARAMETERS =
            List.of("crit", "b64", "zip", "jwk", "jku", "x5u", "x5c", "enc");

    private final String signingInput;
    private final String keyId;
    private final byte[] payload;
    private final byte[] signature;

    private CompactJws(String signingInput, String keyId, byte[] payload, byte[] signature) {
        this.signingInput = signingInput;
        this.keyId = keyId;
        this.payload = payload;
        this.signature = signature;
    }

    static Decision<CompactJws> read(String compact) {
        if (compact.length() > MAX_LENGTH) {
            return malformed("The identity token is longer than " + MAX_LENGTH + " characters.");
        }
        String[] parts = compact.split("\\.", -1);
        if (parts.length != 3) {
            return malformed("The identity token does not have three parts.");
        }
        try {
            JsonObject header = StrictJson.object(StrictBase64.decodeUrl(parts[0]), LIMITS);
            return checkHeader(header)
                    .map(keyId -> new CompactJws(
                            parts[0] + "." + parts[1],
                            keyId,
                            StrictBase64.decodeUrl(parts[1]),
                            StrictBase64.decodeUrl(parts[2])));
        } catch (IllegalArgumentException malformed) {
            return malformed("The identity token is not canonical base64url with a strict JSON header.");
        }
    }

    /** The key id of a header that may be trusted to name it. */
    private static Decision<String> checkHeader(JsonObject header) {
        if (!"RS256".equals(header.stringOrNull("alg"))) {
            return Decision.refused(OidcReason.ALGORITHM_NOT_ALLOWED, "The identity token is not signed with RS256.");
        }
        for (String parameter : REFUSED_PARAMETERS) {
            if (header.has(parameter)) {
                return Decision.refused(
                        OidcReason.HEADER_NOT_ALLOWED,
                        "The identity token's header must not have the parameter '" + parameter + "'.");
            }
        }
        if (header.has("typ") && !header.string("typ").equals("JWT")) {
            return Decision.refused(
                    OidcReason.HEADER_NOT_ALLOWED,
                    "The identity token's header says that it is another kind of token.");
        }
        String keyId = header.string("kid");
        return keyId.isEmpty() || keyId.length() > MAX_KEY_ID
                ? malformed("The identity token's key id has no acceptable length.")
                : Decision.allowed(keyId);
    }

    private static <T> Decision<T> malformed(String detail) {
        return Decision.refused(OidcReason.TOKEN_MALFORMED, detail);
    }

    String keyId() {
        return keyId;
    }

    /** The claims, of which none is to be believed before {@link #isSignedBy}. */
    Decision<JsonObject> claims() {
        try {
            return Decision.allowed(StrictJson.object(payload, LIMITS));
        } catch (JsonFormatException malformed) {
            return malformed("The identity token's claims are not strict JSON.");
        }
    }

    /** Whether the owner of {@code key} signed this (RSASSA-PKCS1-v1_5 with SHA-256, RFC 8017 section 8.2.2). */
    boolean isSignedBy(PublicKey key) {
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(key);
            verifier.update(signingInput.getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(signature);
        } catch (GeneralSecurityException notASignature) {
            // The JDK throws for a signature of the wrong length.
            return false;
        }
    }
}
