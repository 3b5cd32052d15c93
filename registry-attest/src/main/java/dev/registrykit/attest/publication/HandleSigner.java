package dev.registrykit.attest.publication;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import org.jspecify.annotations.Nullable;

/** Signs by a private key that need not show itself. */
final class HandleSigner implements RegistrySigner {
    static final String ALGORITHM = "SHA256withECDSA";

    private final PrivateKey key;
    private final PublicKey publicKey;
    private final @Nullable Provider provider;

    HandleSigner(PrivateKey key, PublicKey publicKey, @Nullable Provider provider) {
        this.key = key;
        this.publicKey = P256.check(publicKey);
        this.provider = provider;
    }

    static HandleSigner of(KeyStore store, String alias, char @Nullable [] password) throws GeneralSecurityException {
        Key key = store.getKey(alias, password);
        Certificate certificate = store.getCertificate(alias);
        if (!(key instanceof PrivateKey privateKey) || certificate == null) {
            throw new IllegalArgumentException("the key store has no such private key with a certificate");
        }
        // A token's key can be used by its own provider alone; a key store in a file has one that does not sign.
        Provider own = store.getProvider();
        boolean signs = own.getService("Signature", ALGORITHM) != null;
        return new HandleSigner(privateKey, certificate.getPublicKey(), signs ? own : null);
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(byte[] data) {
        try {
            Signature signature =
                    provider == null ? Signature.getInstance(ALGORITHM) : Signature.getInstance(ALGORITHM, provider);
            signature.initSign(key);
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException failed) {
            throw new SigningException("the registry's key could not sign", failed);
        }
    }

    /** Shows the key's id alone. */
    @Override
    public String toString() {
        return "RegistrySigner[" + P256.keyId(publicKey) + "]";
    }
}
