package dev.registrykit.attest.openpgp;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.bcpg.SignatureSubpacket;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.IssuerFingerprint;
import org.bouncycastle.bcpg.sig.IssuerKeyID;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.jspecify.annotations.Nullable;

/** A detached signature as it was read: who claims to have made it, and when. Nothing of it is verified. */
final class DocumentSignature {
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_PACKETS = 16;
    private static final int MAX_SIGNATURES = 8;

    /** Packets of messages and keys: session keys, one-pass signatures, secret and public keys, and data of all kinds. */
    private static final Set<Integer> OTHER_THINGS = Set.of(1, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14, 17, 18, 19, 20);

    private static final Set<Integer> UNDERSTOOD = Set.of(
            SignatureSubpacketTags.CREATION_TIME,
            SignatureSubpacketTags.EXPIRE_TIME,
            SignatureSubpacketTags.ISSUER_KEY_ID,
            SignatureSubpacketTags.ISSUER_FINGERPRINT,
            SignatureSubpacketTags.SIGNER_USER_ID,
            SignatureSubpacketTags.POLICY_URL);

    private static final Map<Integer, String> HASHES =
            Map.of(8, "SHA-256", 9, "SHA-384", 10, "SHA-512", 11, "SHA-224", 12, "SHA3-256", 14, "SHA3-512");

    private final Packet packet;
    private final PGPSignature signature;
    private final SignatureFields fields;
    private final @Nullable String issuerFingerprint;
    private final long issuerKeyId;

    private DocumentSignature(Packet packet) throws RefusedException {
        this.packet = packet;
        this.signature = SignatureFields.read(packet);
        if (!isExact(signature, packet)) {
            throw new RefusedException(
                    OpenPgpReason.MALFORMED, "the signature's packet has another spelling, or more, than it needs");
        }
        if (signature.getSignatureType() != PGPSignature.BINARY_DOCUMENT) {
            throw new RefusedException(
                    OpenPgpReason.NOT_DETACHED, "the signature is not one over the bytes of a document (type 0x00)");
        }
        this.fields = SignatureFields.of(signature);
        Issuers issuers = new Issuers(signature.getVersion());
        issuers.read(signature.getHashedSubPackets());
        issuers.read(signature.getUnhashedSubPackets());
        this.issuerFingerprint = issuers.fingerprint;
        this.issuerKeyId = issuers.keyId();
    }

    /** The signatures of a file, at least one. */
    static List<DocumentSignature> read(byte[] file) throws RefusedException {
        if (file.length > MAX_BYTES) {
            throw new RefusedException(OpenPgpReason.TOO_LARGE, "a signature file may have " + MAX_BYTES + " bytes");
        }
        List<byte[]> blocks = Armor.open(file, Armor.SIGNATURE);
        if (blocks.size() > 1) {
            throw new RefusedException(OpenPgpReason.MALFORMED, "something follows the armored block");
        }
        List<DocumentSignature> signatures = new ArrayList<>();
        for (Packet packet : Packet.split(blocks.get(0), MAX_PACKETS)) {
            if (packet.type() == Packet.SIGNATURE) {
                signatures.add(new DocumentSignature(packet));
            } else if (OTHER_THINGS.contains(packet.type())) {
                throw new RefusedException(
                        OpenPgpReason.NOT_DETACHED, "the file holds a packet of type " + packet.type());
            } else if (!packet.isIgnored()) {
                throw new RefusedException(OpenPgpReason.MALFORMED, "the file holds a packet that is not known");
            }
        }
        if (signatures.isEmpty()) {
            throw new RefusedException(OpenPgpReason.NOT_DETACHED, "the file holds no signature");
        }
        if (signatures.size() > MAX_SIGNATURES) {
            throw new RefusedException(OpenPgpReason.TOO_LARGE, "a file may hold " + MAX_SIGNATURES + " signatures");
        }
        return signatures;
    }

    /** Whether the packet holds nothing that reading passed over: the library drops what follows in a packet. */
    private static boolean isExact(PGPSignature signature, Packet packet) throws RefusedException {
        try {
            List<Packet> written = Packet.split(signature.getEncoded(), 1);
            return Arrays.equals(written.get(0).body(), packet.body());
        } catch (IOException | RuntimeException unwritable) {
            return false;
        }
    }

    /** Whether this key is the one that the signature names. */
    boolean names(PGPPublicKey key) {
        return key.getVersion() == signature.getVersion()
                && (issuerFingerprint == null
                        ? key.getKeyID() == issuerKeyId
                        : issuerFingerprint.equals(HexFormat.of().formatHex(key.getFingerprint())));
    }

    /** What of the signature alone is against the rules. */
    void check(Instant now, Instant latest) throws RefusedException {
        if (fields.weakHash()) {
            throw new RefusedException(
                    OpenPgpReason.HASH_WEAK, "the signature's hash algorithm is no. " + signature.getHashAlgorithm());
        }
        if (SignatureFields.demandsUnknown(signature.getHashedSubPackets(), UNDERSTOOD)
                || SignatureFields.demandsUnknown(signature.getUnhashedSubPackets(), UNDERSTOOD)) {
            throw new RefusedException(
                    OpenPgpReason.CRITICAL_UNKNOWN, "the signature has a critical field that is not understood");
        }
        if (fields.created().isAfter(latest)) {
            throw new RefusedException(OpenPgpReason.SIGNATURE_TIME, "the signature was made in the future");
        }
        Instant expires = fields.expires();
        if (expires != null && !now.isBefore(expires)) {
            throw new RefusedException(OpenPgpReason.SIGNATURE_EXPIRED, "the signature expired at " + expires);
        }
    }

    /** The signature once more, to be initialised with a key of its own. */
    PGPSignature fresh() throws RefusedException {
        return SignatureFields.read(packet);
    }

    /** The key id that is named; 0 when only a fingerprint is. */
    long issuerKeyId() {
        return issuerKeyId;
    }

    Instant createdAt() {
        return fields.created();
    }

    String hashAlgorithm() {
        return HASHES.getOrDefault(signature.getHashAlgorithm(), "unknown");
    }

    /** The issuers that both areas name. They are hints, and all must be of one key. */
    private static final class Issuers {
        private final int version;
        private @Nullable String fingerprint;
        private @Nullable Long keyId;

        Issuers(int version) {
            this.version = version;
        }

        void read(PGPSignatureSubpacketVector area) throws RefusedException {
            for (SignatureSubpacket field : area.toArray()) {
                if (field instanceof IssuerFingerprint named) {
                    read(named);
                } else if (field instanceof IssuerKeyID named) {
                    read(named);
                }
            }
        }

        private void read(IssuerFingerprint named) throws RefusedException {
            // The length first: the library reads the version without looking.
            if (named.getData().length != (version == 4 ? 21 : 33) || named.getKeyVersion() != version) {
                throw new RefusedException(
                        OpenPgpReason.ISSUER_CONTRADICTORY, "the issuer's key is of another version");
            }
            String hex = HexFormat.of().formatHex(named.getFingerprint());
            if (fingerprint != null && !fingerprint.equals(hex)) {
                throw several();
            }
            fingerprint = hex;
        }

        private void read(IssuerKeyID named) throws RefusedException {
            if (version == 6 || named.getData().length != 8) {
                throw new RefusedException(
                        OpenPgpReason.MALFORMED, "a key id stands where RFC 9580 section 5.2.3.12 allows none");
            }
            if (keyId != null && keyId != named.getKeyID()) {
                throw several();
            }
            keyId = named.getKeyID();
        }

        long keyId() throws RefusedException {
            if (fingerprint == null && keyId == null) {
                throw new RefusedException(OpenPgpReason.MALFORMED, "the signature names no issuer");
            }
            if (fingerprint != null && keyId != null) {
                // The last eight bytes of a version 4 fingerprint (RFC 9580 section 5.5.4.2).
                long ofFingerprint = Long.parseUnsignedLong(fingerprint.substring(24), 16);
                if (ofFingerprint != keyId) {
                    throw several();
                }
            }
            return keyId == null ? 0 : keyId;
        }

        private static RefusedException several() {
            return new RefusedException(OpenPgpReason.ISSUER_CONTRADICTORY, "the signature names several issuers");
        }
    }
}
