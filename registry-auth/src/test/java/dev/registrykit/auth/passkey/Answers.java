package dev.registrykit.auth.passkey;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Map;

/** What a browser at https://example.org would send to sign in, signed with any key, for any passkey's id. */
final class Answers {
    static final String ORIGIN = "https://example.org";
    private static final int PRESENT_AND_VERIFIED = 0x05;
    private static final int BACKUP_ELIGIBLE = 0x08;

    private final String id;
    private final byte[] userHandle;
    private final PrivateKey key;
    private final int flags;

    private Answers(String id, byte[] userHandle, PrivateKey key, int flags) {
        this.id = id;
        this.userHandle = userHandle;
        this.key = key;
        this.flags = flags;
    }

    static Answers of(String id, byte[] userHandle, PrivateKey key) {
        return new Answers(id, userHandle, key, PRESENT_AND_VERIFIED);
    }

    Answers backupEligible() {
        return new Answers(id, userHandle, key, PRESENT_AND_VERIFIED | BACKUP_ELIGIBLE);
    }

    /** The answer to these options. */
    String to(PasskeyOptions options) {
        String challenge = StrictJson.object(options.json(), JsonLimits.small()).string("challenge");
        byte[] clientData = JsonText.write(
                        Map.of("type", "webauthn.get", "challenge", challenge, "origin", ORIGIN, "crossOrigin", false))
                .getBytes(StandardCharsets.UTF_8);
        byte[] data = ByteBuffer.allocate(37)
                .put(Sha256.of("example.org"))
                .put((byte) flags)
                .putInt(0)
                .array();
        return JsonText.write(Map.of(
                "id",
                id,
                "rawId",
                id,
                "type",
                "public-key",
                "response",
                Map.of(
                        "clientDataJSON",
                        StrictBase64.encodeUrl(clientData),
                        "authenticatorData",
                        StrictBase64.encodeUrl(data),
                        "signature",
                        StrictBase64.encodeUrl(signature(data, clientData)),
                        "userHandle",
                        StrictBase64.encodeUrl(userHandle))));
    }

    private byte[] signature(byte[] data, byte[] clientData) {
        try {
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(key);
            signer.update(data);
            signer.update(Sha256.of(clientData));
            return signer.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
