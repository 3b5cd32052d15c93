package dev.registrykit.attest.publication;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The registry's signature over a release's name, version and integrity, as npm's metadata has it in {@code dist.signatures}. */
public final class DistSignature {
    private final String keyId;
    private final byte[] signature;

    DistSignature(String keyId, byte[] signature) {
        this.keyId = keyId;
        this.signature = signature;
    }

    /** The id of the key. */
    public String keyId() {
        return keyId;
    }

    /** The signature in DER. */
    public byte[] signature() {
        return signature.clone();
    }

    /** The members of its JSON object: {@code keyid} and {@code sig}. */
    public Map<String, String> toMembers() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("keyid", keyId);
        members.put("sig", Base64.getEncoder().encodeToString(signature));
        return members;
    }

    @Override
    public String toString() {
        return "DistSignature[" + keyId + "]";
    }
}
