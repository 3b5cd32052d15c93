package dev.registrykit.auth.passkey;

import com.yubico.webauthn.data.ByteArray;
import dev.registrykit.auth.passkey.PendingChallenge.Ceremony;
import dev.registrykit.core.subject.Subject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Verifies an answer whose challenge was taken out of the store (WebAuthn Level 3 sections 7.1 and 7.2). */
final class CeremonyChecks {
    private final RelyingParty relyingParty;
    private final YubicoVerifier verifier;

    CeremonyChecks(RelyingParty relyingParty) {
        this.relyingParty = relyingParty;
        this.verifier = new YubicoVerifier(relyingParty);
    }

    /** What was verified of the new passkey; its user handle, label and time are the caller's to add. */
    Passkey.Builder registration(Subject account, Responses.Registration response) throws PasskeyObjection {
        AuthenticatorData data = response.authenticatorData();
        response.clientData().check(ClientData.CREATE, relyingParty);
        data.check(relyingParty);
        AuthenticatorData.NewCredential credential = data.newCredential();
        if (!credential.id().equals(response.id())) {
            throw new PasskeyObjection(
                    PasskeyReason.CREDENTIAL_INVALID, "The browser and the authenticator name different passkeys.");
        }
        return Passkey.builder(credential.id(), account)
                .keys(new byte[0], verifier.register(response))
                .aaguid(credential.aaguid())
                .transports(response.transports())
                .signCount(data.signCount())
                .backup(data.backupEligible(), data.backedUp());
    }

    /** The passkey whose owner answered. */
    Passkey signIn(PendingChallenge pending, @Nullable Passkey passkey, Responses.SignIn response)
            throws PasskeyObjection {
        AuthenticatorData data = response.authenticatorData();
        response.clientData().check(ClientData.GET, relyingParty);
        if (passkey == null) {
            throw credentialUnknown();
        }
        checkOwner(pending, passkey, response);
        data.check(relyingParty);
        if (data.backupEligible() != passkey.backupEligible()) {
            throw new PasskeyObjection(
                    PasskeyReason.BACKUP_ELIGIBILITY_CHANGED, "The passkey's backup eligibility has changed.");
        }
        verifier.signIn(response, passkey);
        return passkey;
    }

    /** Whose passkey it is, whom the challenge was for and what the authenticator says must be one. */
    private static void checkOwner(PendingChallenge pending, Passkey passkey, Responses.SignIn response)
            throws PasskeyObjection {
        boolean anyAccount = pending.ceremony() == Ceremony.SIGN_IN;
        ByteArray handle = response.userHandle();
        if (anyAccount && handle == null) {
            throw PasskeyObjection.malformed("The authenticator did not say whose passkey it is.");
        }
        boolean rightAccount = anyAccount || Objects.equals(passkey.account(), pending.account());
        boolean rightHandle = handle == null || handle.equals(new ByteArray(passkey.userHandle()));
        if (!rightAccount || !rightHandle) {
            throw new PasskeyObjection(PasskeyReason.ACCOUNT_MISMATCH, "The passkey belongs to another account.");
        }
    }

    static PasskeyObjection credentialUnknown() {
        return new PasskeyObjection(PasskeyReason.CREDENTIAL_UNKNOWN, "This passkey is not registered.");
    }
}
