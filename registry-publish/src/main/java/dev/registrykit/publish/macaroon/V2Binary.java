package dev.registrykit.publish.macaroon;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Version 2 in binary: fields of a type, a length and a value, in sections that end with a zero.
 *
 * <p>Lengths are base-128 numbers, lowest digits first, in as few bytes as possible.
 */
final class V2Binary {
    static final byte VERSION = 2;
    private static final int END = 0;
    private static final int LOCATION = 1;
    private static final int IDENTIFIER = 2;
    private static final int VERIFICATION_ID = 4;
    private static final int SIGNATURE = 6;

    private final byte[] input;
    private int at = 1;

    private V2Binary(byte[] input) {
        this.input = input;
    }

    static Macaroon read(byte[] input) {
        return new V2Binary(input).macaroon();
    }

    private Macaroon macaroon() {
        String location = location();
        byte[] identifier = required(IDENTIFIER);
        demand(take() == END);
        List<Caveat> caveats = new ArrayList<>();
        while (peek() != END) {
            String place = location();
            byte[] condition = required(IDENTIFIER);
            caveats.add(Caveat.read(condition, optional(VERIFICATION_ID), place));
            demand(take() == END);
        }
        at++;
        byte[] signature = required(SIGNATURE);
        demand(at == input.length);
        return new Macaroon(location, identifier, caveats, signature);
    }

    /** Some libraries write a location that they do not have as one of no bytes. */
    private String location() {
        byte[] location = optional(LOCATION);
        return location == null ? "" : Utf8.text(location);
    }

    private byte[] required(int type) {
        byte[] value = optional(type);
        if (value == null) {
            throw malformed();
        }
        return value;
    }

    private byte @Nullable [] optional(int type) {
        if (peek() != type) {
            return null;
        }
        at++;
        int length = take();
        if (length > 0x7f) {
            int high = take();
            demand(high > 0 && high <= 0x7f);
            length = (length & 0x7f) | (high << 7);
        }
        demand(length <= input.length - at);
        at += length;
        return Arrays.copyOfRange(input, at - length, at);
    }

    private int take() {
        int next = peek();
        at++;
        return next;
    }

    private int peek() {
        demand(at < input.length);
        return input[at] & 0xff;
    }

    private static void demand(boolean holds) {
        if (!holds) {
            throw malformed();
        }
    }

    private static MacaroonFormatException malformed() {
        return new MacaroonFormatException("the bytes are no macaroon of version 2");
    }

    static byte[] write(Macaroon macaroon) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.write(VERSION);
        location(out, macaroon.location());
        field(out, IDENTIFIER, macaroon.rawIdentifier());
        out.write(END);
        for (Caveat caveat : macaroon.caveats()) {
            location(out, caveat.location());
            field(out, IDENTIFIER, caveat.rawIdentifier());
            byte[] verificationId = caveat.verificationId();
            if (verificationId != null) {
                field(out, VERIFICATION_ID, verificationId);
            }
            out.write(END);
        }
        out.write(END);
        field(out, SIGNATURE, macaroon.signature());
        return out.toByteArray();
    }

    private static void location(ByteArrayOutputStream out, String location) {
        if (!location.isEmpty()) {
            field(out, LOCATION, location.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** No length has more than two digits: {@link Macaroon#MAX_BYTES} is below 2<sup>14</sup>. */
    private static void field(ByteArrayOutputStream out, int type, byte[] value) {
        out.write(type);
        if (value.length > 0x7f) {
            out.write((value.length & 0x7f) | 0x80);
            out.write(value.length >> 7);
        } else {
            out.write(value.length);
        }
        out.writeBytes(value);
    }

    /** How many bytes {@link #write} makes, before any are made. */
    static long length(Macaroon macaroon) {
        long length = 1 + location(macaroon.location()) + field(macaroon.rawIdentifier()) + 1;
        for (Caveat caveat : macaroon.caveats()) {
            byte[] verificationId = caveat.verificationId();
            length += location(caveat.location())
                    + field(caveat.rawIdentifier())
                    + (verificationId == null ? 0 : field(verificationId))
                    + 1;
        }
        return length + 1 + field(macaroon.signature());
    }

    private static long location(String location) {
        return location.isEmpty() ? 0 : field(location.getBytes(StandardCharsets.UTF_8));
    }

    private static long field(byte[] value) {
        return value.length + (value.length > 0x7f ? 3L : 2L);
    }
}
