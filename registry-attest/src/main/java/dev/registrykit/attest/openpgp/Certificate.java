package dev.registrykit.attest.openpgp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bouncycastle.bcpg.SignatureSubpacket;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.RevocationReason;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.jspecify.annotations.Nullable;

/**
 * A public key with what its own primary key signed about it. Signatures are verified once, here; what depends on time is
 * asked later. Immutable.
 */
final class Certificate {
    /** Superseded and retired (RFC 9580 section 5.2.3.31): what the key signed before stays good. User ids add 32. */
    private static final Set<Integer> SOFT_REASONS = Set.of(1, 3, 32);

    /** Fields of self-signatures that either are obeyed here, or say nothing about signing data. */
    private static final Set<Integer> UNDERSTOOD = Set.of(
            SignatureSubpacketTags.CREATION_TIME,
            SignatureSubpacketTags.EXPIRE_TIME,
            SignatureSubpacketTags.EXPORTABLE,
            SignatureSubpacketTags.REVOCABLE,
            SignatureSubpacketTags.KEY_EXPIRE_TIME,
            SignatureSubpacketTags.PREFERRED_SYM_ALGS,
            SignatureSubpacketTags.ISSUER_KEY_ID,
            SignatureSubpacketTags.PREFERRED_HASH_ALGS,
            SignatureSubpacketTags.PREFERRED_COMP_ALGS,
            SignatureSubpacketTags.KEY_SERVER_PREFS,
            SignatureSubpacketTags.PREFERRED_KEY_SERV,
            SignatureSubpacketTags.PRIMARY_USER_ID,
            SignatureSubpacketTags.POLICY_URL,
            SignatureSubpacketTags.KEY_FLAGS,
            SignatureSubpacketTags.SIGNER_USER_ID,
            SignatureSubpacketTags.REVOCATION_REASON,
            SignatureSubpacketTags.FEATURES,
            SignatureSubpacketTags.EMBEDDED_SIGNATURE,
            SignatureSubpacketTags.ISSUER_FINGERPRINT,
            SignatureSubpacketTags.PREFERRED_AEAD_ALGORITHMS);

    private final String fingerprint;
    private final KeyState primary;
    private final Map<String, KeyState> subKeys;

    private Certificate(KeyState primary, Map<String, KeyState> subKeys) {
        this.fingerprint = CertificateParts.fingerprint(primary.key());
        this.primary = primary;
        this.subKeys = subKeys;
    }

    static Certificate of(CertificateParts parts) {
        PGPPublicKey key = parts.primary;
        List<KeyState.Statement> statements = new ArrayList<>();
        List<KeyState.Revocation> revocations = new ArrayList<>();
        for (Packet packet : parts.direct) {
            PGPSignature by = readBy(key, packet, signature -> signature.verifyCertification(key));
            if (by != null && by.getSignatureType() == PGPSignature.DIRECT_KEY) {
                add(statements, by, KeyState.Kind.DIRECT);
            } else if (by != null && by.getSignatureType() == PGPSignature.KEY_REVOCATION) {
                revocations.add(revocation(by));
            }
        }
        parts.userIds.forEach(
                (id, packets) -> statements.addAll(userId(key, HexFormat.of().parseHex(id), packets)));
        Map<String, KeyState> subKeys = new LinkedHashMap<>();
        parts.subKeys.forEach((fingerprint, subKey) -> subKeys.put(fingerprint, subKey(key, subKey)));
        return new Certificate(new KeyState(key, statements, revocations), subKeys);
    }

    /** The certifications of a user id by its own key that no revocation has ended. */
    private static List<KeyState.Statement> userId(PGPPublicKey key, byte[] id, List<Packet> packets) {
        List<KeyState.Statement> statements = new ArrayList<>();
        List<KeyState.Revocation> revocations = new ArrayList<>();
        for (Packet packet : packets) {
            PGPSignature by = readBy(key, packet, signature -> signature.verifyCertification(id, key));
            if (by != null && PGPSignature.isCertification(by.getSignatureType())) {
                add(statements, by, KeyState.Kind.USER_ID);
            } else if (by != null && by.getSignatureType() == PGPSignature.CERTIFICATION_REVOCATION) {
                revocations.add(revocation(by));
            }
        }
        statements.removeIf(statement -> revocations.stream()
                .anyMatch(revocation -> revocation.withdraws(statement.fields().created())));
        return statements;
    }

    private static KeyState subKey(PGPPublicKey primary, CertificateParts.SubKey subKey) {
        List<KeyState.Statement> statements = new ArrayList<>();
        List<KeyState.Revocation> revocations = new ArrayList<>();
        for (Packet packet : subKey.signatures()) {
            PGPSignature by =
                    readBy(primary, packet, signature -> signature.verifyCertification(primary, subKey.key()));
            if (by != null && by.getSignatureType() == PGPSignature.SUBKEY_BINDING) {
                boolean crossCertified = isCrossCertified(primary, subKey.key(), by);
                add(statements, by, crossCertified ? KeyState.Kind.CROSS_CERTIFIED : KeyState.Kind.BINDING);
            } else if (by != null && by.getSignatureType() == PGPSignature.SUBKEY_REVOCATION) {
                revocations.add(revocation(by));
            }
        }
        return new KeyState(subKey.key(), statements, revocations);
    }

    /** Whether the binding holds the sub-key's own word (type 0x19, RFC 9580 section 5.2.1.9) with a hash to rely on. */
    private static boolean isCrossCertified(PGPPublicKey primary, PGPPublicKey subKey, PGPSignature binding) {
        try {
            for (var area : List.of(binding.getHashedSubPackets(), binding.getUnhashedSubPackets())) {
                for (PGPSignature embedded : area.getEmbeddedSignatures()) {
                    if (embedded.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING
                            && isReliable(embedded)
                            && SignatureFields.isBy(
                                    subKey, embedded, signature -> signature.verifyCertification(primary, subKey))) {
                        return true;
                    }
                }
            }
        } catch (PGPException | RuntimeException unreadable) {
            // Then nothing in it certifies anything.
            return false;
        }
        return false;
    }

    private static boolean isReliable(PGPSignature embedded) {
        try {
            SignatureFields fields = SignatureFields.of(embedded);
            return !fields.weakHash()
                    && fields.expires() == null
                    && !SignatureFields.demandsUnknown(embedded.getHashedSubPackets(), UNDERSTOOD);
        } catch (RefusedException unreadable) {
            return false;
        }
    }

    /** The signature when {@code key} made it. What others say about the key is not listened to. */
    private static @Nullable PGPSignature readBy(PGPPublicKey key, Packet packet, SignatureFields.Covers covered) {
        try {
            PGPSignature signature = SignatureFields.read(packet);
            return SignatureFields.isBy(key, signature, covered) ? signature : null;
        } catch (RefusedException unreadable) {
            return null;
        }
    }

    private static void add(List<KeyState.Statement> statements, PGPSignature signature, KeyState.Kind kind) {
        try {
            if (!SignatureFields.demandsUnknown(signature.getHashedSubPackets(), UNDERSTOOD)) {
                statements.add(new KeyState.Statement(kind, SignatureFields.of(signature)));
            }
        } catch (RefusedException unreadable) {
            // A statement that cannot be read in full counts as none.
        }
    }

    /** What cannot be read of a revocation is read as its worst. */
    private static KeyState.Revocation revocation(PGPSignature signature) {
        try {
            Instant created = SignatureFields.of(signature).created();
            SignatureSubpacket[] reasons =
                    signature.getHashedSubPackets().getSubpackets(SignatureSubpacketTags.REVOCATION_REASON);
            boolean soft = reasons.length == 1
                    && reasons[0] instanceof RevocationReason reason
                    && reason.getData().length > 0
                    && SOFT_REASONS.contains(reason.getRevocationReason() & 0xff);
            return new KeyState.Revocation(created, !soft);
        } catch (RefusedException unreadable) {
            return new KeyState.Revocation(Instant.EPOCH, true);
        }
    }

    String fingerprint() {
        return fingerprint;
    }

    /** The key that the signature names, or null. */
    @Nullable PGPPublicKey keyOf(DocumentSignature signature) {
        if (signature.names(primary.key())) {
            return primary.key();
        }
        return subKeys.values().stream()
                .map(KeyState::key)
                .filter(signature::names)
                .findFirst()
                .orElse(null);
    }

    /** Whether {@code key}, which {@link #keyOf} gave, may sign data at {@code signedAt}, as is known at {@code now}. */
    void check(PGPPublicKey key, Instant signedAt, Instant now) throws RefusedException {
        KeyState.Terms terms = checkPrimary(signedAt, now);
        if (Arrays.equals(key.getFingerprint(), primary.key().getFingerprint())) {
            terms.checkSigns();
            return;
        }
        KeyState subKey = Objects.requireNonNull(subKeys.get(CertificateParts.fingerprint(key)));
        KeyStrength.check(key);
        subKey.checkRevocation("sub-key", signedAt);
        KeyState.Terms bound = subKey.termsAsSubKey(now);
        subKey.checkTime("sub-key", bound, signedAt);
        bound.checkSigns();
        bound.checkCrossCertified();
    }

    /** Whether the primary key is good at {@code when}, as is known at {@code now}; its terms. */
    KeyState.Terms checkPrimary(Instant when, Instant now) throws RefusedException {
        KeyStrength.check(primary.key());
        primary.checkRevocation("primary key", when);
        KeyState.Terms terms = primary.termsAsPrimary(now);
        primary.checkTime("primary key", terms, when);
        return terms;
    }
}
