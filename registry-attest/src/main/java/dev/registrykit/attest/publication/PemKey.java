package dev.registrykit.attest.publication;

import dev.registrykit.core.json.StrictBase64;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.jce.interfaces.ECPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jce.spec.ECPublicKeySpec;
import org.jspecify.annotations.Nullable;

/** A private key in a PEM file, with the public key that belongs to it. */
final class PemKey {
    private static final int MAX_BYTES = 10_000;
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----\\s*");

    private PemKey() {}

    static RegistrySigner read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw notAKey(null);
        }
        Matcher pem = PEM.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        if (!pem.matches()) {
            throw notAKey(null);
        }
        try {
            byte[] der = StrictBase64.decode(pem.group(1).replaceAll("\\s", ""));
            BouncyCastleProvider provider = new BouncyCastleProvider();
            KeyFactory keys = KeyFactory.getInstance("EC", provider);
            PrivateKey key = keys.generatePrivate(new PKCS8EncodedKeySpec(der));
            return new HandleSigner(key, publicKey(keys, (ECPrivateKey) key), provider);
        } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException malformed) {
            throw notAKey(malformed);
        }
    }

    private static PublicKey publicKey(KeyFactory keys, ECPrivateKey key) throws GeneralSecurityException {
        var point = key.getParameters().getG().multiply(key.getD()).normalize();
        return keys.generatePublic(new ECPublicKeySpec(point, key.getParameters()));
    }

    /** Quotes nothing of the file. */
    private static IllegalArgumentException notAKey(@Nullable Exception cause) {
        return new IllegalArgumentException(
                "the file holds no private key on P-256 in PKCS#8 and PEM" + (cause == null ? "" : ": malformed key"));
    }
}
