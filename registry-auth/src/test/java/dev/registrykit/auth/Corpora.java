package dev.registrykit.auth;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the corpora lie; a test without them is skipped, but not in continuous integration. */
public final class Corpora {
    private Corpora() {}

    /** The bytes of a corpus file. */
    public static byte[] read(String file) {
        String given = System.getProperty("registrykit.corpora", System.getenv("REGISTRYKIT_CORPORA"));
        Path path = Path.of(given == null ? "../../shared/corpora" : given, file);
        if (!Files.isRegularFile(path)) {
            if ("true".equals(System.getenv("CI"))) {
                fail("the corpus file " + path + " is missing");
            }
            abort("the corpus file " + path + " is missing");
        }
        try {
            return Files.readAllBytes(path);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
