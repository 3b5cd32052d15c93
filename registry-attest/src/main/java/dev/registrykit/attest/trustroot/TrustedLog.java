package dev.registrykit.attest.trustroot;

import java.net.URI;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;

/** A transparency log, or a log of certificates, that a trust root names. */
public final class TrustedLog {
    private static final int CHECKPOINT_KEY_ID_BYTES = 4;

    private final URI url;
    private final byte[] logId;
    private final PublicKey publicKey;
    private final String keyDetails;
    private final TrustRoot.Validity validity;

    TrustedLog(URI url, byte[] logId, PublicKey publicKey, String keyDetails, TrustRoot.Validity validity) {
        if (url.getHost() == null) {
            throw new IllegalArgumentException("a log has an address with a host");
        }
        this.url = url;
        this.logId = logId;
        this.publicKey = publicKey;
        this.keyDetails = keyDetails;
        this.validity = validity;
    }

    /** Its address, for example {@code https://rekor.sigstore.dev}. */
    public String url() {
        return url.toString();
    }

    /** Its name in checkpoints (C2SP {@code tlog-checkpoint}): the host of the address, with the port if one is stated. */
    public String origin() {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    /** Its id: the SHA-256 of its key, or of its name and key in logs of the second generation. */
    public byte[] logId() {
        return logId.clone();
    }

    /** Its key, decoded once. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** What the trust root says of the key, for example {@code PKIX_ECDSA_P256_SHA_256}. */
    public String keyDetails() {
        return keyDetails;
    }

    /** What its signatures in checkpoints begin with (C2SP {@code signed-note}): four bytes of the id. */
    public byte[] checkpointKeyId() {
        return Arrays.copyOf(logId, CHECKPOINT_KEY_ID_BYTES);
    }

    /** Whether the key is in use at {@code time}, both ends included; never when no start is stated. */
    public boolean usedAt(Instant time) {
        return validity.startsBy(time) && !validity.endsBefore(time);
    }

    @Override
    public String toString() {
        return "TrustedLog[" + url + "]";
    }
}
