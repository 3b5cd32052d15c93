package dev.registrykit.auth.passkey;

import dev.registrykit.core.json.StrictBase64;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/** The authenticator's signed data (WebAuthn Level 3 section 6.1), as far as a reason is taken from it. */
final class AuthenticatorData {
    private static final int HEADER_BYTES = 37;
    private static final int USER_PRESENT = 0x01;
    private static final int USER_VERIFIED = 0x04;
    private static final int BACKUP_ELIGIBLE = 0x08;
    private static final int BACKED_UP = 0x10;
    private static final int CREDENTIAL_INCLUDED = 0x40;

    private final byte[] bytes;

    private AuthenticatorData(byte[] bytes) {
        this.bytes = bytes;
    }

    static AuthenticatorData parse(byte[] bytes) throws PasskeyObjection {
        if (bytes.length < HEADER_BYTES) {
            throw PasskeyObjection.malformed("The authenticator data is too short.");
        }
        return new AuthenticatorData(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    private boolean has(int flag) {
        return (bytes[32] & flag) != 0;
    }

    boolean backupEligible() {
        return has(BACKUP_ELIGIBLE);
    }

    boolean backedUp() {
        return has(BACKED_UP);
    }

    long signCount() {
        return Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt(33));
    }

    /** The model and the credential id of a new credential, which follow the header. */
    record NewCredential(String aaguid, String id) {}

    NewCredential newCredential() throws PasskeyObjection {
        ByteBuffer rest = ByteBuffer.wrap(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
        if (!has(CREDENTIAL_INCLUDED) || rest.remaining() < 18) {
            throw new PasskeyObjection(
                    PasskeyReason.CREDENTIAL_INVALID, "The authenticator's answer holds no new passkey.");
        }
        UUID aaguid = new UUID(rest.getLong(), rest.getLong());
        int length = Short.toUnsignedInt(rest.getShort());
        if (length < 1 || length > Responses.MAX_CREDENTIAL_ID_BYTES || length > rest.remaining()) {
            throw new PasskeyObjection(PasskeyReason.CREDENTIAL_INVALID, "The new passkey's id has no valid length.");
        }
        byte[] id = new byte[length];
        rest.get(id);
        return new NewCredential(aaguid.toString(), StrictBase64.encodeUrl(id));
    }

    /** Steps that registration and sign-in share: relying party, presence, verification, backup flags. */
    void check(RelyingParty relyingParty) throws PasskeyObjection {
        if (!Arrays.equals(Arrays.copyOf(bytes, 32), Sha256.of(relyingParty.id()))) {
            throw new PasskeyObjection(
                    PasskeyReason.RELYING_PARTY_MISMATCH, "The authenticator answered for another site.");
        }
        if (!has(USER_PRESENT)) {
            throw new PasskeyObjection(PasskeyReason.USER_NOT_PRESENT, "Nobody confirmed on the authenticator.");
        }
        if (!has(USER_VERIFIED)) {
            throw new PasskeyObjection(
                    PasskeyReason.USER_NOT_VERIFIED, "The authenticator did not verify its user by PIN or biometrics.");
        }
        if (backedUp() && !backupEligible()) {
            throw PasskeyObjection.malformed("The authenticator says that a passkey without backup is backed up.");
        }
    }
}
