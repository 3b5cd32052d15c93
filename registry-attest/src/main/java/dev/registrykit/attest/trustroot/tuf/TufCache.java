package dev.registrykit.attest.trustroot.tuf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The documents of the last good refresh, on disk as the repository served them.
 *
 * <p>Reading is not believing: what is read must be verified again from the configured root. Each file is replaced in
 * one step, the time of the refresh last; a crash between leaves documents that fit each other or that fail to verify,
 * and then they are fetched again.
 */
final class TufCache {
    private static final Pattern NAME = Pattern.compile("(targets/)?[A-Za-z0-9][A-Za-z0-9._-]{0,254}");
    private static final String REFRESHED = "refreshed";

    private final Path directory;

    TufCache(Path directory) {
        this.directory = directory;
    }

    /** When the documents were last found to be current, which the documents themselves must bear out; null if never. */
    @Nullable Instant refreshed() throws IOException {
        Path file = directory.resolve(REFRESHED);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try {
            return Instant.parse(new String(read(file, 64), StandardCharsets.ISO_8859_1).strip());
        } catch (DateTimeException unreadable) {
            throw new IOException("the time in " + file + " cannot be read", unreadable);
        }
    }

    /** The document with this path below the repository's address; null if it is not here. */
    byte @Nullable [] document(String path, int maxBytes) throws IOException {
        Path file = file(path);
        return Files.isRegularFile(file) ? read(file, maxBytes) : null;
    }

    void keep(Map<String, byte[]> documents, Instant refreshed) throws IOException {
        Files.createDirectories(directory.resolve("targets"));
        // Files whose names carry a version or a digest come before timestamp.json, which points to them.
        for (Map.Entry<String, byte[]> document : new TreeMap<>(documents).entrySet()) {
            write(file(document.getKey()), document.getValue());
        }
        write(file(REFRESHED), refreshed.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private Path file(String path) throws IOException {
        if (!NAME.matcher(path).matches()) {
            throw new IOException("a document's name is not one that is kept");
        }
        return directory.resolve(path);
    }

    private static byte[] read(Path file, int maxBytes) throws IOException {
        if (Files.size(file) > maxBytes) {
            throw new IOException(file + " is larger than " + maxBytes + " bytes");
        }
        return Files.readAllBytes(file);
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path part = file.resolveSibling("part-" + UUID.randomUUID() + ".tmp");
        try {
            Files.write(part, content);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
