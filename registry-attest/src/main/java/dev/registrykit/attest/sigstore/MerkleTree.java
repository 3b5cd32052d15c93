package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.bundle.InclusionProof;
import java.security.MessageDigest;
import java.util.List;

/** Proofs in a Merkle tree of SHA-256 hashes (RFC 6962 section 2.1). */
final class MerkleTree {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;
    private static final int HASH_LENGTH = 32;

    private MerkleTree() {}

    /** Whether the proof leads from {@code entry} to the root that it states (the algorithm of RFC 9162 section 2.1.3.2). */
    static boolean includes(InclusionProof proof, byte[] entry) {
        long node = proof.index();
        long last = proof.treeSize() - 1;
        if (node < 0 || node > last) {
            return false;
        }
        MessageDigest sha256 = DigestAlgorithm.SHA256.start();
        sha256.update(LEAF);
        byte[] hash = sha256.digest(entry);
        List<byte[]> hashes = proof.hashes();
        for (byte[] sibling : hashes) {
            if (sibling.length != HASH_LENGTH || last == 0) {
                return false;
            }
            sha256.update(NODE);
            if ((node & 1) == 1 || node == last) {
                sha256.update(sibling);
                hash = sha256.digest(hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                sha256.update(hash);
                hash = sha256.digest(sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && MessageDigest.isEqual(hash, proof.rootHash());
    }
}
