package dev.registrykit.auth.passkey;

import com.yubico.webauthn.AssertionRequest;
import com.yubico.webauthn.AssertionResult;
import com.yubico.webauthn.CredentialRepository;
import com.yubico.webauthn.FinishAssertionOptions;
import com.yubico.webauthn.FinishRegistrationOptions;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.RegistrationResult;
import com.yubico.webauthn.data.AttestationConveyancePreference;
import com.yubico.webauthn.data.AuthenticatorAssertionResponse;
import com.yubico.webauthn.data.AuthenticatorAttestationResponse;
import com.yubico.webauthn.data.AuthenticatorSelectionCriteria;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.COSEAlgorithmIdentifier;
import com.yubico.webauthn.data.ClientAssertionExtensionOutputs;
import com.yubico.webauthn.data.ClientRegistrationExtensionOutputs;
import com.yubico.webauthn.data.PublicKeyCredential;
import com.yubico.webauthn.data.PublicKeyCredentialCreationOptions;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import com.yubico.webauthn.data.PublicKeyCredentialParameters;
import com.yubico.webauthn.data.PublicKeyCredentialRequestOptions;
import com.yubico.webauthn.data.RelyingPartyIdentity;
import com.yubico.webauthn.data.UserIdentity;
import com.yubico.webauthn.data.UserVerificationRequirement;
import com.yubico.webauthn.data.exception.Base64UrlException;
import com.yubico.webauthn.exception.AssertionFailedException;
import com.yubico.webauthn.exception.RegistrationFailedException;
import dev.registrykit.core.json.StrictBase64;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The ceremonies' verification by webauthn-server-core: credential parsing, algorithms and signatures.
 *
 * <p>It is given bytes, never JSON, and verifies again what this package gives its own reasons for. The challenge is the
 * one in the client data: that it was given, and to whom, the store has answered before.
 */
final class YubicoVerifier {
    private static final List<PublicKeyCredentialParameters> PARAMETERS = OptionsJson.ALGORITHMS.stream()
            .map(id -> PublicKeyCredentialParameters.builder()
                    .alg(COSEAlgorithmIdentifier.fromId(id).orElseThrow())
                    .build())
            .toList();

    private final RelyingPartyIdentity identity;
    private final Set<String> origins;

    YubicoVerifier(RelyingParty relyingParty) {
        this.identity = RelyingPartyIdentity.builder()
                .id(relyingParty.id())
                .name(relyingParty.name())
                .build();
        this.origins = relyingParty.origins();
    }

    /** The new credential's public key in COSE form. */
    byte[] register(Responses.Registration response) throws PasskeyObjection {
        try {
            var answer =
                    PublicKeyCredential.<AuthenticatorAttestationResponse, ClientRegistrationExtensionOutputs>builder()
                            .id(bytes(response.id()))
                            .response(AuthenticatorAttestationResponse.builder()
                                    .attestationObject(new ByteArray(AttestationObject.withoutStatement(
                                            response.authenticatorData().bytes())))
                                    .clientDataJSON(response.clientData().bytes())
                                    .build())
                            .clientExtensionResults(
                                    ClientRegistrationExtensionOutputs.builder().build())
                            .build();
            checkAlgorithm(answer.getResponse());
            RegistrationResult result = relyingParty(new OneCredential(null, ""))
                    .finishRegistration(FinishRegistrationOptions.builder()
                            .request(creationOptions(response.clientData().challenge()))
                            .response(answer)
                            .build());
            return result.getPublicKeyCose().getBytes();
        } catch (RegistrationFailedException | IOException | Base64UrlException refused) {
            throw invalid();
        } catch (RuntimeException malformed) {
            // The library and its CBOR reader report bytes that they cannot read by runtime exceptions of many types.
            throw invalid();
        }
    }

    private static void checkAlgorithm(AuthenticatorAttestationResponse response) throws PasskeyObjection {
        ByteArray key = response.getParsedAuthenticatorData()
                .getAttestedCredentialData()
                .orElseThrow(YubicoVerifier::invalid)
                .getCredentialPublicKey();
        boolean offered = COSEAlgorithmIdentifier.fromPublicKey(key)
                .filter(algorithm -> OptionsJson.ALGORITHMS.contains((int) algorithm.getId()))
                .isPresent();
        if (!offered) {
            throw new PasskeyObjection(
                    PasskeyReason.ALGORITHM_NOT_ALLOWED,
                    "The new passkey's key is of an algorithm that was not offered.");
        }
    }

    private PublicKeyCredentialCreationOptions creationOptions(ByteArray challenge) {
        return PublicKeyCredentialCreationOptions.builder()
                .rp(identity)
                .user(UserIdentity.builder()
                        .name("account")
                        .displayName("account")
                        .id(new ByteArray(new byte[] {0}))
                        .build())
                .challenge(challenge)
                .pubKeyCredParams(PARAMETERS)
                .authenticatorSelection(AuthenticatorSelectionCriteria.builder()
                        .userVerification(UserVerificationRequirement.REQUIRED)
                        .build())
                .attestation(AttestationConveyancePreference.NONE)
                .build();
    }

    /** Returns when {@code passkey}'s owner signed the challenge with it; the counter is left to the store. */
    void signIn(Responses.SignIn response, Passkey passkey) throws PasskeyObjection {
        String owner = passkey.account().toString();
        try {
            var answer = PublicKeyCredential.<AuthenticatorAssertionResponse, ClientAssertionExtensionOutputs>builder()
                    .id(bytes(response.id()))
                    .response(AuthenticatorAssertionResponse.builder()
                            .authenticatorData(
                                    new ByteArray(response.authenticatorData().bytes()))
                            .clientDataJSON(response.clientData().bytes())
                            .signature(response.signature())
                            .userHandle(new ByteArray(passkey.userHandle()))
                            .build())
                    .clientExtensionResults(
                            ClientAssertionExtensionOutputs.builder().build())
                    .build();
            AssertionRequest request = AssertionRequest.builder()
                    .publicKeyCredentialRequestOptions(PublicKeyCredentialRequestOptions.builder()
                            .challenge(response.clientData().challenge())
                            .rpId(identity.getId())
                            .userVerification(UserVerificationRequirement.REQUIRED)
                            .build())
                    .username(owner)
                    .build();
            AssertionResult result = relyingParty(new OneCredential(registered(passkey), owner))
                    .finishAssertion(FinishAssertionOptions.builder()
                            .request(request)
                            .response(answer)
                            .build());
            checkResult(result, passkey);
        } catch (AssertionFailedException | IOException | Base64UrlException refused) {
            throw unsigned();
        } catch (RuntimeException malformed) {
            // As in registration: unreadable keys and data come as runtime exceptions.
            throw unsigned();
        }
    }

    /** The owner is bound here as well: a library that mixes up users must not sign in the wrong one. */
    private static void checkResult(AssertionResult result, Passkey passkey) throws PasskeyObjection {
        if (!result.isSuccess() || !result.isUserVerified()) {
            throw unsigned();
        }
        RegisteredCredential used = result.getCredential();
        if (!result.getUsername().equals(passkey.account().toString())
                || !used.getUserHandle().equals(new ByteArray(passkey.userHandle()))
                || !used.getCredentialId().equals(bytes(passkey.id()))) {
            throw new PasskeyObjection(PasskeyReason.ACCOUNT_MISMATCH, "The passkey belongs to another account.");
        }
    }

    private static RegisteredCredential registered(Passkey passkey) {
        return RegisteredCredential.builder()
                .credentialId(bytes(passkey.id()))
                .userHandle(new ByteArray(passkey.userHandle()))
                .publicKeyCose(new ByteArray(passkey.publicKey()))
                .signatureCount(passkey.signCount())
                .build();
    }

    private com.yubico.webauthn.RelyingParty relyingParty(CredentialRepository credentials) {
        return com.yubico.webauthn.RelyingParty.builder()
                .identity(identity)
                .credentialRepository(credentials)
                .origins(origins)
                .preferredPubkeyParams(PARAMETERS)
                .validateSignatureCounter(false)
                .build();
    }

    private static ByteArray bytes(String base64Url) {
        return new ByteArray(StrictBase64.decodeUrl(base64Url));
    }

    private static PasskeyObjection invalid() {
        return new PasskeyObjection(PasskeyReason.CREDENTIAL_INVALID, "The new passkey could not be accepted.");
    }

    private static PasskeyObjection unsigned() {
        return new PasskeyObjection(PasskeyReason.SIGNATURE_INVALID, "The signature is not this passkey's.");
    }

    /** All credentials that one verification can see: the one that was loaded for it, or none. */
    private record OneCredential(
            @org.jspecify.annotations.Nullable RegisteredCredential credential, String owner)
            implements CredentialRepository {

        @Override
        public Set<PublicKeyCredentialDescriptor> getCredentialIdsForUsername(String username) {
            return Set.of();
        }

        @Override
        public Optional<ByteArray> getUserHandleForUsername(String username) {
            return username.equals(owner)
                    ? Optional.ofNullable(credential).map(RegisteredCredential::getUserHandle)
                    : Optional.empty();
        }

        @Override
        public Optional<String> getUsernameForUserHandle(ByteArray userHandle) {
            return Optional.ofNullable(credential)
                    .filter(one -> one.getUserHandle().equals(userHandle))
                    .map(one -> owner);
        }

        @Override
        public Optional<RegisteredCredential> lookup(ByteArray credentialId, ByteArray userHandle) {
            return Optional.ofNullable(credential)
                    .filter(one -> one.getCredentialId().equals(credentialId)
                            && one.getUserHandle().equals(userHandle));
        }

        @Override
        public Set<RegisteredCredential> lookupAll(ByteArray credentialId) {
            return Optional.ofNullable(credential)
                    .filter(one -> one.getCredentialId().equals(credentialId))
                    .map(Set::of)
                    .orElse(Set.of());
        }
    }
}
