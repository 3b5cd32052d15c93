package dev.registrykit.auth.passkey;

import com.yubico.webauthn.data.ByteArray;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a browser's {@code PublicKeyCredential.toJSON()} made, within limits, before anything else looks at it. */
final class Responses {
    static final int MAX_CREDENTIAL_ID_BYTES = 1023;
    private static final int MAX_ATTESTATION_BYTES = 32 * 1024;
    private static final int MAX_AUTHENTICATOR_DATA_BYTES = 4 * 1024;
    private static final int MAX_SIGNATURE_BYTES = 1024;
    private static final int MAX_USER_HANDLE_BYTES = 64;
    private static final int MAX_CLIENT_DATA_BYTES = 8 * 1024;
    private static final int MAX_TRANSPORTS = 8;
    private static final Pattern TRANSPORT = Pattern.compile("[a-z][a-z-]{0,19}");
    private static final JsonLimits LIMITS = JsonLimits.of(128 * 1024, 8, 200);

    private Responses() {}

    /** The answer to creation options; the statement is dropped already. */
    record Registration(
            String id, ClientData clientData, AuthenticatorData authenticatorData, List<String> transports) {}

    /** The answer to request options. */
    record SignIn(
            String id,
            ClientData clientData,
            AuthenticatorData authenticatorData,
            ByteArray signature,
            @Nullable ByteArray userHandle) {}

    static Registration registration(String json) throws PasskeyObjection {
        try {
            JsonObject credential = StrictJson.object(json, LIMITS);
            JsonObject response = credential.object("response");
            ByteArray attestation = bytes(response, "attestationObject", MAX_ATTESTATION_BYTES);
            return new Registration(
                    id(credential),
                    ClientData.parse(bytes(response, "clientDataJSON", MAX_CLIENT_DATA_BYTES)),
                    AuthenticatorData.parse(AttestationObject.authenticatorData(attestation.getBytes())),
                    transports(response));
        } catch (JsonFormatException malformed) {
            throw malformed(malformed);
        }
    }

    static SignIn signIn(String json) throws PasskeyObjection {
        try {
            JsonObject credential = StrictJson.object(json, LIMITS);
            JsonObject response = credential.object("response");
            boolean withHandle = response.has("userHandle") && !response.isNull("userHandle");
            return new SignIn(
                    id(credential),
                    ClientData.parse(bytes(response, "clientDataJSON", MAX_CLIENT_DATA_BYTES)),
                    AuthenticatorData.parse(bytes(response, "authenticatorData", MAX_AUTHENTICATOR_DATA_BYTES)
                            .getBytes()),
                    bytes(response, "signature", MAX_SIGNATURE_BYTES),
                    withHandle ? bytes(response, "userHandle", MAX_USER_HANDLE_BYTES) : null);
        } catch (JsonFormatException malformed) {
            throw malformed(malformed);
        }
    }

    private static String id(JsonObject credential) throws PasskeyObjection {
        String id = credential.string("id");
        if (!"public-key".equals(credential.string("type")) || !id.equals(credential.string("rawId"))) {
            throw PasskeyObjection.malformed("The answer is not of one public key credential.");
        }
        bytes(credential, "rawId", MAX_CREDENTIAL_ID_BYTES);
        return id;
    }

    private static ByteArray bytes(JsonObject object, String member, int max) throws PasskeyObjection {
        byte[] bytes;
        try {
            bytes = StrictBase64.decodeUrl(object.string(member));
        } catch (JsonFormatException missing) {
            throw missing;
        } catch (IllegalArgumentException notBase64) {
            throw PasskeyObjection.malformed("The member '" + member + "' is not base64url.");
        }
        if (bytes.length == 0 || bytes.length > max) {
            throw PasskeyObjection.malformed("The member '" + member + "' is empty or too large.");
        }
        return new ByteArray(bytes);
    }

    /** What the browser says of transports is only a hint for later, so what is strange is left out. */
    private static List<String> transports(JsonObject response) {
        if (!response.has("transports") || response.isNull("transports")) {
            return List.of();
        }
        return response.strings("transports").stream()
                .filter(transport -> TRANSPORT.matcher(transport).matches())
                .distinct()
                .limit(MAX_TRANSPORTS)
                .toList();
    }

    private static PasskeyObjection malformed(JsonFormatException cause) {
        return PasskeyObjection.malformed("The answer is not as expected: " + cause.getMessage() + ".");
    }
}
