package dev.registrykit.publish.macaroon;

/**
 * Writes and reads macaroons in the forms that libmacaroons and its relatives use: version 2 in binary and as JSON, and the
 * packets of version 1.
 *
 * <p>The forms differ in nothing that is signed: one macaroon can be written in all three. In text, the binary forms are
 * base64url without padding; that is the caller's.
 */
public final class MacaroonCodec {
    /** What {@link Macaroon#MAX_BYTES} come to at most in the longest form, JSON with each character escaped. */
    static final int MAX_INPUT = 64 * 1024;

    private MacaroonCodec() {}

    /**
     * The macaroon that the bytes hold, in whichever form.
     *
     * <p>Lengths have as few digits as possible, version 1 counts in lower case, JSON has no other members and nothing is
     * behind the end; so each form spells a macaroon in one way, but for white space and order in JSON and a location of
     * no bytes.
     *
     * @throws MacaroonFormatException if they hold none, or one beyond {@link Macaroon#MAX_CAVEATS} or {@link
     *     Macaroon#MAX_BYTES}; the message quotes nothing of them
     */
    public static Macaroon decode(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_INPUT) {
            throw new MacaroonFormatException("a macaroon has 1 to " + MAX_INPUT + " bytes, whatever its form");
        }
        return switch (bytes[0]) {
            case V2Binary.VERSION -> V2Binary.read(bytes);
            case '{' -> V2Json.read(bytes);
            default -> V1Packets.read(bytes);
        };
    }

    /** The binary form of version 2: what is sent as a token. */
    public static byte[] encodeV2(Macaroon macaroon) {
        return V2Binary.write(macaroon);
    }

    /** The JSON form of version 2, in UTF-8. */
    public static byte[] encodeV2Json(Macaroon macaroon) {
        return V2Json.write(macaroon);
    }

    /** The packets of version 1, for libraries that know no other. */
    public static byte[] encodeV1(Macaroon macaroon) {
        return V1Packets.write(macaroon);
    }
}
