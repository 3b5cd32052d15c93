package dev.registrykit.attest.trustroot.tuf;

import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustRootException;
import dev.sigstore.json.JsonParseException;
import dev.sigstore.tuf.Fetcher;
import dev.sigstore.tuf.FileExceedsMaxLengthException;
import dev.sigstore.tuf.FileNotFoundException;
import dev.sigstore.tuf.MetaFetcher;
import dev.sigstore.tuf.TrustedMetaStore;
import dev.sigstore.tuf.Updater;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client workflow of the TUF specification, section 5, by sigstore-java.
 *
 * <p>Every run ends with a replay: the documents at hand are verified once more, from the root that the host was
 * configured with and into an empty store. So a run proves that its documents are enough to start from, and it does
 * not end well with a timestamp that has expired since it was first seen, which sigstore-java lets pass while the
 * version stays the same.
 */
final class TufClient {
    private final byte[] initialRoot;
    private final String target;

    TufClient(byte[] initialRoot, String target) {
        this.initialRoot = initialRoot.clone();
        this.target = target;
    }

    /** What a run has verified: the documents that prove the target, and the metadata no later run may fall behind. */
    record Verified(Map<String, byte[]> documents, MemoryStore store) {}

    /**
     * Reads the initial root, and with that loads the classes that a run needs: a missing jar or a wrong file shows when
     * the host starts.
     */
    void check() {
        try {
            run(new MemoryStore(), (path, maxBytes) -> null, Instant.EPOCH);
        } catch (IOException stopped) {
            // With the root read, an empty repository's lack of a timestamp is what must stop it.
            if (!(stopped.getCause() instanceof FileNotFoundException)) {
                throw new TrustRootException("the initial root is broken: " + stopped.getMessage(), stopped);
            }
        }
    }

    /** The target as {@code documents} prove it at this time, by themselves. */
    Verified replay(Documents documents, Instant now) throws IOException {
        var store = new MemoryStore();
        Map<String, byte[]> used = run(store, documents, now);
        return new Verified(used, store);
    }

    /** The target as the repository has it now, which must not be older than what was seen before. */
    Verified refresh(Documents repository, @Nullable Verified before, Instant now) throws IOException {
        var store = before == null ? new MemoryStore() : MemoryStore.after(before.store());
        Map<String, byte[]> fetched = run(store, repository, now);
        Map<String, byte[]> all = new LinkedHashMap<>(before == null ? Map.of() : before.documents());
        all.putAll(fetched);
        return replay((path, maxBytes) -> all.get(path), now);
    }

    /** The trust root that the target is. */
    TrustRoot root(Verified verified) throws IOException {
        return TrustRoot.json(verified.store().readTarget(target));
    }

    /** One run; the documents that it read. */
    private Map<String, byte[]> run(MemoryStore store, Documents documents, Instant now) throws IOException {
        Map<String, byte[]> read = new LinkedHashMap<>();
        Updater updater = updater(
                store,
                (path, maxBytes) -> {
                    byte[] document = documents.read(path, maxBytes);
                    if (document != null) {
                        read.put(path, document);
                    }
                    return document;
                },
                now);
        try {
            updater.updateMeta();
            updater.downloadTarget(target);
        } catch (JsonParseException | RuntimeException refused) {
            // The library's own exceptions for metadata that must not be trusted, and those of its parsers.
            String message = String.valueOf(refused.getMessage()).replaceAll("\\p{Cntrl}+", " ");
            throw new IOException(refused.getClass().getSimpleName() + ": " + message, refused);
        }
        return read;
    }

    private Updater updater(MemoryStore store, Documents documents, Instant now) {
        return Updater.builder()
                .setClock(Clock.fixed(now, ZoneOffset.UTC))
                .setTrustedRootPath(() -> new String(initialRoot, StandardCharsets.UTF_8))
                .setTrustedMetaStore(TrustedMetaStore.newTrustedMetaStore(store))
                .setTargetStore(store)
                .setMetaFetcher(MetaFetcher.newFetcher(new Source(documents, "")))
                .setTargetFetcher(new Source(documents, "targets/"))
                .build();
    }

    /** Hands documents to sigstore-java, which brings an HTTP client of its own that is not wanted. */
    private record Source(Documents documents, String below) implements Fetcher {
        @Override
        public String getSource() {
            return below.isEmpty() ? "the TUF repository" : "the TUF repository's targets";
        }

        // The interface is not annotated: null is how it is told that there is no such document.
        @Override
        @SuppressWarnings("NullAway")
        public byte[] fetchResource(String name, int maxBytes) throws IOException {
            byte[] document = documents.read(below + name, maxBytes);
            if (document != null && document.length > maxBytes) {
                throw new FileExceedsMaxLengthException(below + name, maxBytes);
            }
            return document;
        }
    }
}
