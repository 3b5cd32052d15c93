package dev.registrykit.attest.publication;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A key of the registry that signs its statements: ECDSA on P-256 with SHA-256.
 *
 * <p>Implement it for a key management service; for a key in a file or behind PKCS#11 there are factories. Safe to share
 * between threads.
 */
public interface RegistrySigner {

    /** The public key. */
    PublicKey publicKey();

    /**
     * The signature over {@code data}, hashed by the signer with SHA-256, in DER (RFC 3279 section 2.2.3).
     *
     * @throws SigningException if the key cannot be used now
     */
    byte[] sign(byte[] data);

    /**
     * The key in a file.
     *
     * @param file a PKCS#8 private key in PEM ({@code BEGIN PRIVATE KEY}, RFC 7468 section 10), unencrypted: it belongs where
     *     only the registry's process can read
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it holds no key on P-256
     */
    static RegistrySigner file(Path file) throws IOException {
        return PemKey.read(file);
    }

    /**
     * The key behind this handle, which may never leave a token: PKCS#11 through the JDK, for example.
     *
     * @param provider the one that made the handle, or null to let the JDK find one among those that are registered
     * @throws IllegalArgumentException if the public key is not on P-256
     */
    static RegistrySigner of(PrivateKey key, PublicKey publicKey, @Nullable Provider provider) {
        return new HandleSigner(key, publicKey, provider);
    }

    /**
     * The key of this alias in a key store that the host has opened; of a PKCS#11 one the key stays in the token.
     *
     * @param password of the entry, or null where the store asks for none
     * @throws GeneralSecurityException if the store cannot be read
     * @throws IllegalArgumentException if there is no such private key with a certificate, or it is not on P-256
     */
    static RegistrySigner keyStore(KeyStore store, String alias, char @Nullable [] password)
            throws GeneralSecurityException {
        return HandleSigner.of(store, alias, password);
    }
}
