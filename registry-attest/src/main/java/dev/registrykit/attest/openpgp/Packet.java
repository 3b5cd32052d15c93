package dev.registrykit.attest.openpgp;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.bcpg.BCPGInputStream;

/** One packet: its type and the bytes of its body (RFC 9580 section 4.2). */
final class Packet {
    static final int SIGNATURE = 2;
    static final int PRIMARY_KEY = 6;
    static final int MARKER = 10;
    static final int TRUST = 12;
    static final int USER_ID = 13;
    static final int SUB_KEY = 14;
    static final int USER_ATTRIBUTE = 17;
    static final int PADDING = 21;

    /** Types from here on may be skipped by who does not know them (section 4.3). */
    private static final int FIRST_SKIPPABLE = 40;

    private final int type;
    private final byte[] body;

    private Packet(int type, byte[] body) {
        this.type = type;
        this.body = body;
    }

    int type() {
        return type;
    }

    /** The body itself, not to be changed. */
    byte[] body() {
        return body;
    }

    /** Splits {@code bytes} to the last one; lengths that are partial or left open are refused. */
    static List<Packet> split(byte[] bytes, int most) throws RefusedException {
        List<Packet> packets = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            if (packets.size() == most) {
                throw new RefusedException(OpenPgpReason.TOO_LARGE, "the file has more than " + most + " packets");
            }
            int head = bytes[at] & 0xff;
            if ((head & 0x80) == 0) {
                throw malformed("a packet does not begin as one");
            }
            boolean current = (head & 0x40) != 0;
            int sizeOfLength = current ? currentSize(bytes, at + 1) : legacySize(head);
            int start = at + 1 + sizeOfLength;
            long length = start > bytes.length ? -1 : length(bytes, at + 1, sizeOfLength, current);
            if (length < 0 || length > bytes.length - start) {
                throw malformed("a packet is cut short");
            }
            at = start + (int) length;
            packets.add(new Packet(current ? head & 0x3f : (head >> 2) & 0xf, Arrays.copyOfRange(bytes, start, at)));
        }
        return packets;
    }

    private static int legacySize(int head) throws RefusedException {
        int kind = head & 3;
        if (kind == 3) {
            throw malformed("a packet does not say how long it is");
        }
        return 1 << kind;
    }

    private static int currentSize(byte[] bytes, int at) throws RefusedException {
        int first = at < bytes.length ? bytes[at] & 0xff : 0;
        if (first >= 224 && first < 255) {
            throw malformed("a packet comes in parts");
        }
        return first < 192 ? 1 : first < 224 ? 2 : 5;
    }

    private static long length(byte[] bytes, int at, int size, boolean current) {
        if (current && size == 2) {
            return (((bytes[at] & 0xffL) - 192) << 8) + (bytes[at + 1] & 0xffL) + 192;
        }
        long length = 0;
        for (int i = current && size == 5 ? 1 : 0; i < size; i++) {
            length = (length << 8) | (bytes[at + i] & 0xffL);
        }
        return length;
    }

    /** Whether RFC 9580 wants it ignored: a marker, padding, and what is unknown and not critical. */
    boolean isIgnored() {
        return (type == MARKER && Arrays.equals(body, new byte[] {'P', 'G', 'P'}))
                || type == PADDING
                || type >= FIRST_SKIPPABLE;
    }

    /** This packet alone, as Bouncy Castle reads one. */
    BCPGInputStream stream() {
        return new BCPGInputStream(new ByteArrayInputStream(ByteBuffer.allocate(body.length + 6)
                .put((byte) (0xc0 | type))
                .put((byte) 0xff)
                .putInt(body.length)
                .put(body)
                .array()));
    }

    private static RefusedException malformed(String detail) {
        return new RefusedException(OpenPgpReason.MALFORMED, detail);
    }
}
