package dev.registrykit.publish.macaroon;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Version 1: packets of four hexadecimal digits that count all its bytes, a key, a space, a value and a line feed. */
final class V1Packets {
    private static final int PREFIX = 4;
    private static final String LOCATION = "location";
    private static final String IDENTIFIER = "identifier";
    private static final String CAVEAT = "cid";
    private static final String VERIFICATION_ID = "vid";
    private static final String CAVEAT_LOCATION = "cl";
    private static final String SIGNATURE = "signature";

    private final byte[] input;
    private int at;

    private V1Packets(byte[] input) {
        this.input = input;
    }

    static Macaroon read(byte[] input) {
        return new V1Packets(input).macaroon();
    }

    private Macaroon macaroon() {
        String location = Utf8.text(required(LOCATION));
        byte[] identifier = required(IDENTIFIER);
        List<Caveat> caveats = new ArrayList<>();
        byte[] condition = optional(CAVEAT);
        while (condition != null) {
            byte[] verificationId = optional(VERIFICATION_ID);
            byte[] place = optional(CAVEAT_LOCATION);
            caveats.add(Caveat.read(condition, verificationId, place == null ? "" : Utf8.text(place)));
            condition = optional(CAVEAT);
        }
        byte[] signature = required(SIGNATURE);
        demand(at == input.length);
        return new Macaroon(location, identifier, caveats, signature);
    }

    private byte[] required(String key) {
        byte[] value = optional(key);
        if (value == null) {
            throw malformed();
        }
        return value;
    }

    private byte @Nullable [] optional(String key) {
        demand(input.length - at > PREFIX);
        int length = 0;
        for (int i = at; i < at + PREFIX; i++) {
            length = (length << 4) | digit(input[i]);
        }
        demand(length <= input.length - at);
        byte[] head = (key + " ").getBytes(StandardCharsets.US_ASCII);
        int from = at + PREFIX + head.length;
        int end = at + length - 1;
        if (from > end || !Arrays.equals(input, at + PREFIX, from, head, 0, head.length)) {
            return null;
        }
        demand(input[end] == '\n');
        at = end + 1;
        return Arrays.copyOfRange(input, from, end);
    }

    /** Lower case alone, which is what libraries write. */
    private static int digit(byte character) {
        demand((character >= '0' && character <= '9') || (character >= 'a' && character <= 'f'));
        return Character.digit(character, 16);
    }

    private static void demand(boolean holds) {
        if (!holds) {
            throw malformed();
        }
    }

    private static MacaroonFormatException malformed() {
        return new MacaroonFormatException("the bytes are no macaroon of version 1");
    }

    static byte[] write(Macaroon macaroon) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        packet(out, LOCATION, macaroon.location().getBytes(StandardCharsets.UTF_8));
        packet(out, IDENTIFIER, macaroon.rawIdentifier());
        for (Caveat caveat : macaroon.caveats()) {
            packet(out, CAVEAT, caveat.rawIdentifier());
            byte[] verificationId = caveat.verificationId();
            if (verificationId != null) {
                packet(out, VERIFICATION_ID, verificationId);
                packet(out, CAVEAT_LOCATION, caveat.location().getBytes(StandardCharsets.UTF_8));
            }
        }
        packet(out, SIGNATURE, macaroon.signature());
        return out.toByteArray();
    }

    /** Four digits are enough: {@link Macaroon#MAX_BYTES} is below 2<sup>16</sup>. */
    private static void packet(ByteArrayOutputStream out, String key, byte[] value) {
        int length = PREFIX + key.length() + 1 + value.length + 1;
        String head = "000" + Integer.toHexString(length);
        out.writeBytes((head.substring(head.length() - PREFIX) + key + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(value);
        out.write('\n');
    }
}
