package dev.registrykit.testkit.passkey;

import java.security.KeyPair;

/** A key pair that the authenticator made for an account at a relying party. */
final class Credential {
    private final String id;
    private final String rpId;
    private final byte[] userHandle;
    private final KeyPair keys;
    private long signCount;

    Credential(String id, String rpId, byte[] userHandle, KeyPair keys) {
        this.id = id;
        this.rpId = rpId;
        this.userHandle = userHandle.clone();
        this.keys = keys;
    }

    String id() {
        return id;
    }

    String rpId() {
        return rpId;
    }

    byte[] userHandle() {
        return userHandle.clone();
    }

    KeyPair keys() {
        return keys;
    }

    long signCount() {
        return signCount;
    }

    void signCount(long count) {
        this.signCount = count;
    }
}
