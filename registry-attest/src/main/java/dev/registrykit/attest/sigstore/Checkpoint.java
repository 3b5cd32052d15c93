package dev.registrykit.attest.sigstore;

import dev.registrykit.core.json.StrictBase64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a log says of its tree, as a signed note (C2SP {@code tlog-checkpoint} and {@code signed-note}).
 *
 * <p>Signatures of others, such as witnesses, are ignored; the log's own must hold.
 */
final class Checkpoint {
    private static final String SIGNATURE_MARK = "\u2014 ";
    private static final int HINT_LENGTH = 4;
    private static final int MAX_SIGNATURES = 32;

    private final byte[] text;
    private final String origin;
    private final String treeSize;
    private final byte[] rootHash;
    private final List<NoteSignature> signatures;

    private static final class NoteSignature {
        private final String name;
        private final byte[] hintAndSignature;

        NoteSignature(String name, byte[] hintAndSignature) {
            this.name = name;
            this.hintAndSignature = hintAndSignature;
        }

        boolean isHintedAt(byte[] hint) {
            return Arrays.equals(hintAndSignature, 0, HINT_LENGTH, hint, 0, HINT_LENGTH);
        }
    }

    private Checkpoint(byte[] text, String origin, String treeSize, byte[] rootHash, List<NoteSignature> signatures) {
        this.text = text;
        this.origin = origin;
        this.treeSize = treeSize;
        this.rootHash = rootHash;
        this.signatures = signatures;
    }

    /**
     * The checkpoint in {@code note}.
     *
     * @throws IllegalArgumentException if it is none; base64 must be canonical, or one note would have many spellings
     */
    static Checkpoint parse(String note) {
        int end = note.lastIndexOf("\n\n");
        if (end < 0 || !note.endsWith("\n")) {
            throw new IllegalArgumentException("a note ends with its signatures, after an empty line");
        }
        String text = note.substring(0, end + 1);
        int first = text.indexOf('\n');
        int second = text.indexOf('\n', first + 1);
        int third = second < 0 ? -1 : text.indexOf('\n', second + 1);
        if (first <= 0 || third < 0 || text.contains("\n\n")) {
            throw new IllegalArgumentException("a checkpoint has an origin, a tree size and a root hash");
        }
        List<NoteSignature> signatures = new ArrayList<>(2);
        for (int start = end + 2; start < note.length(); ) {
            int stop = note.indexOf('\n', start);
            if (signatures.size() == MAX_SIGNATURES) {
                throw new IllegalArgumentException("a note has at most " + MAX_SIGNATURES + " signatures");
            }
            signatures.add(signature(note.substring(start, stop)));
            start = stop + 1;
        }
        return new Checkpoint(
                text.getBytes(StandardCharsets.UTF_8),
                text.substring(0, first),
                text.substring(first + 1, second),
                StrictBase64.decode(text.substring(second + 1, third)),
                signatures);
    }

    /** A dash, the signer's name, and base64 of a key hint and the signature. */
    private static NoteSignature signature(String line) {
        int space = line.lastIndexOf(' ');
        if (!line.startsWith(SIGNATURE_MARK) || space <= SIGNATURE_MARK.length()) {
            throw new IllegalArgumentException("a line after the text is no signature");
        }
        byte[] bytes = StrictBase64.decode(line.substring(space + 1));
        if (bytes.length <= HINT_LENGTH) {
            throw new IllegalArgumentException("a signature is too short");
        }
        return new NoteSignature(line.substring(SIGNATURE_MARK.length(), space), bytes);
    }

    /** Whether it is of the very tree that a proof is about: a proof can fit several sizes, and only one was signed. */
    boolean isOf(long size, byte[] root) {
        return treeSize.equals(Long.toString(size)) && Arrays.equals(rootHash, root);
    }

    /**
     * Whether the log of this name has signed it: at least one signature bears its name and key hint, and each that does
     * holds.
     *
     * <p>Rekor v1 adds the id of the tree to its name in the origin line, but not in its signatures.
     */
    boolean isSignedBy(String name, byte[] hint, VerificationKey key) {
        if (!origin.equals(name) && !origin.startsWith(name + " - ")) {
            return false;
        }
        boolean signed = false;
        SignedContent content = SignedContent.of(text);
        for (NoteSignature signature : signatures) {
            if (signature.name.equals(name) && signature.isHintedAt(hint)) {
                byte[] bytes = signature.hintAndSignature;
                if (!key.hasSigned(content, Arrays.copyOfRange(bytes, HINT_LENGTH, bytes.length))) {
                    return false;
                }
                signed = true;
            }
        }
        return signed;
    }
}
