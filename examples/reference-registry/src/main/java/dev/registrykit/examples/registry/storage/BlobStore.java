package dev.registrykit.examples.registry.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Uploaded bytes in a directory, named by their SHA-256 alone.
 *
 * <p>No name that a client chose becomes a file name. A file is written beside its place, and moved there whole: readers
 * see all of it or nothing.
 */
public final class BlobStore {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final List<String> ALGORITHMS = List.of("MD5", "SHA-1", "SHA-256", "SHA-512");

    private final Path blobs;
    private final Path incoming;

    /** The store in {@code directory}, which is made when it is missing. */
    public BlobStore(Path directory) throws IOException {
        this.blobs = Files.createDirectories(directory.resolve("blobs"));
        this.incoming = Files.createDirectories(directory.resolve("incoming"));
    }

    /**
     * Receives what {@code content} holds, beside the store: whoever calls decides whether it is kept.
     *
     * @throws TooLargeException if it is longer than {@code maxBytes}; nothing is left then
     * @throws IOException if it cannot be read or written; nothing is left then
     */
    public ReceivedBlob receive(InputStream content, long maxBytes) throws IOException {
        Path temporary = Files.createTempFile(incoming, "upload", ".part");
        boolean received = false;
        try {
            StoredBlob blob = copy(content, temporary, maxBytes);
            received = true;
            return new ReceivedBlob(blob, temporary, place(blob.sha256()));
        } finally {
            if (!received) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static StoredBlob copy(InputStream content, Path to, long maxBytes) throws IOException {
        List<MessageDigest> digests = ALGORITHMS.stream().map(BlobStore::digest).toList();
        long size = 0;
        try (OutputStream out = Files.newOutputStream(to)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                size += read;
                if (size > maxBytes) {
                    throw new TooLargeException(maxBytes);
                }
                for (MessageDigest digest : digests) {
                    digest.update(buffer, 0, read);
                }
                out.write(buffer, 0, read);
            }
        }
        List<String> hex = digests.stream()
                .map(digest -> HexFormat.of().formatHex(digest.digest()))
                .toList();
        return new StoredBlob(size, hex.get(0), hex.get(1), hex.get(2), hex.get(3));
    }

    /** The bytes with this SHA-256. */
    public InputStream open(String sha256) throws IOException {
        return Files.newInputStream(place(sha256));
    }

    /** The bytes with this SHA-256, all at once. */
    public byte[] read(String sha256) throws IOException {
        return Files.readAllBytes(place(sha256));
    }

    private Path place(String sha256) {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hexadecimal");
        }
        return blobs.resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    static Path parent(Path place) {
        Path parent = place.getParent();
        if (parent == null) {
            throw new IllegalStateException("a blob lies in a directory");
        }
        return parent;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(algorithm + " is missing from this JDK", impossible);
        }
    }

    /** More bytes were sent than the store takes. */
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(long maxBytes) {
            super("more than " + maxBytes + " bytes");
        }
    }
}
