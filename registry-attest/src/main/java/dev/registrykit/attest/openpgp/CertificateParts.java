package dev.registrykit.attest.openpgp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.jspecify.annotations.Nullable;

/**
 * A transferable public key (RFC 9580 section 10.1) in its parts, as read and not judged.
 *
 * <p>Parts of the same primary key out of several files add up: a revocation that one of them has counts for all.
 */
final class CertificateParts {
    private static final int MAX_BYTES = 512 * 1024;
    private static final int MAX_PACKETS = 4_000;

    final PGPPublicKey primary;
    final List<Packet> direct = new ArrayList<>();
    /** By the user id's bytes in hexadecimal. */
    final Map<String, List<Packet>> userIds = new LinkedHashMap<>();
    /** By fingerprint. */
    final Map<String, SubKey> subKeys = new LinkedHashMap<>();

    record SubKey(PGPPublicKey key, List<Packet> signatures) {}

    private CertificateParts(PGPPublicKey primary) {
        this.primary = primary;
    }

    /** The certificates of a file, armored or binary, at least one. */
    static List<CertificateParts> read(byte[] file) throws RefusedException {
        if (file.length > MAX_BYTES) {
            throw new RefusedException(OpenPgpReason.TOO_LARGE, "a file of keys may have " + MAX_BYTES + " bytes");
        }
        byte[] bytes = Armor.joined(Armor.open(file, Armor.PUBLIC_KEY));
        List<CertificateParts> all = new ArrayList<>();
        List<Packet> signatures = new ArrayList<>();
        for (Packet packet : Packet.split(bytes, MAX_PACKETS)) {
            if (packet.type() == Packet.SIGNATURE) {
                signatures.add(packet);
            } else if (packet.type() == Packet.PRIMARY_KEY) {
                PGPPublicKey primary = key(packet);
                if (primary == null) {
                    throw malformed("a primary key cannot be read, or is not of version 4 or 6");
                }
                all.add(new CertificateParts(primary));
                signatures = all.get(all.size() - 1).direct;
            } else if (packet.type() != Packet.TRUST && !packet.isIgnored()) {
                if (all.isEmpty()) {
                    throw malformed("the file does not begin with a public key");
                }
                signatures = all.get(all.size() - 1).add(packet);
            }
        }
        if (all.isEmpty()) {
            throw malformed("the file holds no public key");
        }
        return all;
    }

    /** Takes a user id, an attribute or a sub-key; the list for the signatures that follow it. */
    private List<Packet> add(Packet packet) throws RefusedException {
        return switch (packet.type()) {
            case Packet.USER_ID ->
                userIds.computeIfAbsent(HexFormat.of().formatHex(packet.body()), id -> new ArrayList<>());
            case Packet.SUB_KEY -> {
                PGPPublicKey key = key(packet);
                // One that cannot be read signs nothing here, and neither do the signatures over it.
                yield key == null ? new ArrayList<>() : subKey(key);
            }
            case Packet.USER_ATTRIBUTE -> new ArrayList<>();
            default -> throw malformed("the file holds a packet of type " + packet.type() + ", not only public keys");
        };
    }

    private List<Packet> subKey(PGPPublicKey key) {
        return subKeys.computeIfAbsent(fingerprint(key), fingerprint -> new SubKey(key, new ArrayList<>()))
                .signatures();
    }

    /** Adds what another file has of the same certificate. */
    void addAll(CertificateParts other) {
        direct.addAll(other.direct);
        other.userIds.forEach((id, signatures) ->
                userIds.computeIfAbsent(id, absent -> new ArrayList<>()).addAll(signatures));
        other.subKeys.values().forEach(added -> subKey(added.key()).addAll(added.signatures()));
    }

    static String fingerprint(PGPPublicKey key) {
        return HexFormat.of().formatHex(key.getFingerprint());
    }

    private static @Nullable PGPPublicKey key(Packet packet) {
        int version = packet.body().length == 0 ? 0 : packet.body()[0];
        if (version != 4 && version != 6) {
            return null;
        }
        try (var stream = packet.stream()) {
            if (stream.readPacket() instanceof PublicKeyPacket read) {
                return new PGPPublicKey(read, new BcKeyFingerprintCalculator());
            }
            return null;
        } catch (IOException | PGPException | RuntimeException unreadable) {
            // The library answers some malformed packets with unchecked exceptions.
            return null;
        }
    }

    private static RefusedException malformed(String detail) {
        return new RefusedException(OpenPgpReason.MALFORMED, detail);
    }
}
