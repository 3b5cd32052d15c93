package dev.registrykit.attest.bundle;

import dev.registrykit.core.json.StrictBase64;
import java.util.Arrays;
import java.util.List;

/**
 * The claim that an entry is in a log's tree of a certain size and root, beside the log's checkpoint of a tree; not yet
 * verified.
 */
public final class InclusionProof {
    private static final String SIGNATURE_MARK = "\u2014 ";

    private final long treeSize;
    private final byte[] rootHash;
    private final String checkpoint;

    InclusionProof(long treeSize, byte[] rootHash, String checkpoint) {
        this.treeSize = treeSize;
        this.rootHash = rootHash;
        this.checkpoint = checkpoint;
    }

    /** The size of the tree. */
    public long treeSize() {
        return treeSize;
    }

    /** The root of the tree. */
    public byte[] rootHash() {
        return rootHash.clone();
    }

    /** The checkpoint as a signed note (C2SP {@code signed-note} and {@code tlog-checkpoint}); empty when there is none. */
    public String checkpoint() {
        return checkpoint;
    }

    /**
     * Whether the checkpoint is well-formed and of the very tree that the proof is about.
     *
     * <p>Size and root are compared here: a proof can fit trees of several sizes, and only one of them was signed. The
     * signatures' base64 must be canonical, or one checkpoint would have many spellings.
     */
    public boolean matchesCheckpoint() {
        int end = checkpoint.indexOf("\n\n");
        if (end < 0 || !checkpoint.endsWith("\n")) {
            return false;
        }
        List<String> lines = checkpoint.substring(0, end).lines().toList();
        List<String> signatures = checkpoint.substring(end + 2).lines().toList();
        try {
            return lines.size() >= 3
                    && !lines.get(0).isEmpty()
                    && lines.get(1).equals(Long.toString(treeSize))
                    && Arrays.equals(StrictBase64.decode(lines.get(2)), rootHash)
                    && !signatures.isEmpty()
                    && signatures.stream().allMatch(InclusionProof::isSignature);
        } catch (IllegalArgumentException notCanonical) {
            return false;
        }
    }

    /** A dash, the signer's name, and base64 of a key hint and the signature. */
    private static boolean isSignature(String line) {
        int space = line.lastIndexOf(' ');
        return line.startsWith(SIGNATURE_MARK)
                && space > SIGNATURE_MARK.length()
                && StrictBase64.decode(line.substring(space + 1)).length > 4;
    }
}
