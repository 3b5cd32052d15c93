package dev.registrykit.attest.openpgp;

import dev.registrykit.core.json.StrictBase64;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * ASCII armor (RFC 9580 section 6.2), read strictly: nothing but white space stands around a block. The checksum is
 * ignored, right or wrong, as section 6.1 demands.
 */
final class Armor {
    static final String SIGNATURE = "PGP SIGNATURE";
    static final String PUBLIC_KEY = "PGP PUBLIC KEY BLOCK";

    private static final String DASHES = "-----";

    private Armor() {}

    /** What the blocks of this kind hold; {@code bytes} themselves when they are not text. */
    static List<byte[]> open(byte[] bytes, String kind) throws RefusedException {
        if (bytes.length > 0 && bytes[0] < 0) {
            // A packet begins with its highest bit set, armor is ASCII.
            return List.of(bytes);
        }
        List<byte[]> blocks = new ArrayList<>();
        Iterator<String> lines =
                new String(bytes, StandardCharsets.ISO_8859_1).lines().iterator();
        while (lines.hasNext()) {
            String line = lines.next().stripTrailing();
            if (!line.isEmpty()) {
                begin(line, kind);
                blocks.add(block(lines, kind));
            }
        }
        if (blocks.isEmpty()) {
            throw malformed("the file is empty");
        }
        return blocks;
    }

    private static void begin(String line, String kind) throws RefusedException {
        if (line.equals(DASHES + "BEGIN " + kind + DASHES)) {
            return;
        }
        if (line.startsWith(DASHES + "BEGIN PGP ")) {
            OpenPgpReason reason = kind.equals(SIGNATURE) ? OpenPgpReason.NOT_DETACHED : OpenPgpReason.MALFORMED;
            throw new RefusedException(reason, "the armor is not one of a " + kind);
        }
        throw malformed("there is something beside the armored block");
    }

    private static byte[] block(Iterator<String> lines, String kind) throws RefusedException {
        String end = DASHES + "END " + kind + DASHES;
        headers(lines);
        StringBuilder text = new StringBuilder();
        boolean checksum = false;
        while (lines.hasNext()) {
            String line = lines.next().stripTrailing();
            if (line.equals(end)) {
                return decode(text.toString());
            }
            if (checksum) {
                throw malformed("something follows the armor's checksum");
            }
            checksum = line.startsWith("=");
            if (!checksum) {
                text.append(line);
            }
        }
        throw malformed("the armor has no end");
    }

    private static void headers(Iterator<String> lines) throws RefusedException {
        while (lines.hasNext()) {
            String line = lines.next().stripTrailing();
            if (line.isEmpty()) {
                return;
            }
            if (line.indexOf(": ") < 1 && !line.endsWith(":")) {
                throw malformed("the armor's headers do not end with an empty line");
            }
        }
    }

    private static byte[] decode(String base64) throws RefusedException {
        try {
            return StrictBase64.decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw malformed("the armor is not base64");
        }
    }

    /** The contents of all blocks, one after the other. */
    static byte[] joined(List<byte[]> blocks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        blocks.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static RefusedException malformed(String detail) {
        return new RefusedException(OpenPgpReason.MALFORMED, detail);
    }
}
