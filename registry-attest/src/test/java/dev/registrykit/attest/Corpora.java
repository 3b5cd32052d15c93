package dev.registrykit.attest;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.registrykit.attest.trustroot.TrustRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where the test data lies that is not part of the project. */
public final class Corpora {
    private static final Map<Path, RegistryAttest> VERIFIERS = new ConcurrentHashMap<>();

    private Corpora() {}

    /** The directory of one corpus; the test is skipped where there is none, and fails in CI. */
    public static Path directory(String name) {
        Path directory = Path.of(System.getProperty("registrykit.corpora", "../../shared/corpora"), name);
        if (!Files.isDirectory(directory)) {
            String message = "no corpus at " + directory + ": set REGISTRYKIT_CORPORA";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            abort(message);
        }
        return directory;
    }

    /** The public-good instance's trust root. */
    public static Path publicGood() {
        return directory("sigstore-conformance").resolve("default-trusted-root.json");
    }

    /** The one verifier of this trust root. */
    public static RegistryAttest verifier(Path trustRoot) {
        return VERIFIERS.computeIfAbsent(
                trustRoot,
                file -> RegistryAttest.builder().trustRoot(TrustRoot.file(file)).build());
    }

    /** A file that Maven resolved from Maven Central, by its name. */
    public static byte[] central(String name) {
        return read(Path.of("target", "central", name));
    }

    /** The bytes of a file. */
    public static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
