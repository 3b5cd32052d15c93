package dev.registrykit.attest.trustroot.tuf;

import dev.sigstore.tuf.MetaStore;
import dev.sigstore.tuf.TargetStore;
import dev.sigstore.tuf.model.SignedTufMeta;
import dev.sigstore.tuf.model.TufMeta;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one run of the client has verified, in memory only.
 *
 * <p>sigstore-java trusts whatever its store holds. Nothing comes into this one but by the client itself, so the disk
 * is never believed.
 */
final class MemoryStore implements MetaStore, TargetStore {
    private final Map<String, SignedTufMeta<? extends TufMeta>> metadata = new HashMap<>();
    private final Map<String, byte[]> targets = new HashMap<>();

    /** A store that begins with the metadata of another, and without its targets. */
    static MemoryStore after(MemoryStore other) {
        var store = new MemoryStore();
        store.metadata.putAll(other.metadata);
        return store;
    }

    @Override
    public String getIdentifier() {
        return "memory";
    }

    @Override
    public <T extends SignedTufMeta<? extends TufMeta>> Optional<T> readMeta(String role, Class<T> type) {
        return Optional.ofNullable(metadata.get(role)).map(type::cast);
    }

    @Override
    public void writeMeta(String role, SignedTufMeta<? extends TufMeta> meta) {
        metadata.put(role, meta);
    }

    @Override
    public void clearMeta(String role) {
        metadata.remove(role);
    }

    @Override
    public void writeTarget(String name, byte[] content) {
        targets.put(name, content.clone());
    }

    @Override
    public byte[] readTarget(String name) throws IOException {
        byte[] content = targets.get(name);
        if (content == null) {
            throw new FileNotFoundException("the target " + name + " was not fetched");
        }
        return content.clone();
    }

    @Override
    public InputStream getTargetInputSteam(String name) throws IOException {
        return new ByteArrayInputStream(readTarget(name));
    }

    @Override
    public boolean hasTarget(String name) {
        return targets.containsKey(name);
    }
}
