package dev.registrykit.testkit.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A key that signs identity tokens, with its public half as a JWK (RFC 7517).
 *
 * <p>RSA keys have 2048 bits. A JWK says {@code use=sig} and its algorithm, as GitHub's do. Immutable.
 */
public final class SigningKey {
    private static final int RSA_BITS = 2048;
    private static final int ED25519_BYTES = 32;

    private final JWK key;

    private SigningKey(JWK key) {
        this.key = key;
    }

    /** A fresh RSA key with a random id. */
    public static SigningKey rsa() {
        return rsa(UUID.randomUUID().toString());
    }

    /** A fresh RSA key with this id. */
    public static SigningKey rsa(String id) {
        try {
            return new SigningKey(new RSAKeyGenerator(RSA_BITS)
                    .keyID(id)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate());
        } catch (JOSEException impossible) {
            throw new IllegalStateException("RSA is missing from this JDK", impossible);
        }
    }

    /** A fresh key on P-256 with this id, for {@code ES256}. */
    public static SigningKey p256(String id) {
        try {
            return new SigningKey(new ECKeyGenerator(Curve.P_256)
                    .keyID(id)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .generate());
        } catch (JOSEException impossible) {
            throw new IllegalStateException("P-256 is missing from this JDK", impossible);
        }
    }

    /** A fresh key on Ed25519 with this id, for {@code EdDSA} (RFC 8037). */
    public static SigningKey ed25519(String id) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] secret = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            // A SubjectPublicKeyInfo of Ed25519 ends with the 32 bytes of the key (RFC 8410 section 4).
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] point = Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
            return new SigningKey(new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
                    .d(Base64URL.encode(secret))
                    .keyID(id)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.EdDSA)
                    .build());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Ed25519 is missing from this JDK", impossible);
        }
    }

    /** A symmetric key made of these bytes, for {@code HS256}: what an attacker makes of a public key. */
    public static SigningKey symmetric(String id, byte[] secret) {
        return new SigningKey(new OctetSequenceKey.Builder(secret).keyID(id).build());
    }

    /** The key's id. */
    public String id() {
        return key.getKeyID();
    }

    /** The JWS algorithm that fits the key (RFC 7518 section 3.1): {@code RS256}, {@code ES256}, {@code EdDSA} or {@code HS256}. */
    public String algorithm() {
        if (key instanceof RSAKey) {
            return "RS256";
        }
        if (key instanceof ECKey) {
            return "ES256";
        }
        return key instanceof OctetKeyPair ? "EdDSA" : "HS256";
    }

    /** Another key of the same type, with a random id. */
    SigningKey fresh() {
        String id = UUID.randomUUID().toString();
        return switch (algorithm()) {
            case "RS256" -> rsa(id);
            case "ES256" -> p256(id);
            case "EdDSA" -> ed25519(id);
            default -> throw new IllegalStateException("a symmetric key is not rotated");
        };
    }

    /** The public half as JWK JSON; a symmetric key has none. */
    public String publicJwk() {
        JWK publicHalf = key.toPublicJWK();
        if (publicHalf == null) {
            throw new IllegalStateException("a symmetric key has no public half");
        }
        return publicHalf.toJSONString();
    }

    /** The key set of these keys as JSON (RFC 7517 section 5). */
    static String setOf(List<SigningKey> keys) {
        return keys.stream().map(SigningKey::publicJwk).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    /** The public half of an RSA key in DER (X.509 SubjectPublicKeyInfo). */
    public byte[] publicDer() {
        try {
            return key.toRSAKey().toRSAPublicKey().getEncoded();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("the key has no public half", impossible);
        }
    }

    /** The signature over {@code input} by the JWS algorithm {@code algorithm} (RFC 7518 section 3.1). */
    byte[] sign(String algorithm, byte[] input) {
        try {
            if (key instanceof OctetKeyPair pair) {
                return ed25519(pair, algorithm, input);
            }
            return signer().sign(new JWSHeader(JWSAlgorithm.parse(algorithm)), input)
                    .decode();
        } catch (JOSEException | GeneralSecurityException unfit) {
            throw new IllegalArgumentException("this key cannot sign by " + algorithm, unfit);
        }
    }

    /** By the JDK: Nimbus would need one more library for this curve. */
    private static byte[] ed25519(OctetKeyPair pair, String algorithm, byte[] input) throws GeneralSecurityException {
        if (!algorithm.equals("EdDSA")) {
            throw new IllegalArgumentException("this key cannot sign by " + algorithm);
        }
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, pair.getDecodedD())));
        signature.update(input);
        return signature.sign();
    }

    private JWSSigner signer() throws JOSEException {
        if (key instanceof RSAKey rsa) {
            return new RSASSASigner(rsa);
        }
        if (key instanceof ECKey ec) {
            return new ECDSASigner(ec);
        }
        return new MACSigner(key.toOctetSequenceKey());
    }

    @Override
    public String toString() {
        return "SigningKey[" + key.getKeyType() + " " + key.getKeyID() + "]";
    }
}
