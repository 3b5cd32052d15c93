package dev.registrykit.auth.passkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictBase64;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponsesTest {
    private static final String CLIENT_DATA =
            "{\"type\":\"webauthn.get\",\"challenge\":\"AQID\",\"origin\":\"https://example.org\"}";
    private static final String ATTESTATION = base64(AttestationObject.withoutStatement(new byte[37]));

    private final Map<String, Object> response = new LinkedHashMap<>();
    private final Map<String, Object> credential = new LinkedHashMap<>();

    ResponsesTest() {
        credential.put("id", "AQID");
        credential.put("rawId", "AQID");
        credential.put("type", "public-key");
        credential.put("response", response);
        response.put("clientDataJSON", base64(CLIENT_DATA.getBytes(StandardCharsets.UTF_8)));
        response.put("authenticatorData", base64(new byte[37]));
        response.put("signature", base64(new byte[70]));
        response.put("attestationObject", ATTESTATION);
    }

    private static String base64(byte[] bytes) {
        return StrictBase64.encodeUrl(bytes);
    }

    private String json() {
        return JsonText.write(credential);
    }

    @Test
    void a_sign_in_may_lack_the_user_handle_or_have_none() throws PasskeyObjection {
        assertThat(Responses.signIn(json()).userHandle()).isNull();
        response.put("userHandle", null);
        assertThat(Responses.signIn(json()).userHandle()).isNull();
        response.put("userHandle", "AQ");
        assertThat(Responses.signIn(json()).userHandle()).isNotNull();
    }

    @Test
    void members_that_browsers_add_are_no_matter() throws PasskeyObjection {
        credential.put("clientExtensionResults", Map.of("credProps", Map.of("rk", true)));
        credential.put("authenticatorAttachment", "platform");
        response.put("publicKeyAlgorithm", -7);
        assertThat(Responses.registration(json()).id()).isEqualTo("AQID");
    }

    @Test
    void strange_transports_are_left_out() throws PasskeyObjection {
        response.put("transports", List.of("usb", "usb", "NFC", "a b", "x".repeat(30), "smart-card", ""));
        assertThat(Responses.registration(json()).transports()).containsExactly("usb", "smart-card");
    }

    @Test
    void each_part_has_its_limit() {
        for (Map.Entry<String, Integer> tooLarge : Map.of(
                        "signature", 1025, "authenticatorData", 4097, "userHandle", 65, "clientDataJSON", 8193)
                .entrySet()) {
            Object before = response.put(tooLarge.getKey(), base64(new byte[tooLarge.getValue()]));
            malformedSignIn();
            response.put(tooLarge.getKey(), "");
            malformedSignIn();
            response.remove(tooLarge.getKey());
            if (before != null) {
                response.put(tooLarge.getKey(), before);
            }
        }
        response.put("attestationObject", base64(AttestationObject.withoutStatement(new byte[32 * 1024])));
        malformedRegistration();
    }

    @Test
    void the_whole_has_its_limit() {
        credential.put("padding", "x".repeat(128 * 1024));
        malformedSignIn();
        malformedRegistration();
    }

    @Test
    void ids_that_differ_or_are_too_long_are_refused() {
        credential.put("rawId", "AQIE");
        malformedSignIn();
        char[] long1024 = new char[1368];
        Arrays.fill(long1024, 'A');
        credential.put("id", new String(long1024));
        credential.put("rawId", new String(long1024));
        malformedSignIn();
        credential.put("id", "AQID=");
        credential.put("rawId", "AQID=");
        malformedSignIn();
    }

    @Test
    void another_type_of_credential_is_refused() {
        credential.put("type", "password");
        malformedSignIn();
        malformedRegistration();
    }

    @Test
    void what_is_no_json_object_is_refused() {
        for (String text : List.of("", "null", "[]", "{", "{\"id\":1}", "{\"id\":\"a\",\"id\":\"a\"}")) {
            assertThatThrownBy(() -> Responses.signIn(text)).isInstanceOf(PasskeyObjection.class);
            assertThatThrownBy(() -> Responses.registration(text)).isInstanceOf(PasskeyObjection.class);
        }
    }

    private void malformedSignIn() {
        assertThatThrownBy(() -> Responses.signIn(json()))
                .isInstanceOfSatisfying(
                        PasskeyObjection.class,
                        objection -> assertThat(objection.reason()).isEqualTo(PasskeyReason.RESPONSE_MALFORMED));
    }

    private void malformedRegistration() {
        assertThatThrownBy(() -> Responses.registration(json()))
                .isInstanceOfSatisfying(
                        PasskeyObjection.class,
                        objection -> assertThat(objection.reason()).isEqualTo(PasskeyReason.RESPONSE_MALFORMED));
    }
}
