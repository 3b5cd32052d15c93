package dev.registrykit.auth.passkey;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Takes the authenticator data out of an attestation object (WebAuthn Level 3 section 6.5) and passes over the statement
 * without reading it: a registry that does not judge authenticators should not fail on their certificates.
 */
final class AttestationObject {
    private static final int MAX_DEPTH = 8;
    private static final Set<String> MEMBERS = Set.of("fmt", "attStmt", "authData");
    private static final byte[] NONE_PREFIX = concat(
            new byte[] {(byte) 0xa3},
            text("fmt"),
            text("none"),
            text("attStmt"),
            new byte[] {(byte) 0xa0},
            text("authData"),
            new byte[] {0x59});

    private final byte[] cbor;
    private int position;

    private AttestationObject(byte[] cbor) {
        this.cbor = cbor;
    }

    /** The {@code authData} member of the object. */
    static byte[] authenticatorData(byte[] cbor) throws PasskeyObjection {
        return new AttestationObject(cbor).read();
    }

    /** An attestation object without statement ({@code fmt} none) around authenticator data of up to 65,535 bytes. */
    static byte[] withoutStatement(byte[] authenticatorData) {
        byte[] length = ByteBuffer.allocate(2)
                .putShort((short) authenticatorData.length)
                .array();
        return concat(NONE_PREFIX, length, authenticatorData);
    }

    private byte[] read() throws PasskeyObjection {
        if (next() != (byte) 0xa3) {
            throw malformed();
        }
        Set<String> seen = new HashSet<>();
        byte[] authenticatorData = new byte[0];
        for (int member = 0; member < MEMBERS.size(); member++) {
            String name = new String(string(3), StandardCharsets.US_ASCII);
            if (!MEMBERS.contains(name) || !seen.add(name)) {
                throw malformed();
            }
            if ("authData".equals(name)) {
                authenticatorData = string(2);
            } else {
                skip(1);
            }
        }
        if (position != cbor.length) {
            throw malformed();
        }
        return authenticatorData;
    }

    private byte[] string(int expectedMajor) throws PasskeyObjection {
        byte head = next();
        if (major(head) != expectedMajor) {
            throw malformed();
        }
        return take(argument(head));
    }

    private void skip(int depth) throws PasskeyObjection {
        byte head = next();
        if (depth > MAX_DEPTH) {
            throw malformed();
        }
        long argument = argument(head);
        switch (major(head)) {
            case 2, 3 -> take(argument);
            case 4 -> skipItems(argument, depth);
            case 5 -> {
                skipItems(argument, depth);
                skipItems(argument, depth);
            }
            case 6 -> skip(depth + 1);
            default -> {
                // Integers, simple values and floats are the head and its argument alone.
            }
        }
    }

    private void skipItems(long count, int depth) throws PasskeyObjection {
        // Each item takes at least a byte, so the input's end stops a count that is too large.
        for (long item = 0; item < count; item++) {
            skip(depth + 1);
        }
    }

    private static int major(byte head) {
        return (head & 0xff) >> 5;
    }

    /** The head's argument (RFC 8949 section 3); indefinite lengths are refused (CTAP 2.1 section 8). */
    private long argument(byte head) throws PasskeyObjection {
        int info = head & 0x1f;
        if (info < 24) {
            return info;
        }
        if (info > 27) {
            throw malformed();
        }
        long value = 0;
        for (byte digit : take(1L << (info - 24))) {
            value = value << 8 | (digit & 0xff);
        }
        if (value < 0) {
            throw malformed();
        }
        return value;
    }

    private byte next() throws PasskeyObjection {
        return take(1)[0];
    }

    private byte[] take(long count) throws PasskeyObjection {
        if (count < 0 || count > cbor.length - position) {
            throw malformed();
        }
        byte[] taken = Arrays.copyOfRange(cbor, position, position + (int) count);
        position += (int) count;
        return taken;
    }

    private static PasskeyObjection malformed() {
        return PasskeyObjection.malformed("The attestation object is not well-formed.");
    }

    private static byte[] text(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return concat(new byte[] {(byte) (0x60 + ascii.length)}, ascii);
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
