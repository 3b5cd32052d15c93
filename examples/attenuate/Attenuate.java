package dev.registrykit.examples.attenuate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Narrows an API token of a package registry, without asking the registry.
 *
 * <pre>java Attenuate.java --variable REGISTRY_TOKEN 'packages maven:org.example/widget' 'expires 2026-12-01T00:00:00Z'</pre>
 *
 * <p>It appends each argument as a caveat to the macaroon in the token and prints the token that this makes. Nothing can
 * take a caveat off again. It needs Java 17 and nothing else, and prints no token but the narrowed one.
 */
public final class Attenuate {
    private static final String USAGE = """
            Usage: java Attenuate.java [--variable NAME] CAVEAT...
              --variable NAME  has the token; without it the token is read from standard input
              CAVEAT           one condition, as 'expires 2026-12-01T00:00:00Z'""";

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int MAX_CAVEATS = 64;
    private static final int MAX_BYTES = 8 * 1024;
    private static final Pattern TOKEN = Pattern.compile("([a-z][a-z0-9]*_mac_)([A-Za-z0-9_-]+)");

    private Attenuate() {}

    /** Ends with 0 after the token was printed; with 1 when there is none that can be narrowed, 2 for wrong arguments. */
    public static void main(String[] arguments) throws IOException {
        List<String> given = List.of(arguments);
        boolean variable = given.size() > 1 && given.get(0).equals("--variable");
        List<String> caveats = variable ? given.subList(2, given.size()) : given;
        if (caveats.isEmpty() || caveats.stream().anyMatch(caveat -> !isCaveat(caveat))) {
            say("there is no caveat, or one that is no line of text\n" + USAGE);
            System.exit(WRONG_USAGE);
        }
        try {
            System.out.println(narrowed(variable ? System.getenv().getOrDefault(given.get(1), "") : input(), caveats));
        } catch (IllegalArgumentException wrong) {
            say(String.valueOf(wrong.getMessage()));
            System.exit(FAILED);
        }
    }

    /** What begins with hyphens is a mistyped option: as a caveat it would make a token that no registry accepts. */
    private static boolean isCaveat(String caveat) {
        return !caveat.isBlank()
                && !caveat.startsWith("-")
                && caveat.codePoints().noneMatch(Character::isISOControl);
    }

    private static String input() throws IOException {
        return new String(System.in.readNBytes(2 * MAX_BYTES), StandardCharsets.US_ASCII);
    }

    private static void say(String message) {
        System.err.println("attenuate: " + message);
    }

    /**
     * The token with the caveats appended.
     *
     * @throws IllegalArgumentException if it is no token that its holder can narrow, or would be too large; the message
     *     quotes nothing of it
     */
    static String narrowed(String token, List<String> caveats) {
        Matcher parts = TOKEN.matcher(token.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("this is no token that its holder can narrow: those have _mac_ in them");
        }
        Macaroon macaroon = Macaroon.read(decoded(parts.group(2)));
        for (String caveat : caveats) {
            macaroon = macaroon.with(caveat.getBytes(StandardCharsets.UTF_8));
        }
        return parts.group(1) + Base64.getUrlEncoder().withoutPadding().encodeToString(macaroon.bytes());
    }

    private static byte[] decoded(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            bytes = new byte[0];
        }
        Macaroon.demand(
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(base64));
        return bytes;
    }

    /** A macaroon in the binary form of version 2, as libmacaroons writes it. */
    private static final class Macaroon {
        private static final int VERSION = 2;
        private static final int END = 0;
        private static final int LOCATION = 1;
        private static final int IDENTIFIER = 2;
        private static final int VERIFICATION_ID = 4;
        private static final int SIGNATURE = 6;
        private static final int SIGNATURE_BYTES = 32;

        /** All up to the last caveat's end; what follows is a zero, and the signature in a field. */
        private final byte[] open;

        private final int caveats;
        private final byte[] signature;

        private Macaroon(byte[] open, int caveats, byte[] signature) {
            this.open = open;
            this.caveats = caveats;
            this.signature = signature;
        }

        /** Walks over the fields, so that no byte within a value is taken for the end. */
        static Macaroon read(byte[] bytes) {
            demand(bytes.length > 0 && bytes[0] == VERSION);
            int at = section(bytes, 1);
            int caveats = 0;
            while (at(bytes, at) != END) {
                at = section(bytes, at);
                caveats++;
            }
            int end = field(bytes, at + 1, SIGNATURE);
            demand(end == bytes.length && end - at == 1 + 2 + SIGNATURE_BYTES);
            return new Macaroon(
                    Arrays.copyOf(bytes, at), caveats, Arrays.copyOfRange(bytes, end - SIGNATURE_BYTES, end));
        }

        private static int section(byte[] bytes, int from) {
            int at = at(bytes, from) == LOCATION ? field(bytes, from, LOCATION) : from;
            at = field(bytes, at, IDENTIFIER);
            at = at(bytes, at) == VERIFICATION_ID ? field(bytes, at, VERIFICATION_ID) : at;
            demand(at(bytes, at) == END);
            return at + 1;
        }

        /** Where the field ends that begins here. A length is a base-128 number, lowest digit first. */
        private static int field(byte[] bytes, int from, int type) {
            demand(at(bytes, from) == type);
            int length = at(bytes, from + 1);
            int value = from + 2;
            if (length > 0x7f) {
                int high = at(bytes, value++);
                demand(high > 0 && high <= 0x7f);
                length = (length & 0x7f) | (high << 7);
            }
            demand(length <= bytes.length - value);
            return value + length;
        }

        private static int at(byte[] bytes, int index) {
            demand(index < bytes.length);
            return bytes[index] & 0xff;
        }

        static void demand(boolean holds) {
            if (!holds) {
                throw new IllegalArgumentException("the token is damaged: was the whole of it copied?");
            }
        }

        Macaroon with(byte[] caveat) {
            ByteArrayOutputStream more = new ByteArrayOutputStream();
            more.writeBytes(open);
            more.write(IDENTIFIER);
            if (caveat.length > 0x7f) {
                more.write((caveat.length & 0x7f) | 0x80);
            }
            more.write(caveat.length > 0x7f ? caveat.length >> 7 : caveat.length);
            more.writeBytes(caveat);
            more.write(END);
            Macaroon narrowed = new Macaroon(more.toByteArray(), caveats + 1, hmac(signature, caveat));
            if (narrowed.caveats > MAX_CAVEATS || caveat.length > MAX_BYTES || narrowed.bytes().length > MAX_BYTES) {
                throw new IllegalArgumentException("a token has at most 64 caveats and 8 KiB");
            }
            return narrowed;
        }

        byte[] bytes() {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(open);
            whole.write(END);
            whole.write(SIGNATURE);
            whole.write(SIGNATURE_BYTES);
            whole.writeBytes(signature);
            return whole.toByteArray();
        }

        private static byte[] hmac(byte[] key, byte[] data) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                return mac.doFinal(data);
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("HMAC-SHA-256 is missing from this JDK", impossible);
            }
        }
    }
}
