package dev.registrykit.auth.passkey;

import com.yubico.webauthn.data.ByteArray;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;

/** What the browser says that it asked the authenticator for (WebAuthn Level 3 section 5.8.1), as it was signed. */
record ClientData(ByteArray bytes, String type, ByteArray challenge, String origin, boolean crossOrigin) {
    static final String CREATE = "webauthn.create";
    static final String GET = "webauthn.get";
    private static final JsonLimits LIMITS = JsonLimits.of(8 * 1024, 8, 100);

    static ClientData parse(ByteArray bytes) throws PasskeyObjection {
        try {
            JsonObject json = StrictJson.object(bytes.getBytes(), LIMITS);
            return new ClientData(
                    bytes,
                    json.string("type"),
                    new ByteArray(StrictBase64.decodeUrl(json.string("challenge"))),
                    json.string("origin"),
                    Boolean.TRUE.equals(json.booleanOrNull("crossOrigin")) || json.has("topOrigin"));
        } catch (JsonFormatException malformed) {
            throw PasskeyObjection.malformed("The client data is not as expected: " + malformed.getMessage() + ".");
        } catch (IllegalArgumentException malformed) {
            throw PasskeyObjection.malformed("The client data's challenge is not base64url.");
        }
    }

    /** Steps that registration and sign-in share: type, origin, and no embedding (sections 7.1 and 7.2). */
    void check(String expectedType, RelyingParty relyingParty) throws PasskeyObjection {
        if (!type.equals(expectedType)) {
            throw new PasskeyObjection(
                    PasskeyReason.CEREMONY_MISMATCH, "The browser answered another kind of question.");
        }
        if (!relyingParty.origins().contains(origin)) {
            throw new PasskeyObjection(PasskeyReason.ORIGIN_MISMATCH, "The page was not one of this registry's.");
        }
        if (crossOrigin) {
            throw new PasskeyObjection(
                    PasskeyReason.CROSS_ORIGIN, "The page was embedded in a page of another origin.");
        }
    }
}
