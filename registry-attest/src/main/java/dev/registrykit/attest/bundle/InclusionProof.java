package dev.registrykit.attest.bundle;

import java.util.List;

/**
 * The claim that an entry is in a log's tree of a certain size and root, beside the log's checkpoint of that tree; not yet
 * verified.
 */
public final class InclusionProof {
    private final long index;
    private final long treeSize;
    private final byte[] rootHash;
    private final List<byte[]> hashes;
    private final String checkpoint;

    InclusionProof(long index, long treeSize, byte[] rootHash, List<byte[]> hashes, String checkpoint) {
        this.index = index;
        this.treeSize = treeSize;
        this.rootHash = rootHash;
        this.hashes = hashes;
        this.checkpoint = checkpoint;
    }

    /** The entry's index in the tree, from 0; in Rekor v1 another number than the index of the whole log. */
    public long index() {
        return index;
    }

    /** The size of the tree. */
    public long treeSize() {
        return treeSize;
    }

    /** The root of the tree. */
    public byte[] rootHash() {
        return rootHash.clone();
    }

    /** The hashes beside the path from the entry to the root, the entry's neighbour first (RFC 6962 section 2.1.1). */
    public List<byte[]> hashes() {
        return hashes.stream().map(byte[]::clone).toList();
    }

    /** The checkpoint as a signed note (C2SP {@code signed-note} and {@code tlog-checkpoint}); empty when there is none. */
    public String checkpoint() {
        return checkpoint;
    }
}
