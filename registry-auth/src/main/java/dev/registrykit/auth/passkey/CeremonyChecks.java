package dev.registrykit.auth.passkey;

import com.yubico.webauthn.data.ByteArray;
import dev.registrykit.auth.passkey.PendingChallenge.Ceremony;
import dev.registrykit.core.subject.Subject;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Verifies an answer whose challenge was taken out of the store (WebAuthn Level 3 sections 7.1 and 7.2). */
final class CeremonyChecks {
    /** Stands in for the account of a name that is nobody's; robots have no passkeys, so it has none either. */
    static final Subject NOBODY = Subject.robot("nobody");

    private final RelyingParty relyingParty;
    private final YubicoVerifier verifier;
    private final byte[] keyOfNobody = P256.cose((ECPublicKey) P256.newKeys().getPublic());

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

    /**
     * The passkey whose owner answered.
     *
     * <p>What can be seen without the passkey is checked first. Then a signature is verified in any case, so that an answer
     * that fits no passkey takes as long as one that fits.
     */
    Passkey signIn(PendingChallenge pending, @Nullable Passkey passkey, Responses.SignIn response)
            throws PasskeyObjection {
        AuthenticatorData data = response.authenticatorData();
        response.clientData().check(ClientData.GET, relyingParty);
        data.check(relyingParty);
        if (pending.ceremony() == Ceremony.SIGN_IN && response.userHandle() == null) {
            throw PasskeyObjection.malformed("The authenticator did not say whose passkey it is.");
        }
        if (passkey == null) {
            throw afterVerifying(response, credentialUnknown());
        }
        if (!rightOwner(pending, passkey, response)) {
            throw afterVerifying(
                    response,
                    new PasskeyObjection(PasskeyReason.ACCOUNT_MISMATCH, "The passkey belongs to another account."));
        }
        if (data.backupEligible() != passkey.backupEligible()) {
            throw afterVerifying(
                    response,
                    new PasskeyObjection(
                            PasskeyReason.BACKUP_ELIGIBILITY_CHANGED, "The passkey's backup eligibility has changed."));
        }
        verifier.signIn(response, passkey);
        return passkey;
    }

    /** The objection, once a signature was verified with nobody's key: whatever comes of that, the objection stands. */
    private PasskeyObjection afterVerifying(Responses.SignIn response, PasskeyObjection objection) {
        byte[] handle = new byte[32];
        Passkey nobodys = Passkey.builder(response.id(), NOBODY)
                .keys(handle, keyOfNobody)
                .createdAt(Instant.EPOCH)
                .build();
        try {
            verifier.signIn(response, nobodys);
        } catch (PasskeyObjection asExpected) {
            return objection;
        }
        return objection;
    }

    /** Whose passkey it is, whom the challenge was for and what the authenticator says must be one. */
    private static boolean rightOwner(PendingChallenge pending, Passkey passkey, Responses.SignIn response) {
        ByteArray handle = response.userHandle();
        boolean rightAccount =
                pending.ceremony() == Ceremony.SIGN_IN || Objects.equals(passkey.account(), pending.account());
        return rightAccount && (handle == null || handle.equals(new ByteArray(passkey.userHandle())));
    }

    static PasskeyObjection credentialUnknown() {
        return new PasskeyObjection(PasskeyReason.CREDENTIAL_UNKNOWN, "This passkey is not registered.");
    }
}
