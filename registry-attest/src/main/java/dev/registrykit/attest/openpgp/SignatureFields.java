package dev.registrykit.attest.openpgp;

import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import org.bouncycastle.bcpg.SignatureSubpacket;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.jspecify.annotations.Nullable;

/**
 * What a signature of any kind states of itself, in its hashed area only: anybody can write into the other one.
 *
 * <p>{@code expires} is null when it never does; {@code flags} is -1 when it states none.
 */
record SignatureFields(
        Instant created,
        @Nullable Instant expires,
        @Nullable Long keyLifetime,
        int flags,
        boolean weakHash) {
    private static final Set<Integer> STRONG_HASHES = Set.of(8, 9, 10, 11, 12, 14);
    private static final Set<Integer> ONCE = Set.of(
            SignatureSubpacketTags.CREATION_TIME,
            SignatureSubpacketTags.EXPIRE_TIME,
            SignatureSubpacketTags.KEY_EXPIRE_TIME,
            SignatureSubpacketTags.KEY_FLAGS);

    /** A check of what a signature covers. */
    interface Covers {
        boolean test(PGPSignature signature) throws PGPException;
    }

    /** One signature out of its packet, of version 4 or 6. */
    static PGPSignature read(Packet packet) throws RefusedException {
        int version = packet.body().length == 0 ? 0 : packet.body()[0];
        if (version != 4 && version != 6) {
            throw new RefusedException(
                    OpenPgpReason.VERSION_UNSUPPORTED, "the signature's version is " + version + ", not 4 or 6");
        }
        try (var stream = packet.stream()) {
            return new PGPSignature(stream);
        } catch (IOException | PGPException | RuntimeException unreadable) {
            // The library answers some malformed packets with unchecked exceptions.
            throw malformed("the signature's packet cannot be read");
        }
    }

    /** The fields; a field that may stand once, and stands twice, is refused. */
    static SignatureFields of(PGPSignature signature) throws RefusedException {
        try {
            PGPSignatureSubpacketVector hashed = signature.getHashedSubPackets();
            for (int type : ONCE) {
                if (hashed.getSubpackets(type).length > 1) {
                    throw malformed("the signature states one thing twice");
                }
            }
            if (!hashed.hasSubpacket(SignatureSubpacketTags.CREATION_TIME)) {
                throw malformed("the signature does not say when it was made");
            }
            Instant created = hashed.getSignatureCreationTime().toInstant();
            long lifetime = hashed.getSignatureExpirationTime();
            long keyLifetime = hashed.getKeyExpirationTime();
            SignatureSubpacket flags = hashed.getSubpacket(SignatureSubpacketTags.KEY_FLAGS);
            return new SignatureFields(
                    created,
                    lifetime == 0 ? null : created.plusSeconds(lifetime),
                    keyLifetime == 0 ? null : keyLifetime,
                    flags instanceof KeyFlags stated ? stated.getFlags() : -1,
                    !STRONG_HASHES.contains(signature.getHashAlgorithm()));
        } catch (RuntimeException unreadable) {
            throw malformed("a field of the signature cannot be read");
        }
    }

    /** Whether {@code key} made the signature over what {@code covered} hashes. */
    static boolean isBy(PGPPublicKey key, PGPSignature signature, Covers covered) {
        if (signature.getVersion() != key.getVersion()) {
            return false;
        }
        try {
            signature.init(new BcPGPContentVerifierBuilderProvider(), key);
            return covered.test(signature);
        } catch (PGPException | RuntimeException undecided) {
            // Another algorithm than the key's, numbers out of range: all of them no signature by this key.
            return false;
        }
    }

    /** Whether a field outside {@code known}, or any notation, is marked as one that must be understood. */
    static boolean demandsUnknown(PGPSignatureSubpacketVector fields, Set<Integer> known) {
        for (SignatureSubpacket field : fields.toArray()) {
            if (field.isCritical() && !known.contains(field.getType())) {
                return true;
            }
        }
        return false;
    }

    boolean isInForce(Instant now) {
        return !created.isAfter(now) && (expires == null || now.isBefore(expires));
    }

    private static RefusedException malformed(String detail) {
        return new RefusedException(OpenPgpReason.MALFORMED, detail);
    }
}
