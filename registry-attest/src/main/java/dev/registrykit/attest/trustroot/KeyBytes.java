package dev.registrykit.attest.trustroot;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Decodes public keys; those of logs and authorities once, because a decoded key keeps what makes the next check cheap. */
final class KeyBytes {
    private static final Provider PROVIDER = new BouncyCastleProvider();

    private KeyBytes() {}

    /**
     * The key in these bytes: a SubjectPublicKeyInfo in DER, or a bare RSA key where the details say so ({@code PKCS1_…}).
     *
     * @throws IllegalArgumentException if they are no such key
     */
    static PublicKey decode(byte[] raw, String keyDetails) {
        try {
            SubjectPublicKeyInfo info = keyDetails.startsWith("PKCS1_")
                    ? new SubjectPublicKeyInfo(
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                            RSAPublicKey.getInstance(raw))
                    : SubjectPublicKeyInfo.getInstance(raw);
            return KeyFactory.getInstance(info.getAlgorithm().getAlgorithm().getId(), PROVIDER)
                    .generatePublic(new X509EncodedKeySpec(info.getEncoded()));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException malformed) {
            throw new IllegalArgumentException("a public key cannot be read", malformed);
        }
    }
}
