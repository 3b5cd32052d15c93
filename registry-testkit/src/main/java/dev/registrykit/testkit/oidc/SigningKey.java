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
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.UUID;

/**
 * A key that signs identity tokens, with its public half as a JWK (RFC 7517).
 *
 * <p>RSA keys have 2048 bits and say {@code use=sig}, {@code alg=RS256}, as GitHub's do. Immutable.
 */
public final class SigningKey {
    private static final int RSA_BITS = 2048;

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

    /** A symmetric key made of these bytes, for {@code HS256}: what an attacker makes of a public key. */
    public static SigningKey symmetric(String id, byte[] secret) {
        return new SigningKey(new OctetSequenceKey.Builder(secret).keyID(id).build());
    }

    /** The key's id. */
    public String id() {
        return key.getKeyID();
    }

    /** The public half as JWK JSON; a symmetric key has none. */
    public String publicJwk() {
        JWK publicHalf = key.toPublicJWK();
        if (publicHalf == null) {
            throw new IllegalStateException("a symmetric key has no public half");
        }
        return publicHalf.toJSONString();
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
            return signer().sign(new JWSHeader(JWSAlgorithm.parse(algorithm)), input)
                    .decode();
        } catch (JOSEException unfit) {
            throw new IllegalArgumentException("this key cannot sign by " + algorithm, unfit);
        }
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
