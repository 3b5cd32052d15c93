package dev.registrykit.examples.registry.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Bytes that were received and are not yet in the store: closing forgets them, unless they were kept before.
 *
 * <p>For one thread.
 */
public final class ReceivedBlob implements AutoCloseable {
    private final StoredBlob blob;
    private final Path temporary;
    private final Path place;
    private boolean kept;

    ReceivedBlob(StoredBlob blob, Path temporary, Path place) {
        this.blob = blob;
        this.temporary = temporary;
        this.place = place;
    }

    /** The bytes' size and digests. */
    public StoredBlob blob() {
        return blob;
    }

    /** The bytes, all at once. */
    public byte[] read() throws IOException {
        return Files.readAllBytes(kept ? place : temporary);
    }

    /**
     * Moves the bytes into the store, where they replace the same bytes; nothing happens the second time.
     *
     * @throws UncheckedIOException if they cannot be moved
     */
    public void keep() {
        if (kept) {
            return;
        }
        try {
            Files.createDirectories(BlobStore.parent(place));
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        kept = true;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(temporary);
    }
}
