package dev.registrykit.testkit.passkey;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A browser and its authenticator in one object: takes a server's options as JSON and answers as a browser's
 * {@code PublicKeyCredential.toJSON()} does (WebAuthn Level 3 sections 5.1.9 to 5.1.11).
 *
 * <p>It keeps discoverable ES256 passkeys in memory, verifies its user, and gives no attestation. Until told otherwise
 * it behaves; each knob makes it misbehave in one way until {@link #behave()}. Not safe to share between threads.
 */
public final class SoftwareAuthenticator {
    private static final int USER_PRESENT = 0x01;
    private static final int USER_VERIFIED = 0x04;
    private static final int BACKUP_ELIGIBLE = 0x08;
    private static final int BACKED_UP = 0x10;
    private static final int CREDENTIAL_INCLUDED = 0x40;
    private static final long ES256 = -7;
    private static final JsonLimits LIMITS = JsonLimits.small();

    private final List<Credential> credentials = new ArrayList<>();
    private final SecureRandom random = new SecureRandom();
    private @Nullable String origin;
    private boolean countingSignatures;
    private Misbehaviour misbehaviour = new Misbehaviour();

    /** What it does wrong at the moment. */
    private static final class Misbehaviour {
        private int missingFlags;
        private int surplusFlags;
        private boolean spoiltSignature;
        private @Nullable String origin;
        private boolean crossOrigin;
        private @Nullable String topOrigin;
        private @Nullable String rpId;
        private @Nullable String challenge;
        private @Nullable String type;
        private @Nullable Long signCount;
        private @Nullable String credentialId;
        private byte @Nullable [] userHandle;
        private boolean userHandleLeftOut;
        private long algorithm = ES256;
        private byte[] statement = new Cbor().map(0).toBytes();
        private String format = "none";
        private UnaryOperator<String> clientData = UnaryOperator.identity();
    }

    /** An authenticator without passkeys, in a browser that is on {@code https://} and the options' domain. */
    public SoftwareAuthenticator() {}

    /** The browser goes to this origin, for example {@code http://localhost:8080}. */
    public SoftwareAuthenticator at(String newOrigin) {
        this.origin = newOrigin;
        return this;
    }

    /** From now on signatures are counted, beginning with one; otherwise the counter stays zero. */
    public SoftwareAuthenticator countSignatures() {
        this.countingSignatures = true;
        return this;
    }

    /** All knobs back: from now on it behaves. */
    public SoftwareAuthenticator behave() {
        this.misbehaviour = new Misbehaviour();
        return this;
    }

    /** Says that the user was not verified. */
    public SoftwareAuthenticator withoutUserVerification() {
        misbehaviour.missingFlags |= USER_VERIFIED;
        return this;
    }

    /** Says that nobody was there. */
    public SoftwareAuthenticator withoutUserPresence() {
        misbehaviour.missingFlags |= USER_PRESENT;
        return this;
    }

    /** Says that the passkey can be backed up, and is. */
    public SoftwareAuthenticator withBackup() {
        misbehaviour.surplusFlags |= BACKUP_ELIGIBLE | BACKED_UP;
        return this;
    }

    /** Says that the passkey is backed up, but cannot be. */
    public SoftwareAuthenticator withImpossibleBackup() {
        misbehaviour.surplusFlags |= BACKED_UP;
        return this;
    }

    /** Signs something else. */
    public SoftwareAuthenticator withSpoiltSignature() {
        misbehaviour.spoiltSignature = true;
        return this;
    }

    /** Says that the page was of this origin, as on a phishing site that relays. */
    public SoftwareAuthenticator withOrigin(String other) {
        misbehaviour.origin = other;
        return this;
    }

    /** Says that the page was in a frame of another origin. */
    public SoftwareAuthenticator inForeignFrame() {
        misbehaviour.crossOrigin = true;
        return this;
    }

    /** Says which page the frame was in, and nothing of a foreign frame. */
    public SoftwareAuthenticator withTopOrigin(String top) {
        misbehaviour.topOrigin = top;
        return this;
    }

    /** Answers for another relying party. */
    public SoftwareAuthenticator withRelyingParty(String rpId) {
        misbehaviour.rpId = rpId;
        return this;
    }

    /** Signs this challenge (base64url) rather than the one that was asked. */
    public SoftwareAuthenticator withChallenge(String challenge) {
        misbehaviour.challenge = challenge;
        return this;
    }

    /** Says this as the client data's type, for example {@code webauthn.get} at a registration. */
    public SoftwareAuthenticator withType(String type) {
        misbehaviour.type = type;
        return this;
    }

    /** Signs with this counter, as a copy of the passkey does. */
    public SoftwareAuthenticator withSignCount(long count) {
        misbehaviour.signCount = count;
        return this;
    }

    /** Names another passkey than the one that signs. */
    public SoftwareAuthenticator withCredentialId(String id) {
        misbehaviour.credentialId = id;
        return this;
    }

    /** Says that the passkey is of the account with this user handle. */
    public SoftwareAuthenticator withUserHandle(byte[] handle) {
        misbehaviour.userHandle = handle.clone();
        return this;
    }

    /** Does not say whose passkey it is. */
    public SoftwareAuthenticator withoutUserHandle() {
        misbehaviour.userHandleLeftOut = true;
        return this;
    }

    /** Makes a key that says it is of this COSE algorithm, whatever was asked for. */
    public SoftwareAuthenticator withAlgorithm(long algorithm) {
        misbehaviour.algorithm = algorithm;
        return this;
    }

    /** Gives an attestation statement of this format, whose CBOR is {@code statement}. */
    public SoftwareAuthenticator withAttestation(String format, byte[] statement) {
        misbehaviour.format = format;
        misbehaviour.statement = statement.clone();
        return this;
    }

    /** Rewrites the client data's JSON before it is signed. */
    public SoftwareAuthenticator withClientData(UnaryOperator<String> rewrite) {
        misbehaviour.clientData = rewrite;
        return this;
    }

    /** The ids of its passkeys in base64url, oldest first. */
    public List<String> credentialIds() {
        return credentials.stream().map(Credential::id).toList();
    }

    /**
     * Makes a passkey, as {@code navigator.credentials.create()} does.
     *
     * @param optionsJson what {@code parseCreationOptionsFromJSON} takes
     * @return what {@code toJSON()} gives
     * @throws IllegalStateException if a passkey that the options exclude is here, or ES256 is not asked for
     */
    public String create(String optionsJson) {
        JsonObject options = StrictJson.object(optionsJson, LIMITS);
        for (JsonObject excluded : options.objects("excludeCredentials")) {
            if (credentialIds().contains(excluded.string("id"))) {
                throw new IllegalStateException("InvalidStateError: this authenticator has a passkey already");
            }
        }
        boolean offered =
                options.objects("pubKeyCredParams").stream().anyMatch(parameters -> parameters.integer("alg") == ES256);
        if (!offered) {
            throw new IllegalStateException("NotSupportedError: ES256 is not asked for");
        }
        String rpId = options.object("rp").string("id");
        byte[] userHandle = StrictBase64.decodeUrl(options.object("user").string("id"));
        byte[] id = new byte[32];
        random.nextBytes(id);
        Credential credential = new Credential(StrictBase64.encodeUrl(id), rpId, userHandle, Encoding.newKeys());
        credentials.add(credential);

        byte[] clientData = clientData("webauthn.create", options.string("challenge"), rpId);
        byte[] data = authenticatorData(
                credential, CREDENTIAL_INCLUDED, Encoding.newCredential(id, credential.keys(), misbehaviour.algorithm));
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("clientDataJSON", StrictBase64.encodeUrl(clientData));
        response.put("authenticatorData", StrictBase64.encodeUrl(data));
        response.put(
                "attestationObject",
                StrictBase64.encodeUrl(Encoding.attestationObject(misbehaviour.format, misbehaviour.statement, data)));
        response.put("transports", List.of("internal", "hybrid"));
        response.put("publicKeyAlgorithm", ES256);
        response.put(
                "publicKey",
                StrictBase64.encodeUrl(credential.keys().getPublic().getEncoded()));
        return json(credential, response);
    }

    /**
     * Signs with a passkey, as {@code navigator.credentials.get()} does: the first that the options allow, or the newest
     * one for the domain when they name none.
     *
     * @param optionsJson what {@code parseRequestOptionsFromJSON} takes
     * @return what {@code toJSON()} gives
     * @throws IllegalStateException if no passkey fits
     */
    public String get(String optionsJson) {
        JsonObject options = StrictJson.object(optionsJson, LIMITS);
        String rpId = options.string("rpId");
        List<String> allowed = options.has("allowCredentials")
                ? options.objects("allowCredentials").stream()
                        .map(descriptor -> descriptor.string("id"))
                        .toList()
                : List.of();
        Credential credential = chosen(rpId, allowed);
        if (countingSignatures) {
            credential.signCount(credential.signCount() + 1);
        }
        byte[] clientData = clientData("webauthn.get", options.string("challenge"), rpId);
        byte[] data = authenticatorData(credential, 0, new byte[0]);
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("clientDataJSON", StrictBase64.encodeUrl(clientData));
        response.put("authenticatorData", StrictBase64.encodeUrl(data));
        response.put("signature", StrictBase64.encodeUrl(signature(credential.keys(), data, clientData)));
        if (!misbehaviour.userHandleLeftOut) {
            byte[] wrong = misbehaviour.userHandle;
            response.put("userHandle", StrictBase64.encodeUrl(wrong == null ? credential.userHandle() : wrong));
        }
        return json(credential, response);
    }

    private Credential chosen(String rpId, List<String> allowed) {
        Credential newest = null;
        for (Credential credential : credentials) {
            if (!credential.rpId().equals(rpId)) {
                continue;
            }
            if (allowed.contains(credential.id())) {
                return credential;
            }
            newest = credential;
        }
        if (newest == null || !allowed.isEmpty()) {
            throw new IllegalStateException("NotAllowedError: no passkey here fits");
        }
        return newest;
    }

    private String json(Credential credential, Map<String, Object> response) {
        String id = misbehaviour.credentialId == null ? credential.id() : misbehaviour.credentialId;
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        answer.put("rawId", id);
        answer.put("response", response);
        answer.put("authenticatorAttachment", "platform");
        answer.put("clientExtensionResults", Map.of());
        answer.put("type", "public-key");
        return JsonText.write(answer);
    }

    private byte[] clientData(String type, String challenge, String rpId) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", misbehaviour.type == null ? type : misbehaviour.type);
        members.put("challenge", misbehaviour.challenge == null ? challenge : misbehaviour.challenge);
        String real = origin == null ? "https://" + rpId : origin;
        members.put("origin", misbehaviour.origin == null ? real : misbehaviour.origin);
        members.put("crossOrigin", misbehaviour.crossOrigin);
        if (misbehaviour.topOrigin != null) {
            members.put("topOrigin", misbehaviour.topOrigin);
        }
        return misbehaviour.clientData.apply(JsonText.write(members)).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] authenticatorData(Credential credential, int flags, byte[] credentialData) {
        String rpId = misbehaviour.rpId == null ? credential.rpId() : misbehaviour.rpId;
        int all = (flags | USER_PRESENT | USER_VERIFIED | misbehaviour.surplusFlags) & ~misbehaviour.missingFlags;
        long count = misbehaviour.signCount == null ? credential.signCount() : misbehaviour.signCount;
        return ByteBuffer.allocate(37 + credentialData.length)
                .put(Encoding.sha256(rpId.getBytes(StandardCharsets.UTF_8)))
                .put((byte) all)
                .putInt((int) count)
                .put(credentialData)
                .array();
    }

    private byte[] signature(KeyPair keys, byte[] data, byte[] clientData) {
        try {
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(keys.getPrivate());
            signer.update(data);
            signer.update(Encoding.sha256(clientData));
            if (misbehaviour.spoiltSignature) {
                signer.update((byte) 1);
            }
            return signer.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("ES256 is missing from this JDK", impossible);
        }
    }

    @Override
    public String toString() {
        return "SoftwareAuthenticator" + credentialIds();
    }
}
