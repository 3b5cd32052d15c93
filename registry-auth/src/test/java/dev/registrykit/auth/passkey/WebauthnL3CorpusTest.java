package dev.registrykit.auth.passkey;

import static dev.registrykit.auth.AuthFixture.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.auth.AuthFixture;
import dev.registrykit.auth.Corpora;
import dev.registrykit.auth.account.SignedIn;
import dev.registrykit.auth.passkey.PendingChallenge.Ceremony;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The test vectors of WebAuthn Level 3, each with the vector's own challenge pending in the store.
 *
 * <p>This module requires user verification and refuses foreign frames, so vectors without the one or with the other must
 * be refused for exactly that reason, and all others accepted.
 */
class WebauthnL3CorpusTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Subject ALICE = Subject.user("alice");
    private static final byte[] HANDLE = new byte[] {1, 2, 3};
    private static final String SESSION = "browser";
    private static final RequestContext REQUEST =
            RequestContext.builder("POST", "/passkey").sessionId(SESSION).build();

    private final JsonObject file =
            StrictJson.object(Corpora.read("webauthn-l3/vectors.json"), JsonLimits.of(1 << 20, 16, 10_000));
    private final AuthFixture fixture = new AuthFixture();
    private final Passkeys passkeys = fixture.builder()
            .origin(file.string("origin"))
            .clock(InstantSource.fixed(NOW))
            .build()
            .passkeys();

    @TestFactory
    Stream<DynamicTest> each_registration_is_decided_as_its_flags_say() {
        return vectors("registration", vector -> {
            JsonObject ceremony = vector.object("registration");
            pending(ceremony, Ceremony.REGISTRATION, ALICE);
            Decision<Passkey> decision = passkeys.finishRegistration(ALICE, registration(ceremony), "Key", REQUEST);
            expect(decision, objection(ceremony));
            if (decision.isAllowed()) {
                assertThat(AuthFixture.allowed(decision).aaguid().replace("-", ""))
                        .isEqualTo(ceremony.string("aaguid"));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> each_sign_in_is_decided_as_its_flags_say() {
        return vectors("sign-in", vector -> expect(signIn(vector, ceremony -> {}), objection(authentication(vector))));
    }

    @TestFactory
    Stream<DynamicTest> a_sign_in_with_one_bit_changed_is_refused() {
        return vectors("changed bit", vector -> {
            PasskeyReason objection = objection(authentication(vector));
            if (objection != null) {
                return;
            }
            assertThat(reason(signIn(vector, response -> flip(response, "signature", -1))))
                    .isEqualTo(PasskeyReason.NOT_ACCEPTED);
            assertThat(reason(signIn(vector, response -> flip(response, "authenticatorData", 36))))
                    .isEqualTo(PasskeyReason.NOT_ACCEPTED);
            assertThat(reason(signIn(vector, response -> flip(response, "authenticatorData", 0))))
                    .isEqualTo(PasskeyReason.RELYING_PARTY_MISMATCH);
        });
    }

    private interface Check {
        void of(JsonObject vector);
    }

    private interface Change {
        void in(Map<String, Object> response);
    }

    private Stream<DynamicTest> vectors(String what, Check check) {
        return file.objects("vectors").stream()
                .map(vector -> DynamicTest.dynamicTest(vector.string("name") + ": " + what, () -> check.of(vector)));
    }

    private static JsonObject authentication(JsonObject vector) {
        return vector.object("authentication");
    }

    private static @Nullable PasskeyReason objection(JsonObject ceremony) {
        JsonObject expected = ceremony.object("expected");
        boolean topOrigin = expected.has("topOrigin") && !expected.isNull("topOrigin");
        if (Boolean.TRUE.equals(expected.booleanOrNull("crossOrigin")) || topOrigin) {
            return PasskeyReason.CROSS_ORIGIN;
        }
        boolean verified = Boolean.TRUE.equals(expected.object("flags").booleanOrNull("userVerified"));
        return verified ? null : PasskeyReason.USER_NOT_VERIFIED;
    }

    private static void expect(Decision<?> decision, @Nullable PasskeyReason objection) {
        if (objection == null) {
            AuthFixture.allowed(decision);
        } else {
            assertThat(reason(decision)).isEqualTo(objection);
        }
    }

    private void pending(JsonObject ceremony, Ceremony kind, Subject account) {
        fixture.unitOfWork().run(stores -> {
            stores.challenges()
                    .add(new PendingChallenge(
                            StrictBase64.encodeUrl(Sha256.of(hex(ceremony, "challenge"))),
                            StrictBase64.encodeUrl(Sha256.of(SESSION)),
                            kind,
                            account,
                            NOW.plusSeconds(1),
                            StrictBase64.encodeUrl(HANDLE)));
            return true;
        });
    }

    private static String registration(JsonObject ceremony) {
        return answer(
                ceremony.string("credentialId"),
                Map.of(
                        "clientDataJSON",
                        base64(ceremony, "clientDataJSON"),
                        "attestationObject",
                        base64(ceremony, "attestationObject")));
    }

    private Decision<SignedIn> signIn(JsonObject vector, Change change) {
        JsonObject registration = vector.object("registration");
        JsonObject ceremony = authentication(vector);
        keep(registration);
        pending(ceremony, Ceremony.ACCOUNT_SIGN_IN, ALICE);
        Map<String, Object> response = new LinkedHashMap<>();
        for (String member : new String[] {"clientDataJSON", "authenticatorData", "signature"}) {
            response.put(member, base64(ceremony, member));
        }
        response.put("userHandle", StrictBase64.encodeUrl(HANDLE));
        change.in(response);
        return passkeys.finishSignIn(answer(registration.string("credentialId"), response), REQUEST);
    }

    /** The credential as it was registered, also where this module would not have registered it. */
    private void keep(JsonObject registration) {
        try {
            AuthenticatorData data = AuthenticatorData.parse(
                    AttestationObject.authenticatorData(hex(registration, "attestationObject")));
            String id = data.newCredential().id();
            byte[] key = Arrays.copyOfRange(data.bytes(), 55 + StrictBase64.decodeUrl(id).length, data.bytes().length);
            Passkey passkey = Passkey.builder(id, ALICE)
                    .keys(HANDLE, key)
                    .label("Key")
                    .backup(data.backupEligible(), data.backedUp())
                    .createdAt(NOW)
                    .build();
            fixture.unitOfWork().run(stores -> stores.passkeys().insertIfAbsent(passkey));
        } catch (PasskeyObjection objection) {
            throw new AssertionError(objection);
        }
    }

    private static String answer(String credentialIdHex, Map<String, Object> response) {
        String id = StrictBase64.encodeUrl(HexFormat.of().parseHex(credentialIdHex));
        return JsonText.write(Map.of("id", id, "rawId", id, "type", "public-key", "response", response));
    }

    private static void flip(Map<String, Object> response, String member, int index) {
        byte[] bytes = StrictBase64.decodeUrl((String) response.get(member));
        bytes[index < 0 ? bytes.length + index : index] ^= 1;
        response.put(member, StrictBase64.encodeUrl(bytes));
    }

    private static String base64(JsonObject object, String member) {
        return StrictBase64.encodeUrl(hex(object, member));
    }

    private static byte[] hex(JsonObject object, String member) {
        return HexFormat.of().parseHex(object.string(member));
    }
}
