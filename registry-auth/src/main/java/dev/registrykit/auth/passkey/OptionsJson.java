package dev.registrykit.auth.passkey;

import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictBase64;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the options that browsers parse (WebAuthn Level 3 sections 5.1.9, 5.1.10, 5.4 and 5.5). */
final class OptionsJson {
    /** ES256, EdDSA, ES384, ES512, Ed448 and RS256 (IANA COSE algorithms), in this order of preference. */
    static final List<Integer> ALGORITHMS = List.of(-7, -8, -35, -36, -53, -257);

    private static final String TYPE = "public-key";

    private OptionsJson() {}

    /** A credential that a browser is told of. */
    record Descriptor(String id, List<String> transports) {
        static Descriptor of(Passkey passkey) {
            return new Descriptor(passkey.id(), passkey.transports());
        }

        private Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("type", TYPE);
            members.put("id", id);
            if (!transports.isEmpty()) {
                members.put("transports", transports);
            }
            return members;
        }
    }

    static PasskeyOptions creation(
            RelyingParty relyingParty,
            PasskeyUser user,
            byte[] userHandle,
            byte[] challenge,
            Duration timeout,
            List<Descriptor> exclude) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("rp", Map.of("id", relyingParty.id(), "name", relyingParty.name()));
        options.put(
                "user",
                Map.of(
                        "id",
                        StrictBase64.encodeUrl(userHandle),
                        "name",
                        user.name(),
                        "displayName",
                        user.displayName()));
        options.put("challenge", StrictBase64.encodeUrl(challenge));
        options.put(
                "pubKeyCredParams",
                ALGORITHMS.stream()
                        .map(algorithm -> Map.of("type", TYPE, "alg", algorithm))
                        .toList());
        options.put("timeout", timeout.toMillis());
        options.put(
                "excludeCredentials", exclude.stream().map(Descriptor::members).toList());
        options.put(
                "authenticatorSelection",
                Map.of("residentKey", "required", "requireResidentKey", true, "userVerification", "required"));
        options.put("attestation", "none");
        return new PasskeyOptions(JsonText.write(options));
    }

    /** Request options; with no {@code allow} the person chooses among the passkeys that the authenticator shows. */
    static PasskeyOptions request(
            RelyingParty relyingParty, byte[] challenge, Duration timeout, List<Descriptor> allow) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("challenge", StrictBase64.encodeUrl(challenge));
        options.put("timeout", timeout.toMillis());
        options.put("rpId", relyingParty.id());
        options.put("allowCredentials", allow.stream().map(Descriptor::members).toList());
        options.put("userVerification", "required");
        return new PasskeyOptions(JsonText.write(options));
    }
}
