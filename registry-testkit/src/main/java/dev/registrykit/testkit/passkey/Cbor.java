package dev.registrykit.testkit.passkey;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the few kinds of CBOR (RFC 8949) that an authenticator answers with, in the shortest form. */
final class Cbor {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Cbor map(int members) {
        return head(5, members);
    }

    Cbor integer(long value) {
        return value < 0 ? head(1, -1 - value) : head(0, value);
    }

    Cbor bytes(byte[] value) {
        head(2, value.length);
        out.writeBytes(value);
        return this;
    }

    Cbor text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        head(3, utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private Cbor head(int major, long argument) {
        int type = major << 5;
        if (argument < 24) {
            out.write(type | (int) argument);
        } else if (argument < 0x100) {
            out.write(type | 24);
            out.write((int) argument);
        } else {
            out.write(type | 25);
            out.write((int) (argument >> 8));
            out.write((int) argument);
        }
        return this;
    }
}
