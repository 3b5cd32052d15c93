package dev.registrykit.examples.registry;

import dev.registrykit.attest.publication.RegistryKeys;
import dev.registrykit.attest.publication.RegistrySigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** The key by which the registry signs its own statements: a file in its directory, made at the first start. */
final class RegistryKey {
    private RegistryKey() {}

    static RegistryKeys in(Path directory) throws IOException {
        Path file = directory.resolve("registry-key.pem");
        if (!Files.exists(file)) {
            Files.createDirectories(directory);
            Path fresh = Files.createTempFile(
                    directory,
                    "registry-key",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, pem(), StandardCharsets.US_ASCII);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return RegistryKeys.of(RegistrySigner.file(file));
    }

    private static String pem() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
            return "-----BEGIN PRIVATE KEY-----\n" + lines + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK makes no P-256 keys", impossible);
        }
    }
}
