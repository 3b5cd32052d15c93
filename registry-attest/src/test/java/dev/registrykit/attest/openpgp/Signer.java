package dev.registrykit.attest.openpgp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.DSAKeyPairGenerator;
import org.bouncycastle.crypto.generators.DSAParametersGenerator;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.DSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/**
 * A key that signs whatever it is told to. Packets are put together byte by byte (RFC 9580 section 5.2), because a library
 * would not make most of the wrong ones, and would read its own mistakes.
 */
final class Signer {
    static final int SHA1 = 2;
    static final int SHA256 = 8;
    static final int SHA512 = 10;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final PGPKeyPair pair;
    private final Instant created;

    private Signer(int version, int algorithm, AsymmetricCipherKeyPair keys, Instant created) {
        try {
            this.pair = new BcPGPKeyPair(version, algorithm, keys, Date.from(created));
            this.created = created;
        } catch (PGPException e) {
            throw new IllegalStateException(e);
        }
    }

    static Signer ed25519(Instant created) {
        return new Signer(4, PublicKeyAlgorithmTags.EDDSA_LEGACY, ed25519(), created);
    }

    static Signer version6(Instant created) {
        return new Signer(6, PublicKeyAlgorithmTags.Ed25519, ed25519(), created);
    }

    private static AsymmetricCipherKeyPair ed25519() {
        Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
        generator.init(new Ed25519KeyGenerationParameters(RANDOM));
        return generator.generateKeyPair();
    }

    static Signer rsa(int bits, Instant created) {
        RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
        generator.init(new RSAKeyGenerationParameters(BigInteger.valueOf(65_537), RANDOM, bits, 80));
        return new Signer(4, PublicKeyAlgorithmTags.RSA_GENERAL, generator.generateKeyPair(), created);
    }

    static Signer ecdsa(Instant created) {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        var curve = CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1);
        generator.init(new ECKeyGenerationParameters(
                new ECNamedDomainParameters(SECObjectIdentifiers.secp256r1, curve), RANDOM));
        return new Signer(4, PublicKeyAlgorithmTags.ECDSA, generator.generateKeyPair(), created);
    }

    static Signer dsa(Instant created) {
        DSAParametersGenerator parameters = new DSAParametersGenerator();
        parameters.init(512, 10, RANDOM);
        DSAKeyPairGenerator generator = new DSAKeyPairGenerator();
        generator.init(new DSAKeyGenerationParameters(RANDOM, parameters.generateParameters()));
        return new Signer(4, PublicKeyAlgorithmTags.DSA, generator.generateKeyPair(), created);
    }

    PGPPublicKey key() {
        return pair.getPublicKey();
    }

    Instant created() {
        return created;
    }

    String fingerprint() {
        return CertificateParts.fingerprint(key());
    }

    /** The key's body, as a packet of this type holds it. */
    byte[] body() {
        try {
            return key().getPublicKeyPacket().getEncodedContents();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The key as it is hashed. */
    byte[] hashed() {
        byte[] body = body();
        return key().getVersion() == 4
                ? bytes(0x99, body.length >> 8, body.length, body)
                : bytes(0x9b, number(body.length), body);
    }

    /** The body of a signature over {@code covered}. */
    byte[] sign(int type, int hash, byte[] covered, byte[] hashedFields, byte[] otherFields) {
        boolean current = key().getVersion() == 6;
        byte[] head =
                bytes(key().getVersion(), type, key().getAlgorithm(), hash, size(hashedFields, current), hashedFields);
        byte[] salt = current ? new byte[hash == SHA512 ? 32 : 16] : new byte[0];
        try {
            var signer = new BcPGPContentSignerBuilder(key().getAlgorithm(), hash).build(type, pair.getPrivateKey());
            signer.getOutputStream().write(bytes(salt, covered, head, key().getVersion(), 0xff, number(head.length)));
            byte[] digest = signer.getDigest();
            return bytes(
                    head,
                    size(otherFields, current),
                    otherFields,
                    Arrays.copyOf(digest, 2),
                    current ? bytes(salt.length, salt) : salt,
                    numbers(signer.getSignature()));
        } catch (PGPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] size(byte[] fields, boolean current) {
        return current ? number(fields.length) : bytes(fields.length >> 8, fields.length);
    }

    private byte[] numbers(byte[] signature) {
        return switch (key().getAlgorithm()) {
            case PublicKeyAlgorithmTags.RSA_GENERAL -> mpi(signature, 0, signature.length);
            case PublicKeyAlgorithmTags.EDDSA_LEGACY -> bytes(mpi(signature, 0, 32), mpi(signature, 32, 64));
            case PublicKeyAlgorithmTags.Ed25519 -> signature;
            default -> {
                ASN1Sequence both = ASN1Sequence.getInstance(signature);
                yield bytes(mpi(both, 0), mpi(both, 1));
            }
        };
    }

    private static byte[] mpi(ASN1Sequence numbers, int index) {
        byte[] bytes =
                ASN1Integer.getInstance(numbers.getObjectAt(index)).getValue().toByteArray();
        return mpi(bytes, 0, bytes.length);
    }

    private static byte[] mpi(byte[] bytes, int from, int to) {
        BigInteger value = new BigInteger(1, Arrays.copyOfRange(bytes, from, to));
        byte[] signed = value.toByteArray();
        int start = signed[0] == 0 ? 1 : 0;
        return bytes(value.bitLength() >> 8, value.bitLength(), Arrays.copyOfRange(signed, start, signed.length));
    }

    /** A packet with a five-octet length. */
    static byte[] packet(int type, byte[] body) {
        return bytes(0xc0 | type, 0xff, number(body.length), body);
    }

    /** A field (subpacket) of less than 192 bytes, or of up to 8,000. */
    static byte[] field(int type, byte... data) {
        int length = data.length + 1;
        return length < 192 ? bytes(length, type, data) : bytes(((length - 192) >> 8) + 192, length - 192, type, data);
    }

    static byte[] critical(byte[] field) {
        byte[] copy = field.clone();
        copy[1] |= (byte) 0x80;
        return copy;
    }

    static byte[] number(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }

    /** Numbers as one byte each, and arrays, joined. */
    static byte[] bytes(Object... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof byte[] array) {
                all.writeBytes(array);
            } else {
                all.write((Integer) part);
            }
        }
        return all.toByteArray();
    }
}
