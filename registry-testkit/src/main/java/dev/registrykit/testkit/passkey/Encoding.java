package dev.registrykit.testkit.passkey;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;

/** What an authenticator writes in bytes (WebAuthn Level 3 section 6.5). */
final class Encoding {
    private static final int COORDINATE_BYTES = 32;

    private Encoding() {}

    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("P-256 is missing from this JDK", impossible);
        }
    }

    /** Model (all zero), id and COSE key (RFC 9053 section 7.1.1), which follow the authenticator data's header. */
    static byte[] newCredential(byte[] id, KeyPair keys, long algorithm) {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        byte[] cose = new Cbor()
                .map(5)
                .integer(1)
                .integer(2)
                .integer(3)
                .integer(algorithm)
                .integer(-1)
                .integer(1)
                .integer(-2)
                .bytes(coordinate(key.getW().getAffineX().toByteArray()))
                .integer(-3)
                .bytes(coordinate(key.getW().getAffineY().toByteArray()))
                .toBytes();
        return ByteBuffer.allocate(18 + id.length + cose.length)
                .put(new byte[16])
                .putShort((short) id.length)
                .put(id)
                .put(cose)
                .array();
    }

    static byte[] attestationObject(String format, byte[] statement, byte[] authenticatorData) {
        byte[] start =
                new Cbor().map(3).text("fmt").text(format).text("attStmt").toBytes();
        byte[] end = new Cbor().text("authData").bytes(authenticatorData).toBytes();
        return ByteBuffer.allocate(start.length + statement.length + end.length)
                .put(start)
                .put(statement)
                .put(end)
                .array();
    }

    static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", impossible);
        }
    }

    /** 32 bytes, whatever sign byte or leading zeros the integer has. */
    private static byte[] coordinate(byte[] integer) {
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(integer.length, COORDINATE_BYTES);
        System.arraycopy(integer, integer.length - length, fixed, COORDINATE_BYTES - length, length);
        return fixed;
    }
}
