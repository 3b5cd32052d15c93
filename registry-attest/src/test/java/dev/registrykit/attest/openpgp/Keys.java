package dev.registrykit.attest.openpgp;

import static dev.registrykit.attest.openpgp.Signer.bytes;
import static dev.registrykit.attest.openpgp.Signer.field;
import static dev.registrykit.attest.openpgp.Signer.number;
import static dev.registrykit.attest.openpgp.Signer.packet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Public keys and detached signatures for tests, good ones and the parts for others. */
final class Keys {
    static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant SIGNED = Instant.parse("2026-02-01T00:00:00Z");
    static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    static final byte[] ARTIFACT = "the artifact".getBytes(StandardCharsets.UTF_8);
    static final byte[] USER_ID = "Releases <releases@example.com>".getBytes(StandardCharsets.UTF_8);

    static final int CERTIFY = 1;
    static final int SIGN = 2;
    static final int ENCRYPT = 4;

    private static final byte[] NONE = {};

    private Keys() {}

    // Fields

    static byte[] at(Instant time) {
        return field(2, number(time.getEpochSecond()));
    }

    static byte[] issuer(Signer by) {
        return field(33, bytes(by.key().getVersion(), by.key().getFingerprint()));
    }

    static byte[] issuerId(Signer by) {
        return field(
                16, bytes(number(by.key().getKeyID() >> 32), number(by.key().getKeyID())));
    }

    static byte[] flags(int flags) {
        return field(27, (byte) flags);
    }

    static byte[] keyEnds(Signer key, Instant end) {
        return field(9, number(Duration.between(key.created(), end).toSeconds()));
    }

    static byte[] reason(int code) {
        return field(29, (byte) code);
    }

    // Packets

    static byte[] primary(Signer key) {
        return packet(6, key.body());
    }

    static byte[] userId() {
        return packet(13, USER_ID);
    }

    static byte[] subKey(Signer key) {
        return packet(14, key.body());
    }

    private static byte[] overUserId(Signer key) {
        return bytes(key.hashed(), 0xb4, number(USER_ID.length), USER_ID);
    }

    /** A certification of the user id, or its revocation. */
    static byte[] certification(Signer by, int type, int hash, Instant at, byte[]... fields) {
        return packet(2, by.sign(type, hash, overUserId(by), head(by, at, fields), NONE));
    }

    /** A signature over the primary key alone. */
    static byte[] direct(Signer by, int type, int hash, Instant at, byte[]... fields) {
        return packet(2, by.sign(type, hash, by.hashed(), head(by, at, fields), NONE));
    }

    /** A binding of the sub-key, or its revocation. */
    static byte[] binding(Signer by, Signer subKey, int type, int hash, Instant at, byte[]... fields) {
        return packet(2, by.sign(type, hash, bytes(by.hashed(), subKey.hashed()), head(by, at, fields), NONE));
    }

    /** The field with the sub-key's own word. */
    static byte[] answer(Signer primary, Signer subKey, int hash, byte[]... fields) {
        byte[] both = bytes(primary.hashed(), subKey.hashed());
        return field(32, subKey.sign(0x19, hash, both, head(subKey, CREATED, fields), NONE));
    }

    private static byte[] head(Signer by, Instant at, byte[]... fields) {
        return bytes(at(at), issuer(by), bytes((Object[]) fields));
    }

    /** Primary key and user id without what follows. */
    static byte[] bare(Signer key) {
        return bytes(primary(key), userId());
    }

    /** A primary key that may sign. */
    static byte[] certificate(Signer key) {
        return bytes(bare(key), certification(key, 0x13, Signer.SHA256, CREATED, flags(CERTIFY | SIGN)));
    }

    /** A primary key that only certifies, and a sub-key that signs. */
    static byte[] certificate(Signer primary, Signer subKey) {
        return bytes(
                bare(primary),
                certification(primary, 0x13, Signer.SHA256, CREATED, flags(CERTIFY)),
                subKey(subKey),
                binding(
                        primary,
                        subKey,
                        0x18,
                        Signer.SHA256,
                        CREATED,
                        flags(SIGN),
                        answer(primary, subKey, Signer.SHA256)));
    }

    /** A version 6 key that may sign. */
    static byte[] certificate6(Signer key) {
        return bytes(primary(key), direct(key, 0x1f, Signer.SHA512, CREATED, flags(CERTIFY | SIGN)), userId());
    }

    // Detached signatures

    static byte[] signature(Signer by) {
        return signature(by, Signer.SHA512, SIGNED);
    }

    static byte[] signature(Signer by, int hash, Instant at, byte[]... fields) {
        return packet(2, by.sign(0x00, hash, ARTIFACT, head(by, at, fields), NONE));
    }

    /** With these fields and no others. */
    static byte[] signatureWith(Signer by, byte[] hashed, byte[] others) {
        return packet(2, by.sign(0x00, Signer.SHA512, ARTIFACT, hashed, others));
    }

    static byte[] armored(String kind, byte[] packets) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(packets);
        return ("-----BEGIN " + kind + "-----\nComment: a test\n\n" + text + "\n=AAAA\n-----END " + kind + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
