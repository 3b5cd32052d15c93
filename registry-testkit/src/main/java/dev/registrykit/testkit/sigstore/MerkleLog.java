package dev.registrykit.testkit.sigstore;

import java.util.ArrayList;
import java.util.List;

/** An append-only Merkle tree (RFC 6962 section 2.1). */
final class MerkleLog {
    private final List<byte[]> leaves = new ArrayList<>();

    /** With some entries that are nobody's. */
    MerkleLog() {
        for (int other = 0; other < 5; other++) {
            append(("entry " + other).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
    }

    synchronized int append(byte[] entry) {
        leaves.add(Keys.sha256(new byte[] {0}, entry));
        return leaves.size() - 1;
    }

    synchronized int size() {
        return leaves.size();
    }

    synchronized byte[] root(int size) {
        return hash(0, size);
    }

    /** RFC 6962 section 2.1.1. */
    synchronized List<byte[]> path(int leaf, int size) {
        return path(leaf, 0, size);
    }

    private List<byte[]> path(int leaf, int from, int to) {
        List<byte[]> path = new ArrayList<>();
        if (to - from == 1) {
            return path;
        }
        int middle = from + Integer.highestOneBit(to - from - 1);
        if (leaf < middle) {
            path.addAll(path(leaf, from, middle));
            path.add(hash(middle, to));
        } else {
            path.addAll(path(leaf, middle, to));
            path.add(hash(from, middle));
        }
        return path;
    }

    private byte[] hash(int from, int to) {
        if (to - from == 1) {
            return leaves.get(from);
        }
        int middle = from + Integer.highestOneBit(to - from - 1);
        return Keys.sha256(new byte[] {1}, hash(from, middle), hash(middle, to));
    }
}
