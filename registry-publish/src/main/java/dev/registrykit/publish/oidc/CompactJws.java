package dev.registrykit.publish.oidc;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signed token in compact serialization (RFC 7515 section 7.1), read strictly and in one spelling only.
 *
 * <p>What the header says decides nothing: its algorithm is held against its issuer's (RFC 8725 section 3.1).
 */
final class CompactJws {
    static final int MAX_LENGTH = 16 * 1024;

    private static final int MAX_KEY_ID = 200;
    private static final JsonLimits LIMITS = JsonLimits.of(MAX_LENGTH, 8, 500);
    /** Parameters that name or carry keys, or change what is signed; nothing that a caller sends may do either. */
    private static final Set<String> REFUSED_PARAMETERS =
            Set.of("crit", "b64", "zip", "jwk", "jku", "x5u", "x5c", "enc");

    private final byte[] text;
    private final int signingInput;
    private final SignatureAlgorithm algorithm;
    private final String keyId;
    private final byte[] payload;
    private final byte[] signature;

    private CompactJws(
            byte[] text,
            int signingInput,
            SignatureAlgorithm algorithm,
            String keyId,
            byte[] payload,
            byte[] signature) {
        this.text = text;
        this.signingInput = signingInput;
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.payload = payload;
        this.signature = signature;
    }

    static Decision<CompactJws> read(String compact) {
        if (compact.length() > MAX_LENGTH) {
            return malformed("The identity token is longer than " + MAX_LENGTH + " characters.");
        }
        // What is no ASCII is a byte that is no base64url either, or a question mark; two chars may become one. Latin-1
        // is
        // how the JDK keeps such text, so this is a copy.
        byte[] text = compact.getBytes(StandardCharsets.ISO_8859_1);
        int first = compact.indexOf('.');
        int second = compact.indexOf('.', first + 1);
        if (first < 0 || second < 0 || compact.indexOf('.', second + 1) >= 0 || text.length < compact.length()) {
            return malformed("The identity token does not have three parts.");
        }
        try {
            JsonObject header = StrictJson.object(StrictBase64.decodeUrl(text, 0, first), LIMITS);
            SignatureAlgorithm algorithm = algorithm(header);
            if (algorithm == null) {
                return Decision.refused(
                        OidcReason.ALGORITHM_NOT_ALLOWED, "The identity token's algorithm is no issuer's here.");
            }
            byte[] payload = StrictBase64.decodeUrl(text, first + 1, second);
            byte[] signature = StrictBase64.decodeUrl(text, second + 1, text.length);
            return checkHeader(header).map(keyId -> new CompactJws(text, second, algorithm, keyId, payload, signature));
        } catch (IllegalArgumentException malformed) {
            return malformed("The identity token is not canonical base64url with a strict JSON header.");
        }
    }

    private static @Nullable SignatureAlgorithm algorithm(JsonObject header) {
        String name = header.stringOrNull("alg");
        for (SignatureAlgorithm each : SignatureAlgorithm.values()) {
            if (each.headerName().equals(name)) {
                return each;
            }
        }
        return null;
    }

    /** The key id of a header that may be trusted to name it. */
    private static Decision<String> checkHeader(JsonObject header) {
        for (String parameter : header.names()) {
            if (REFUSED_PARAMETERS.contains(parameter)) {
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

    /** What the header says, to be held against the issuer's algorithm. */
    SignatureAlgorithm algorithm() {
        return algorithm;
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

    /** Whether the owner of {@code key} signed this. */
    boolean isSignedBy(VerificationKey key) {
        return key.hasSigned(text, signingInput, signature);
    }

    /**
     * An id for a token without one: {@code sha256:} and the hash of what was signed. Not of the whole token, since one
     * signing input may have several good signatures (with ECDSA, s and the order less s).
     */
    String signingInputHash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(text, 0, signingInput);
            return "sha256:" + StrictBase64.encodeUrl(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
