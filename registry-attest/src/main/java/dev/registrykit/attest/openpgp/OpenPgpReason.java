package dev.registrykit.attest.openpgp;

import dev.registrykit.core.decision.Reason;

/** Why an OpenPGP signature, or a file of keys, is refused. */
public enum OpenPgpReason implements Reason {
    /** The armor, a packet or a field that is needed cannot be read, or something follows the end. */
    MALFORMED("openpgp-malformed", 422, "Upload the .asc file exactly as the signing tool wrote it."),
    /** The file is longer, or has more packets, than is read. */
    TOO_LARGE("openpgp-too-large", 413, "Upload a file that holds the signature, or the key, alone."),
    /** It is a message, a key, a cleartext or text-mode signature: anything but a detached signature over bytes. */
    NOT_DETACHED("openpgp-not-detached", 422, "Sign with gpg --armor --detach-sign."),
    /** The signature or key has another version than 4 (RFC 4880) or 6 (RFC 9580). */
    VERSION_UNSUPPORTED("openpgp-version-unsupported", 422, "Sign with a key and a tool of RFC 4880 or RFC 9580."),
    /** No key that is registered made it, as far as its issuer tells. */
    KEY_UNKNOWN("openpgp-key-unknown", 403, "Register the public key for this namespace, then upload again."),
    /** The key is registered, but not for this package. */
    KEY_OF_ANOTHER_NAMESPACE(
            "openpgp-key-of-another-namespace", 403, "Sign with a key that is registered for this namespace."),
    /** The signature names several issuers that are not one key. */
    ISSUER_CONTRADICTORY("openpgp-issuer-contradictory", 422, "Sign the artifact again."),
    /** The key did not sign these bytes. */
    SIGNATURE_INVALID("openpgp-signature-invalid", 422, "Upload the very file that was signed, or sign this one."),
    /** The signature has an expiry time, which has passed. */
    SIGNATURE_EXPIRED("openpgp-signature-expired", 422, "Sign the artifact again."),
    /** The signature says that it was made in the future, or before its key was. */
    SIGNATURE_TIME("openpgp-signature-time", 422, "Correct the clock of the signing machine and sign again."),
    /** The key, or the primary key above it, had expired when the signature was made. */
    KEY_EXPIRED("openpgp-key-expired", 422, "Extend the key, register it again, and sign again."),
    /** The key, or the primary key above it, is revoked: for good, or before the signature was made. */
    KEY_REVOKED("openpgp-key-revoked", 403, "Register a new key for this namespace and sign with it."),
    /** The primary key has no valid self-signature that is in force. */
    SELF_SIGNATURE_MISSING("openpgp-self-signature-missing", 422, "Export the whole public key and register it again."),
    /** The only self-signatures, or bindings, of the key use a hash that can be forged. */
    SELF_SIGNATURE_WEAK(
            "openpgp-self-signature-weak",
            422,
            "Renew the key's self-signatures with SHA-256 or better, and register it."),
    /** The primary key did not bind the sub-key, or no longer does. */
    SUBKEY_NOT_BOUND("openpgp-subkey-not-bound", 422, "Export the whole public key and register it again."),
    /** The sub-key did not sign back that it belongs to the primary key. */
    SUBKEY_NOT_CROSS_CERTIFIED(
            "openpgp-subkey-not-cross-certified", 422, "Use gpg's cross-certify command and register the key again."),
    /** The key is not declared to sign data. */
    KEY_NOT_FOR_SIGNING("openpgp-key-not-for-signing", 422, "Sign with a key that has the signing flag."),
    /** The signature uses MD5, SHA-1, RIPEMD-160 or a hash that is not known. */
    HASH_WEAK("openpgp-hash-weak", 422, "Sign again with SHA-256 or better."),
    /** The key, or the primary key above it, is RSA below 2048 bits, DSA, ElGamal or not known. */
    KEY_WEAK("openpgp-key-weak", 422, "Sign with Ed25519, ECDSA, or RSA of at least 2048 bits."),
    /** The signature demands that something is understood that is not. */
    CRITICAL_UNKNOWN("openpgp-critical-unknown", 422, "Sign without critical notations and private extensions.");

    private final String code;
    private final int httpStatus;
    private final String nextStep;

    OpenPgpReason(String code, int httpStatus, String nextStep) {
        this.code = code;
        this.httpStatus = httpStatus;
        this.nextStep = nextStep;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int httpStatus() {
        return httpStatus;
    }

    @Override
    public String nextStep() {
        return nextStep;
    }
}
